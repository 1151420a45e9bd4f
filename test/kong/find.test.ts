import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, Failure, postrender } from "../../src/index.ts";
import { apply } from "../../src/json/patch.ts";
import { type JsonObject, pointer, textAt } from "../../src/json/values.ts";
import { findGateways } from "../../src/kong/find.ts";
import { WORKLOADS, workloadOf } from "../../src/kong/workloads.ts";
import { type Resource, read } from "../../src/manifests/read.ts";
import { write } from "../../src/manifests/write.ts";
import { readCases } from "../support/case.ts";
import { root } from "../support/program.ts";

const corpus = ["../shared/corpus/helm3", "../shared/corpus/helm4", "examples"]
  .map((name) => join(root, name))
  .filter((home) => existsSync(home))
  .flatMap((home) => readdirSync(home).map((file) => join(home, file)))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => [file, readFileSync(file)] as const);
const inputs = [...corpus, ...readCases().map(({ name, input }) => [name, input] as const)];

const configs: Config[] = [
  { method: "proxy-protocol", cloud: "generic", trustedCIDRs: ["10.0.0.0/16"] },
  { method: "external-traffic-policy", cloud: "generic" },
];

const RENAMED = "of-another-name";

/** The stream with gateways' containers renamed; undefined where there is nothing to rename. */
function renamed(bytes: Buffer): { stream: Buffer; names: string[] } | undefined {
  const values = new Map<Resource, JsonObject>();
  const names: string[] = [];
  try {
    const manifests = read(bytes);
    for (const [index, { workload, container }] of findGateways(manifests.resources).entries()) {
      // Kong's operator knows its container by this name alone.
      if (!workloadOf(workload)) return undefined;
      const path = `${pointer(container.path)}/name`;
      const name = textAt(container.value, ["name"]);
      if (name === undefined) return undefined;
      names.push(name);
      const value = values.get(workload) ?? workload.value;
      values.set(workload, apply(value, [{ op: "replace", path, value: `${RENAMED}-${index}` }]));
    }
    return names.length === 0 ? undefined : { stream: write(manifests, values), names };
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** What a run plans, with names put back. */
function planOf(bytes: Buffer, config: Config, names: readonly string[]): string {
  const back = (text: string) => names.reduce((all, name, index) => all.replaceAll(`${RENAMED}-${index}`, name), text);
  try {
    const { changes, warnings } = postrender(bytes, config);
    return back(JSON.stringify({ changes, warnings }));
  } catch (error) {
    if (error instanceof Failure) return back(error.message.replace(/:\d+:\d+:/, ":"));
    throw error;
  }
}

describe("Another name of the container changes nothing but the name in the plan", () => {
  test("there is something to rename", () => {
    expect(inputs.filter(([, bytes]) => renamed(bytes)).length).toBeGreaterThan(50);
  });

  test.each(inputs)("%s", (_, bytes) => {
    const other = renamed(bytes);
    if (!other) return;
    for (const config of configs) expect(planOf(other.stream, config, other.names)).toBe(planOf(bytes, config, []));
  });
});

describe("Every kind of workload", () => {
  const cases = readCases().filter(({ refused }) => !refused);
  test.each(Object.keys(WORKLOADS))("%s has a case in which it is changed", (kind) => {
    const own = cases.filter(({ name }) => /-is-a-gateway$|-a-pod-/.test(name));
    const found = own.filter(({ input }) => {
      const { resources } = read(input);
      const [only, ...others] = resources.filter((resource) => workloadOf(resource));
      return only?.kind === kind && others.length === 0 && findGateways(resources).length === 1;
    });
    expect(found.map(({ name }) => name)).not.toEqual([]);
  });
});
