import type { Buffer } from "../runtime/node.ts";

const BLOCK = 1 << 12;

/**
 * Tells how many lines end before an offset of a text. However often it is asked, it goes through the text once, and
 * through no more than a block of it each time.
 */
export function lineCounter(text: string | Buffer): (offset: number) => number {
  /** The line ends before each block, as far as anybody has asked. */
  const before = [0];
  const count = (from: number, to: number): number => {
    const part = typeof text === "string" ? text.slice(from, to) : text.subarray(from, to);
    let lines = 0;
    for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) lines++;
    return lines;
  };
  return (offset) => {
    const block = Math.floor(offset / BLOCK);
    for (let next = before.length; next <= block; next++)
      before.push((before[next - 1] ?? 0) + count((next - 1) * BLOCK, next * BLOCK));
    return (before[block] ?? 0) + count(block * BLOCK, offset);
  };
}
