import { describe, expect, test } from "vitest";
import { COUNTS, INSIDE_INGRESS, NEWEST_CHART, OLDEST_CHART } from "../../../src/hosts/chart/history.ts";
import { isChartSince, versionsOf } from "../../../src/hosts/chart/version.ts";

const ends = (text: string | undefined, chart: "kong" | "ingress" = "kong") => {
  const { candidates } = versionsOf(text, chart, "here");
  return [candidates[0], candidates.at(-1)];
};

test.each([
  ["2.38.0", "2.38.0", "2.38.0"],
  ["v2.38.0", "2.38.0", "2.38.0"],
  ["=2.38.0", "2.38.0", "2.38.0"],
  ["2.38.0-rc.1", "2.38.0", "2.38.0"],
  ["2.38.0+abc", "2.38.0", "2.38.0"],
  ["2.34", "2.34.0", "2.34.0"],
  ["2.6.x", "2.6.0", "2.6.4"],
  ["~2.6.1", "2.6.1", "2.6.4"],
  ["~1.2", "1.2.0", "1.2.0"],
  ["1.x", "1.0.0", "1.15.0"],
  ["1", "1.0.0", "1.15.0"],
  ["^1.4.0", "1.4.0", "1.15.0"],
  [">=2.30.0", "2.30.0", NEWEST_CHART],
  [">= 2.30.0, < 3", "2.30.0", NEWEST_CHART],
  [">=2.30.0 <3.0.0", "2.30.0", NEWEST_CHART],
  ["1.0.0 - 2.0.0", "1.0.0", NEWEST_CHART],
  ["<2.0.0", OLDEST_CHART, NEWEST_CHART],
  ["2.x || 1.x", OLDEST_CHART, NEWEST_CHART],
  ["3.9.0", NEWEST_CHART, NEWEST_CHART],
  ["*", OLDEST_CHART, NEWEST_CHART],
  [undefined, OLDEST_CHART, NEWEST_CHART],
])("%s of kong/kong may be %s to %s", (text, first, last) => {
  expect(ends(text)).toEqual([first, last]);
});

test.each([
  ["0.24.0", "3.2.0", "3.2.0"],
  ["0.15.2", "2.44.0", "2.44.0"],
  ["0.10.2", "2.33.0", "2.33.0"],
  [undefined, "2.22.0", "3.2.0"],
])("%s of kong/ingress holds kong/kong %s to %s", (text, first, last) => {
  expect(ends(text, "ingress")).toEqual([first, last]);
});

describe("Versions that are not known are refused", () => {
  test.each(["0.36.5", "4.0.0", ">=4.0.0", "0.x"])("%s", (text) => {
    expect(() => versionsOf(text, "kong", "here")).toThrow(
      /^here: the versions 1\.0\.0 to 3\.x of kong\/kong are known/,
    );
  });
});

test("A newer one counts as the newest that is known, and is told", () => {
  expect(versionsOf("3.9.0", "kong", "here")).toMatchObject({ newestKnown: NEWEST_CHART, given: "here" });
  expect(versionsOf(NEWEST_CHART, "kong", "here")).not.toHaveProperty("newestKnown");
  expect(versionsOf("*", "kong", "here")).not.toHaveProperty("given");
});

test("What changed, changed between the oldest and the newest", () => {
  for (const version of [...Object.keys(COUNTS), ...Object.values(INSIDE_INGRESS)]) {
    expect(isChartSince(version, OLDEST_CHART) && isChartSince(NEWEST_CHART, version), version).toBe(true);
  }
});
