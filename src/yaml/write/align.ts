/** One row of an alignment: a pair to compare, an item that is gone (`after` missing) or new (`before` missing). */
export interface Row {
  before?: number;
  after?: number;
}

/** Above this many comparisons two lists are aligned by position, which is correct but touches more lines. */
const MAX_CELLS = 4_000_000;

/**
 * Which item of `before` became which item of `after`, in order: equal items of a longest common subsequence
 * are paired, what lies between two of them is paired by position. Fewest lines move that way.
 *
 * @param identity what items are the same by; those that are one and the same are not asked
 */
export function align<Item>(before: readonly Item[], after: readonly Item[], identity: (item: Item) => string): Row[] {
  const isSame = (i: number, j: number) =>
    before[i] === after[j] || identity(before[i] as Item) === identity(after[j] as Item);
  const room = Math.min(before.length, after.length);
  let head = 0;
  while (head < room && isSame(head, head)) head++;
  let tail = 0;
  while (tail < room - head && isSame(before.length - 1 - tail, after.length - 1 - tail)) tail++;

  const rows: Row[] = [];
  for (let i = 0; i < head; i++) rows.push({ before: i, after: i });
  let [i, j] = [head, head];
  const fill = (toBefore: number, toAfter: number) => {
    while (i < toBefore || j < toAfter) {
      rows.push({ ...(i < toBefore && { before: i++ }), ...(j < toAfter && { after: j++ }) });
    }
  };
  const inner = (items: readonly Item[]) => items.slice(head, items.length - tail).map(identity);
  for (const [x, y] of commonItems(inner(before), inner(after))) {
    fill(head + x, head + y);
    rows.push({ before: i++, after: j++ });
  }
  fill(before.length - tail, after.length - tail);
  fill(before.length, after.length);
  return rows;
}

/** Index pairs of a longest common subsequence, by the textbook table. */
function commonItems(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > MAX_CELLS) return [];
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const cell = (x: number, y: number) => length[x * width + y] ?? 0;
  for (let x = a.length - 1; x >= 0; x--) {
    for (let y = b.length - 1; y >= 0; y--) {
      length[x * width + y] = a[x] === b[y] ? cell(x + 1, y + 1) + 1 : Math.max(cell(x + 1, y), cell(x, y + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let x = 0, y = 0; x < a.length && y < b.length; ) {
    if (a[x] === b[y]) pairs.push([x++, y++]);
    // Of several ways the one that keeps items in their places.
    else if (cell(x + 1, y + 1) === cell(x, y)) [x, y] = [x + 1, y + 1];
    else if (cell(x + 1, y) >= cell(x, y + 1)) x++;
    else y++;
  }
  return pairs;
}
