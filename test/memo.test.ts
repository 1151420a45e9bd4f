import { expect, test } from "vitest";
import { memoText } from "../src/memo.ts";

type Call = readonly [text: string | undefined, numbers?: readonly number[]];

test.for<readonly [Call, Call]>([
  [["x\u00003,9"], ["x", [3, 9]]],
  [
    ["x", [3, 9]],
    ["x", [39]],
  ],
  [[""], [undefined]],
  [["[3,9]"], [undefined, [3, 9]]],
])("%j and %j are told apart", ([one, other]) => {
  const known = memoText((...call: Call) => [...call]);
  expect([known(...one), known(...other), known(...one)]).toEqual([one, other, one]);
});
