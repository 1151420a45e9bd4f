/** All that the core takes from what it runs on. Bundles for browsers have `browser.ts` in its place. */
import { Buffer, isUtf8 } from "node:buffer";
import { once } from "../memo.ts";

export { Buffer, isUtf8 };

/**
 * The bytes that are left of the heap; undefined where there is no limit. Asked once, as Bun collects all garbage for an
 * answer, and what Bun calls the limit of its heap is none.
 */
export const freeHeap = once(
  (): number | undefined => process.getBuiltinModule?.("node:v8").getHeapStatistics().total_available_size,
);
