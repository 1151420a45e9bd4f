/** Every load balancer with every method on releases as Helm renders them: what is meant is changed, and nothing else. */

import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Failure, postrender } from "../../src/index.ts";
import { checked } from "../support/checked.ts";
import { needing } from "../support/needs.ts";
import { streams } from "../views/check/streams.ts";
import { facts } from "./facts/index.ts";
import { fitting } from "./fitting.ts";
import { type Pair, supported } from "./pairs.ts";

/** What a load balancer's profile could have a say in. */
const MATTERS = /^kind: (?:Service|Deployment|DaemonSet|StatefulSet|Ingress|List)$|^\s*"kind":/m;

/**
 * Releases without the documents that no profile could touch, each of those that are left alike once. That the others
 * stay is tried on whole releases elsewhere.
 */
const rendered = [
  ...new Set(
    streams
      .filter(([name]) => /^helm\d\//.test(name))
      .map(([, bytes]) =>
        bytes
          .toString()
          .split(/^(?=---)/m)
          .filter((document) => MATTERS.test(document))
          .join(""),
      ),
  ),
];
/** Enough that each release meets each method with several load balancers; EACH_STREAM=all takes all of them. */
const EACH = process.env["EACH_STREAM"] === "all" ? rendered.length : 4;

const VARIABLES = /^KONG_(?:PROXY_LISTEN|STREAM_LISTEN|TRUSTED_IPS|REAL_IP_HEADER|REAL_IP_RECURSIVE)$/;

/** Kubernetes objects are looked into by hand; whoever writes a wrong path finds nothing. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have no type of their own
type Any = any;

/** A document without what the method may change in it. */
function rest(text: string, { cloud, loadBalancer, method, support }: Pair): Any {
  const object: Any = parse(text, { uniqueKeys: false, logLevel: "silent" });
  const own = facts[`${cloud}/${loadBalancer}`]?.[method]?.annotations ?? support.annotations?.required ?? {};
  for (const key of Object.keys(own)) delete object?.metadata?.annotations?.[key];
  if (object?.kind === "Service") {
    if (Object.keys(object.metadata.annotations ?? {}).length === 0) delete object.metadata.annotations;
    for (const key of ["externalTrafficPolicy", "loadBalancerClass"]) delete object.spec[key];
  }
  for (const container of object?.spec?.template?.spec?.containers ?? [])
    if (container.name === "proxy") container.env = container.env.filter(({ name }: Any) => !VARIABLES.test(name));
  return object;
}

describe.skipIf(rendered.length === 0)(
  needing("On releases as Helm renders them", { corpus: rendered.length > 0 }),
  () => {
    test.each(supported.map((pair, index) => [pair.title, pair, index] as const))("%s", (_, pair, index) => {
      let changed = 0;
      for (let step = 0; step < EACH; step++) {
        const whole = rendered[(index * EACH + step) % rendered.length] ?? expect.fail();
        const bytes = fitting(pair.config, whole);
        try {
          const { stream } = postrender(bytes, pair.config);
          const again = postrender(stream, pair.config);
          expect(again.changes).toEqual([]);
          expect(again.stream.equals(stream)).toBe(true);
          // What the filter writes, a check that is told nothing accepts.
          const { findings } = checked(stream);
          expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
          const [old, fresh] = [bytes, stream].map((text) => text.toString().split(/^(?=---)/m));
          expect(fresh?.length).toBe(old?.length);
          old?.forEach((text, at) => {
            const other = fresh?.[at] ?? "";
            if (text === other) return;
            expect(text).toMatch(/^kind: (?:Service|Deployment|DaemonSet)$/m);
            if (!isDeepStrictEqual(rest(text, pair), rest(other, pair)))
              expect(rest(other, pair)).toEqual(rest(text, pair));
            changed++;
          });
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).exitCode).toBe(1);
        }
      }
      expect(changed).toBeGreaterThan(1);
    });
  },
);
