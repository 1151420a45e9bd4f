import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { extremes, PROXY, release } from "./extremes.ts";

/**
 * At these sizes a step that compares everything with everything would not come to an end in time. What more costs is
 * told by cost.test.ts.
 */
describe.each(Object.entries(extremes))("%s", (_, { n, text, config }) => {
  // The filter is inside every deploy; the others share nearly all its steps.
  test.each([
    { name: "filter", size: n },
    { name: "check", size: Math.ceil(n / 4) },
    { name: "preview", size: Math.ceil(n / 4) },
  ])("$name does its work, or says why not", ({ name, size }) => {
    const args = [...(name === "filter" ? [] : [name]), ...(config ? [] : PROXY)];
    const input = text?.(size) ?? release;
    const { status, stdout, stderr } = command(args, { input, ...(config && { config: config(size) }) });
    expect([0, 1, 2]).toContain(status);
    if (stdout === "") expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
  });
});
