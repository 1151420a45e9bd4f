/**
 * What each method of each load balancer changes in `test/release.yaml`, as far as it fits, accepted as a file for each cloud in
 * `golden/`. Whoever adds a cloud or changes one runs `npm run accept` and reads the difference.
 */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clouds } from "../../src/generated/clouds.ts";
import { Failure, postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { diff } from "../support/diff.ts";
import { root } from "../support/program.ts";
import { fitting } from "./fitting.ts";
import { type Pair, pairs } from "./pairs.ts";

const home = join(root, "test/clouds/golden");
const names = Object.keys(clouds);

/** A line that says which load balancer and method, then the difference, or that there is none. */
function section({ title, config }: Pair): string {
  try {
    const input = fitting(config, release);
    return `=== ${title}\n${diff(input, postrender(input, config).stream)}`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `=== ${title}: refused\n`;
  }
}

describe("Each cloud changes the release as accepted", () => {
  test.each(names)("%s", async (name) => {
    const file = join(home, `${name}.diff`);
    const isAccepting = expect.getState().snapshotState["_updateSnapshot"] === "all";
    expect(existsSync(file) || isAccepting, `there is no ${name}.diff; see it written by npm run accept`).toBe(true);
    const text = pairs
      .filter(({ cloud }) => cloud === name)
      .map(section)
      .join("\n");
    await expect(text || "nothing: its load balancers are no more\n").toMatchFileSnapshot(file);
  });

  test("and no file is left over from a cloud that is gone", () => {
    expect(readdirSync(home).filter((file) => !names.includes(file.replace(/\.diff$/, "")))).toEqual([]);
  });
});
