/** What a Service says already and what a profile needs: where the two do not go together, both are named. */

import { describe, expect, test } from "vitest";
import { type Config, postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { facts } from "./facts/index.ts";
import { fitting } from "./fitting.ts";
import { flagsOf, supported } from "./pairs.ts";

/** The small release with one annotation. */
const annotated = (config: Config, key: string, value: string) =>
  fitting({ ...config, method: "http-headers" }, release)
    .toString()
    .replace("  name: demo-kong-proxy\n", `$&  annotations:\n    ${key}: ${JSON.stringify(value)}\n`);

/** What says something of a load balancer and not whether it is internal leaves that open, so the config says it. */
const outright = supported.map((pair) =>
  pair.cloud === "eks" ? { ...pair, config: { ...pair.config, exposure: "internet-facing" as const } } : pair,
);

const conflicts = outright.flatMap((pair) =>
  (pair.support.conflicts ?? []).flatMap((conflict) =>
    (conflict.values ?? ["anything"]).map(
      (value) => [`${pair.title}, ${conflict.annotation}: ${value}`, pair, conflict, value] as const,
    ),
  ),
);

test.each(conflicts)("%s", (_, { config, method, support }, { annotation, because, warnOnly, remedy }, value) => {
  // What joins a value that is there joins this one too; what is a list may hold more.
  const isList = support.annotations?.merged?.[annotation] !== undefined || /[=,]/.test(value);
  for (const text of isList ? [value, `a.b=c, ${value}`] : [value]) {
    const input = annotated(config, annotation, text);
    if (warnOnly) {
      // A value that says what the load balancer is is no contradiction to itself.
      const isInternal = value === "internal" || annotation.endsWith("-internal");
      const own = isInternal ? { ...config, exposure: "internal" as const } : config;
      const { warnings } = postrender(input, own);
      expect(warnings).toContainEqual({
        code: "doubtful-annotation",
        where: "Service demo-kong-proxy",
        what: `annotation ${annotation} does not go well with ${method}: ${because}`,
        remedy: remedy ?? "consider removing it",
      });
    } else {
      expect(command(flagsOf(config), { input })).toEqual({
        status: 1,
        stdout: "",
        stderr:
          `kong-client-ip: error: Service demo-kong-proxy: annotation ${annotation} does not go with ${method}: ` +
          `${because}; ${remedy ?? "remove the annotation, or choose another method"} [conflicting-annotation]\n`,
      });
    }
  }
});

describe("A class of another load balancer", () => {
  const classed = supported.filter(({ support }) => support.loadBalancerClass !== undefined);
  test.each(classed.map((pair) => [pair.title, pair] as const))("%s is refused, and its own stays", (_, pair) => {
    const { cloud, loadBalancer, config, support } = pair;
    const withClass = (name: string) =>
      release.toString().replace("  type: LoadBalancer\n", `$&  loadBalancerClass: ${name}\n`);
    expect(command(flagsOf(config), { input: withClass("example.com/other") })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining(`the config means ${cloud}/${loadBalancer}, but loadBalancerClass means another`),
    });
    const own = withClass(support.loadBalancerClass ?? "");
    expect(postrender(own, config).stream.match(/loadBalancerClass/g)).toHaveLength(1);
  });
});

describe("What a profile sets only where there is nothing", () => {
  const defaults = outright.flatMap((pair) =>
    Object.keys(pair.support.annotations?.defaults ?? {}).map((key) => [`${pair.title}: ${key}`, pair, key] as const),
  );
  test.each(defaults)("%s stays as it is, or is refused where it cannot work", (_, pair, key) => {
    const { config, cloud, loadBalancer, method } = pair;
    const accepted = facts[`${cloud}/${loadBalancer}`]?.[method]?.annotations?.[key] ?? [];
    for (const value of ["of-my-own", ...accepted]) {
      const input = annotated(config, key, value);
      const { status, stdout } = command(flagsOf(config), { input });
      if (status === 0) expect(stdout).toContain(`    ${key}: ${JSON.stringify(value)}\n`);
      else expect({ status, stdout, value }).toEqual({ status: 1, stdout: "", value: "of-my-own" });
    }
  });
});

describe("What a profile must set", () => {
  const required = outright.flatMap((pair) =>
    Object.entries(pair.support.annotations?.required ?? {}).map(
      ([key, value]) => [`${pair.title}: ${key}`, pair, key, value] as const,
    ),
  );
  test.each(required)("%s is replaced where it says something else", (_, { config, support }, key, value) => {
    const isRefused = (support.conflicts ?? []).some(({ annotation }) => annotation === key);
    if (isRefused) return;
    const { stream } = postrender(annotated(config, key, "something-else"), config);
    expect(stream).not.toContain("something-else");
    expect(stream).toContain(`    ${key}: ${JSON.stringify(value)}\n`);
  });
});

describe("What is merged", () => {
  const merged = outright.flatMap((pair) =>
    Object.keys(pair.support.annotations?.merged ?? {}).map((key) => [`${pair.title}: ${key}`, pair, key] as const),
  );
  test.each(merged)("%s keeps what is there", (_, { config }, key) => {
    const isJson = key.endsWith("-config");
    const input = annotated(config, key, isJson ? '{"plan":"production-small"}' : "a.b=c");
    const { stream } = postrender(input, config);
    expect(stream).toContain(isJson ? '{\\"plan\\":\\"production-small\\",' : `${key}: "a.b=c,`);
    expect(postrender(stream, config).changes).toEqual([]);
    if (isJson) expect(command(flagsOf(config), { input: annotated(config, key, "a.b=c") }).status).toBe(1);
  });
});
