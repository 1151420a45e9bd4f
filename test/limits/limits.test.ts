import { describe, expect, test } from "vitest";
import { command } from "../command.ts";
import { extremes, PROXY, release } from "./extremes.ts";

/**
 * At these sizes a step that compares everything with everything would not come to an end in time. What more costs is
 * told by cost.test.ts.
 */
describe.each(Object.entries(extremes))("%s", (_, { n, text, config }) => {
  const input = text?.(n) ?? release;

  test.each(["filter", "check", "preview"])("%s does its work, or says why not", (name) => {
    const args = [...(name === "filter" ? [] : [name]), ...(config ? [] : PROXY)];
    const { status, stdout, stderr } = command(args, { input, ...(config && { config: config(n) }) });
    expect([0, 1, 2]).toContain(status);
    if (stdout === "") expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
  });
});
