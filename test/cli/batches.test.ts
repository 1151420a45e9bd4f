import fc from "fast-check";
import { expect, test } from "vitest";
import { batches } from "../../src/cli/batches.ts";
import { law } from "../support/law.ts";

const MEGABYTE = 1 << 20;
const sizes = fc.array(fc.oneof(fc.constantFrom(0, 1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1), fc.nat(400_000)), {
  maxLength: 12,
});

law("Batches are the same bytes in the same order, in fewer parts", sizes, 100, (lengths) => {
  const parts = lengths.map((length, index) => Buffer.alloc(length, index + 1));
  const all = [...batches(parts)];
  expect(Buffer.concat(all).equals(Buffer.concat(parts))).toBe(true);
  expect(all.length).toBeLessThanOrEqual(2 * (Buffer.concat(parts).length / MEGABYTE) + 1);
});

test("A large part is not copied", () => {
  const large = Buffer.alloc(2 * MEGABYTE);
  expect([...batches([Buffer.from("a"), large, Buffer.from("b")])][1]).toBe(large);
});
