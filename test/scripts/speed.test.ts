import { expect, test } from "vitest";
import { type Fleet, speedPicture } from "../../scripts/speed.ts";

const fleet = (releases: number, ...medians: number[]): Fleet => ({
  releases,
  contestants: ["ours", "<theirs>"].map((title, index) => {
    const median = medians[index];
    return { id: title, title, ...(median !== undefined && { numbers: { median } }) };
  }),
});

const picture = speedPicture([fleet(1, 16, 45), fleet(100, 150, 9_000), fleet(4_000, 2_000)]);

test("The picture says in words what it draws, up to the largest stream that somebody did", () => {
  expect(picture).toContain(
    "<desc>ours: 16 ms alone, 0.5 ms each of 4,000. &lt;theirs&gt;: 45 ms alone, 90 ms each of 100.</desc>",
  );
});

test("A curve goes from the smallest stream at the left to the largest at the right, and down as a release costs less", () => {
  const [ours = [], theirs = []] = [...picture.matchAll(/class="curve" d="M([\d. L]+)" stroke="var/g)].map(
    ([, path = ""]) => path.split("L").map((point) => point.split(" ").map(Number)),
  );
  expect(ours.map(([x]) => x)).toEqual([58, expect.any(Number), 344]);
  expect(theirs).toHaveLength(2);
  expect(ours[2]?.[1]).toBeGreaterThan(ours[0]?.[1] ?? Number.NaN);
  expect(theirs[1]?.[1]).toBeLessThan(theirs[0]?.[1] ?? Number.NaN);
});

test("Nothing stands outside of the frame, and each power of ten has a line", () => {
  const height = Number(/viewBox="0 0 360 (\d+)"/.exec(picture)?.[1]);
  for (const [, x, y] of picture.matchAll(/x="([\d.]+)" y="([\d.]+)"/g)) {
    expect(Number(x)).toBeLessThanOrEqual(360);
    expect(Number(y)).toBeLessThan(height);
  }
  const labels = [...picture.matchAll(/text-anchor="(?:end|middle)">([^<]*)</g)].map(([, label]) => label);
  expect(labels).toEqual(["0.1 ms", "1 ms", "10 ms", "1", "10", "100", "1,000"]);
});
