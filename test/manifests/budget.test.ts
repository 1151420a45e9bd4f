import { expect, test } from "vitest";
import { Failure } from "../../src/failure.ts";
import { Budget, refuseHuge } from "../../src/manifests/budget.ts";
import { read } from "../../src/manifests/read.ts";

const place = () => "stdin:7";
const lines = "a\n".repeat(200_000);

test("What takes more memory than there is is refused, and the remedy is enough", () => {
  const budget = new Budget(180e6);
  budget.spend(lines, "light", place);
  expect(() => budget.spend(lines, "light", place)).toThrow(
    new Failure(
      "bad-yaml",
      "stdin:7",
      "the documents up to here take more memory to read than Node's heap of 430 MB has",
      "split the stream, or set NODE_OPTIONS=--max-old-space-size=954",
    ),
  );
  const larger = new Budget(0.4 * 954 * 1024 * 1024);
  larger.spend(lines, "light", place);
  larger.spend(lines, "light", place);
});

test("By default there is as much memory as Node has, and small documents are not counted", () => {
  expect(() => new Budget().spend(lines.slice(0, 100_000), "heavy", place)).not.toThrow();
  expect(() => new Budget(1).spend("a\n", "heavy", place)).not.toThrow();
});

test("One line that is too long for the library is refused", () => {
  const line = "a".repeat(5_000_000);
  expect(() => new Budget(180e6).spend(line, "light", place)).not.toThrow();
  expect(() => new Budget(180e6).spend(line, "heavy", place)).toThrow(/^stdin:7: the documents up to here take more/);
  expect(() => new Budget(180e6).spend("[".repeat(300_000), "heavy", place)).toThrow(/^stdin:7: /);
});

test.each(["! ", "- ", "? ", ": ", "&a "])("Twenty megabytes of %j are refused before they are read", (sign) => {
  const text = `kind: Service\na: ${sign.repeat(2e7 / sign.length)}`;
  expect(() => read(Buffer.from(text))).toThrow(/^stdin:1: /);
});

test("A document of 256 MB is the largest that is read", () => {
  expect(() => refuseHuge(Buffer.alloc(1024), place)).not.toThrow();
  expect(() => refuseHuge(Buffer.allocUnsafe(2 ** 28 + 1), place)).toThrow(
    /^stdin:7: the document is larger than 256 MB; /,
  );
});
