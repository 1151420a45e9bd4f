import { align } from "../../src/yaml/write/align.ts";

/** A line with the break that ends it; the last one may have none. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/**
 * The difference of two texts as `diff -U1` prints it, without the names of files; empty where they are equal.
 * What nobody could see is spelled out: `␍` for a carriage return, `<U+FEFF>` for a byte order mark.
 */
export function diff(before: Buffer, after: Buffer): string {
  const [old, fresh] = [linesOf(before.toString("latin1")), linesOf(after.toString("latin1"))];
  const rows = align(old, fresh, String).map(({ before: i, after: j }) => ({
    old: i === undefined ? undefined : old[i],
    fresh: j === undefined ? undefined : fresh[j],
  }));
  const changed = rows.flatMap((row, index) => (row.old === row.fresh ? [] : [index]));
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    if (last && index - last[1] <= 3) last[1] = index;
    else hunks.push([index, index]);
  }
  const count = (part: typeof rows, side: "old" | "fresh") => part.filter((row) => row[side] !== undefined).length;
  return hunks
    .map(([first, last]) => {
      const start = Math.max(first - 1, 0);
      const part = rows.slice(start, last + 2);
      const place = (side: "old" | "fresh") => {
        const length = count(part, side);
        const line = count(rows.slice(0, start), side) + (length === 0 ? 0 : 1);
        return length === 1 ? `${line}` : `${line},${length}`;
      };
      return `@@ -${place("old")} +${place("fresh")} @@\n${body(part)}`;
    })
    .join("");
}

/** How many lines are gone and have come, document by document where there are as many as before. */
export function changedLines(before: string, after: string): { gone: number; come: number } {
  const documents = (text: string) => text.split(/^(?=---)/m);
  const [old, fresh] = [documents(before), documents(after)];
  const pairs = old.length === fresh.length ? old.map((text, index) => [text, fresh[index] ?? ""]) : [[before, after]];
  const rows = pairs.flatMap(([a = "", b = ""]) => {
    const lines = [a.split("\n"), b.split("\n")] as const;
    return align(...lines, String).filter(({ before: i, after: j }) => lines[0][i ?? -1] !== lines[1][j ?? -1]);
  });
  return {
    gone: rows.filter((row) => row.before !== undefined).length,
    come: rows.filter((row) => row.after !== undefined).length,
  };
}

/** The lines of a hunk: of those that change together first the old ones, then the new ones. */
function body(rows: readonly { old: string | undefined; fresh: string | undefined }[]): string {
  let result = "";
  let added = "";
  for (const { old, fresh } of rows) {
    if (old === fresh) {
      result += added + shown(" ", old ?? "");
      added = "";
    } else {
      if (old !== undefined) result += shown("-", old);
      if (fresh !== undefined) added += shown("+", fresh);
    }
  }
  return result + added;
}

function shown(mark: string, line: string): string {
  const ended = line.endsWith("\n");
  const text = Buffer.from(line.replace(/\n$/, ""), "latin1").toString("utf8").replace(/\r$/, "␍");
  return `${mark}${text.replace(/\uFEFF/g, "<U+FEFF>")}\n${ended ? "" : "\\ No newline at end of file\n"}`;
}
