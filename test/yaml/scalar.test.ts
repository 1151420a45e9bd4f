import { expect, test } from "vitest";
import { resolvePlain } from "../../src/yaml/scalar.ts";

/** What kubectl 1.34 reads, in the letters of its JSON. */
// biome-ignore format: a row a line
const rows: [source: string, value: null | boolean | number | string][] = [
  ["on", true], ["No", false], ["~", null], ["", null], ["nO", "nO"],
  ["0B0", 0], ["0X1F", 31], ["0O17", 15], ["-0X1F", -31], ["0755", 493], ["089", 89], ["0o89", "0o89"], ["00", 0],
  ["0b-1", -1], ["0b+1", 1], ["-0b1", -1], ["-0b-1", "-0b-1"], ["0o-1", "0o-1"], ["0x-1", "0x-1"], ["0b", "0b"],
  ["0x1_0", 16], ["0_1", 1], ["_1", "_1"], ["1__0", 10], ["1_", 1], ["0o7_7", 63], ["-_1", -1], ["0B_1", 1],
  ["-0", 0], ["+0", 0], ["1.", 1], ["-.5", -0.5], ["1._5", 1.5], ["0.1_e3", 100], [".5_", ".5_"], ["._5", "._5"],
  ["18446744073709551615", 2 ** 64], ["18446744073709551616", 2 ** 64], ["-9223372036854775809", -(2 ** 63)],
  ["0xFFFFFFFFFFFFFFFF", 2 ** 64], ["0x10000000000000000", "0x10000000000000000"],
  ["1e400", "1e400"], ["-1e400", "-1e400"], ["9".repeat(400), "9".repeat(400)], ["1e-400", 0], ["0x1p4", "0x1p4"],
  ["1:30", "1:30"], ["2024-01-02", "2024-01-02"],
];

test.each(rows)("%j", (source, value) => {
  expect(resolvePlain(source)).toBe(value);
});
