import { Failure } from "../failure.ts";

/** Half of what Node can hold in a string, so that a change finds room. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Documents below this size are read without a second look. */
const SMALL = 1024 * 1024;

/**
 * Refuses a document before Node would: for the length of its text, or for the memory that its values take.
 * @throws Failure (bad-yaml)
 */
export function refuseHuge(bytes: Buffer, place: () => string): void {
  if (bytes.length <= SMALL) return;
  if (bytes.length > MAX_BYTES) throw huge("256 MB", place());
}

const huge = (bound: string, where: string) =>
  new Failure("bad-yaml", where, `the document is larger than ${bound}`, "split it, or leave it out of the stream");
