import type { Output } from "./commands/command.ts";

/** What a command writes, in parts. */
export function partsOf(stdout: Output["stdout"]): readonly Buffer[] {
  if (typeof stdout === "string") return [Buffer.from(stdout)];
  return "buffer" in stdout ? [stdout] : stdout;
}

/** As much is written at once; what is smaller is put together first, since each write takes its time. */
const BATCH = 1 << 20;

/** The same bytes in parts that are worth a write each: large ones as they are, since a copy takes its time as well. */
export function* batches(parts: readonly Buffer[]): Iterable<Buffer> {
  let batch: Buffer[] = [];
  let size = 0;
  for (const part of parts) {
    batch.push(part);
    size += part.length;
    if (size < BATCH) continue;
    yield* joined(batch);
    batch = [];
    size = 0;
  }
  yield* joined(batch);
}

function* joined(batch: readonly Buffer[]): Iterable<Buffer> {
  const last = batch.at(-1);
  if (!last || last.length < BATCH) return yield Buffer.concat(batch);
  yield Buffer.concat(batch.slice(0, -1));
  yield last;
}
