import { expect, test } from "vitest";
import { fullTree } from "../../src/yaml/read/full.ts";

// kubectl refuses each: "did not find expected key", "could not find expected ':'".
test.each([
  ["? a\n- b\n", "something stands behind a key that has no colon"],
  ["? a\n  c\n- b\n", "something stands behind a key that has no colon"],
  ["k:\n  ? a\n  - b\n", "something stands behind a key that has no colon"],
  ["k: 1\nb c\n  : a\n", "a key goes over several lines"],
  ['k: 1\n"b"\n  : a\n', "a key goes over several lines"],
])("%j is refused where the library reads it in part", (text, what) => {
  expect(fullTree(text).fault).toMatchObject({ what });
});

test.each(["? a\n: b\n", "? a\n  b\n: - c\n", "? a\nb: c\n", "k:\n- ? a\n- b\n"])("%j is read", (text) => {
  expect(fullTree(text).fault).toBeUndefined();
});
