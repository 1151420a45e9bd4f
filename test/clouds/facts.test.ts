/** Each load balancer's annotations against a list that was written from the sources, and not from `src/clouds`. */

import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { clouds } from "../../src/generated/clouds.ts";
import { postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { facts } from "./facts/index.ts";
import { ranges } from "./facts/own.ts";
import { fitting } from "./fitting.ts";
import { type Pair, supported } from "./pairs.ts";

const known = supported.flatMap((pair: Pair) => {
  const fact = facts[`${pair.cloud}/${pair.loadBalancer}`]?.[pair.method];
  return fact ? [[pair.title, pair, fact] as const] : [];
});

/** Clouds that somebody looked up twice. A new cloud may come without, and its accepted difference is all there is. */
const twice = new Set(Object.keys(facts).map((name) => name.split("/")[0]));

test("The facts are about the methods that load balancers of their clouds carry, and about no others", () => {
  const told = Object.entries(facts).flatMap(([name, methods]) =>
    Object.keys(methods).map((method) => `${method} with ${name}`),
  );
  expect(told.sort()).toEqual(supported.flatMap(({ cloud, title }) => (twice.has(cloud) ? [title] : [])).sort());
});

describe.each(known)("%s", (_, pair, fact) => {
  const input = fitting(pair.config, release);
  const { stream, warnings, remarks } = postrender(input, pair.config);
  const [service, deployment] = parseAllDocuments(stream.toString()).map((document) => document.toJS());

  test("sets the annotations that the sources name, to values that they accept, and no others", () => {
    const set: Record<string, string> = service.metadata.annotations ?? {};
    const accepted = fact.annotations ?? {};
    expect(Object.keys(set).sort()).toEqual(Object.keys(accepted).sort());
    for (const [key, value] of Object.entries(set)) expect(accepted[key]).toContain(value);
  });

  test("sets the policy and the class that the sources name, and nothing else in the Service", () => {
    const { externalTrafficPolicy, loadBalancerClass, ...rest } = service.spec;
    expect({ policy: externalTrafficPolicy, class: loadBalancerClass }).toEqual({
      policy: fact.policy,
      class: fact.class,
    });
    expect(rest).toEqual(parseAllDocuments(input.toString())[0]?.toJS().spec);
  });

  test("reads the header that the sources name, to its end or as far as nobody is trusted", () => {
    const env: { name: string; value: string }[] = deployment.spec.template.spec.containers[0].env;
    const variable = (name: string) => env.find((item) => item.name === name)?.value;
    const isProxied = pair.method === "proxy-protocol";
    expect(variable("KONG_REAL_IP_HEADER")).toBe(isProxied ? "proxy_protocol" : fact.header);
    expect(variable("KONG_REAL_IP_RECURSIVE")).toBe(fact.recursive ? "on" : undefined);
    expect(variable("KONG_PROXY_LISTEN")?.includes("proxy_protocol")).toBe(isProxied);
  });

  test("names what only the user can write, and what nobody has confirmed", () => {
    const advised = warnings.filter(({ code }) => code === "advised-annotation").map(({ what }) => what);
    expect(advised).toEqual((fact.yours ?? []).map((key) => `annotation ${key} is missing`));
    expect(remarks.some(({ code }) => code === "unverified-profile")).toBe(fact.unverified === true);
  });

  test("knows the version of the PROXY protocol, and what becomes of a client's header, where a source tells", () => {
    const { version, headerMode } = pair.support;
    expect({ version, mode: headerMode }).toEqual({ version: fact.version, mode: fact.mode });
  });
});

test("The ranges that providers publish are those of the sources", () => {
  const published = Object.values(clouds).flatMap((make) => Object.entries(make().publishedRanges ?? {}));
  expect(Object.fromEntries(published.map(([name, { cidrs }]) => [name, cidrs]))).toMatchObject(ranges);
});
