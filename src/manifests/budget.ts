import { Failure } from "../failure.ts";
import { type Buffer, freeHeap } from "../runtime/node.ts";

const MEGABYTE = 1024 * 1024;

/** Half of what Node can hold in a string, so that a change finds room. */
const MAX_BYTES = 256 * MEGABYTE;

/**
 * Heap in bytes for each mark of a text, and for each character, measured as the least that readers get along with. What
 * is `heavy` makes much of either.
 */
const COST = { light: { mark: 500, character: 2 }, heavy: { mark: 900, character: 40 } } as const;

/** Nobody asks how large the heap is for less: it costs a short run a tenth of its time. */
const FREE = 64 * MEGABYTE;

/** What is read must leave room for being changed and read again. */
const SHARE = 0.4;

/**
 * The memory that the documents of a stream may take. Node ends a program that runs out of it without a word that a
 * user could understand.
 */
export class Budget {
  #spent = 0;

  /** @param total in bytes; by default what Node's heap has room for */
  constructor(readonly total?: number) {}

  /**
   * Accounts for a text before it is read: in a way that is `light`, or with the library after all.
   * @throws Failure (bad-yaml)
   */
  spend(text: string, cost: keyof typeof COST, place: () => string): void {
    const { mark, character } = COST[cost];
    this.#spent += Math.max(marksIn(text, cost === "heavy") * mark, text.length * character);
    if (this.#spent <= FREE) return;
    const total = this.total ?? SHARE * heapLimit();
    if (this.#spent <= total) return;
    const what = `the documents up to here take more memory to read than Node's heap of ${inMegabytes(total / SHARE)} has`;
    const remedy = `split the stream, or set NODE_OPTIONS=--max-old-space-size=${inMegabytes((2 * this.#spent) / SHARE)}`;
    throw new Failure("bad-yaml", place(), what, remedy.replace(/ MB$/, ""));
  }
}

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / MEGABYTE)} MB`;

const heapLimit = (): number => freeHeap() ?? 2_048 * MEGABYTE;

/** Signs of YAML's that may stand side by side on one line. */
const SIGN = /[!&*]|[?:-][ \n]/g;

/**
 * How many lines, commas and opening brackets a text has, or signs where these are more and count: hardly a line
 * that somebody wrote has more than one.
 */
function marksIn(text: string, countsSigns: boolean): number {
  let marks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 44 || code === 91 || code === 123) marks++;
  }
  if (!countsSigns) return marks;
  let signs = 0;
  SIGN.lastIndex = 0;
  while (SIGN.test(text)) signs++;
  return Math.max(marks, signs);
}

/**
 * Refuses a document whose text Node cannot hold.
 * @throws Failure (bad-yaml)
 */
export function refuseHuge(bytes: Buffer, place: () => string): void {
  if (bytes.length > MAX_BYTES)
    throw new Failure("bad-yaml", place(), "the document is larger than 256 MB", "split it, or leave it out");
}
