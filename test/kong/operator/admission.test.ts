/** What a run writes into resources of Kong's operator, the API server takes: by its schemas, their rules and its policy. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Config, Failure, postrender } from "../../../src/index.ts";
import type { JsonObject } from "../../../src/json/values.ts";
import { isCloudGateway } from "../../../src/kong/operator/cloud.ts";
import { isOperated } from "../../../src/kong/operator/kinds.ts";
import { read } from "../../../src/manifests/read.ts";
import { admissionBy } from "../../support/admission.ts";
import { readCases } from "../../support/case.ts";
import { checked } from "../../support/checked.ts";
import { kongClientIp, root } from "../../support/program.ts";
import { configs, streams } from "./resources.ts";

/** A small one of the project's own, and the operator's where it is at hand. */
const schemas = ["test/kong/operator/schemas", "../shared/crds"].map((path) => join(root, path)).filter(existsSync);

const resourcesIn = (bytes: Buffer): JsonObject[] =>
  read(bytes)
    .resources.filter((each) => isOperated(each) || isCloudGateway(each))
    .map(({ value }) => value);

const streamOf = (resources: readonly JsonObject[]) =>
  Buffer.from(resources.map((each) => JSON.stringify(each)).join("\n---\n"));

/** What a run makes of a stream; undefined where it refuses. */
function changed(input: Buffer, config: Config): Buffer | undefined {
  try {
    return postrender(input, config).stream;
  } catch (error) {
    if (error instanceof Failure && error.exitCode < 3) return undefined;
    throw error;
  }
}

const dataPlane = (container: JsonObject, ingress: JsonObject): JsonObject => ({
  apiVersion: "gateway-operator.konghq.com/v1beta1",
  kind: "DataPlane",
  metadata: { name: "edge" },
  spec: {
    deployment: { podTemplateSpec: { spec: { containers: [{ name: "proxy", ...container }] } } },
    network: { services: { ingress } },
  },
});

/** What the second opinion has to know, lest it is none. */
const REFUSED: Record<string, { deployment: JsonObject; ingress: JsonObject }> = {
  "a policy of a ClusterIP Service": {
    deployment: { image: "kong:3.9" },
    ingress: { type: "ClusterIP", externalTrafficPolicy: "Local" },
  },
  "a policy that there is not": { deployment: { image: "kong:3.9" }, ingress: { externalTrafficPolicy: "local" } },
  "a field that there is not": { deployment: { image: "kong:3.9" }, ingress: { loadBalancerClass: "other" } },
  "a container without an image": { deployment: {}, ingress: {} },
  "an annotation that is no text": { deployment: { image: "kong:3.9" }, ingress: { annotations: { a: true } } },
  "a port that no listener has": {
    deployment: { image: "kong:3.9", env: [{ name: "KONG_PROXY_LISTEN", value: "0.0.0.0:8000, 0.0.0.0:8443 ssl" }] },
    ingress: { ports: [{ name: "http", port: 80, targetPort: 9000 }] },
  },
};

describe.each(schemas)("By %s", (directory) => {
  const admission = admissionBy(directory);
  const cases = readCases().filter(
    ({ input, refused }) => !refused && /^apiVersion: .*\.konghq\.com\/v/m.test(String(input)),
  );

  test.each(Object.entries(REFUSED))("%s is refused", (_, { deployment, ingress }) => {
    expect(admission(dataPlane(deployment, ingress))).not.toEqual([]);
  });

  test("there are cases", () => {
    expect(cases.length).toBeGreaterThan(10);
  });

  test.each(cases)("$name", ({ input, args, env, directory: cwd }) => {
    const before = resourcesIn(input);
    const after = resourcesIn(kongClientIp(args, { cwd, env, input }).stdout);
    expect(before.flatMap((object) => admission(object))).toEqual([]);
    expect(after.flatMap((object, index) => admission(object, before[index]))).toEqual([]);
  });

  test("whatever users write, and whatever is asked for", () => {
    let runs = 0;
    fc.assert(
      fc.property(streams, configs, (resources, config) => {
        const input = streamOf(resources);
        const before = resourcesIn(input);
        expect(before.flatMap((object) => admission(object))).toEqual([]);
        const output = changed(input, config);
        if (!output) return;
        runs += 1;
        expect(resourcesIn(output).flatMap((object, index) => admission(object, before[index]))).toEqual([]);
      }),
    );
    expect(runs).toBeGreaterThan(20);
  });
});

test("A second run changes nothing, and a check of the first one's output finds no error", () => {
  fc.assert(
    fc.property(streams, configs, (resources, config) => {
      const output = changed(streamOf(resources), config);
      if (!output) return;
      expect(changed(output, config)).toEqual(output);
      const { findings } = checked(output);
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
  );
});
