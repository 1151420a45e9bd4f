import fc from "fast-check";
import { expect, test } from "vitest";
import { messageText } from "../../src/escape/sarif.ts";
import { visible } from "../../src/escape/text.ts";
import { runs } from "../manifests/arbitrary.ts";
import { hostile } from "./hostile.ts";

test("A message has neither links nor placeholders, and reads as it was", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const message = messageText(text);
      expect(message).not.toContain("](");
      expect(message).toMatch(/^(?:[^{}]|\{\{|\}\})*$/);
      const read = message.replaceAll("{{", "{").replaceAll("}}", "}").replaceAll("]\\u0028", "](");
      expect(read).toBe(visible(text).replaceAll("]\\u0028", "]("));
    }),
    runs(2_000),
  );
});
