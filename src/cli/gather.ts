import { Failure } from "../failure.ts";

const GIGABYTE = 1 << 30;

/**
 * All that comes from a call which reads some of it into a buffer, behind what is there, until it reads nothing.
 *
 * @param most how much Node can hold
 * @throws Failure (bad-yaml) for more than Node can hold
 */
export function gather(readSome: (bytes: Buffer, size: number) => number, most: number): Buffer {
  let bytes: Buffer = Buffer.allocUnsafe(1 << 16);
  for (let size = 0; ; ) {
    const read = readSome(bytes, size);
    if (read === 0) return bytes.subarray(0, size);
    size += read;
    if (size === bytes.length) bytes = enlarged(bytes, most);
  }
}

/**
 * What is not written to takes no memory yet, so a buffer grows by much, and little is copied; by more, Bun would take
 * garbage for little beside it.
 */
const GROWTH = 4;

/** A buffer with the same beginning and more room. */
function enlarged(bytes: Buffer, most: number): Buffer {
  if (bytes.length === most) {
    const size = `${most / GIGABYTE} GB`;
    throw new Failure("bad-yaml", "stdin", `the manifests are larger than ${size}`, "split them");
  }
  const larger = Buffer.allocUnsafe(Math.min(GROWTH * bytes.length, most));
  bytes.copy(larger);
  return larger;
}
