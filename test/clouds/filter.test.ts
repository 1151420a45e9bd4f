import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { profilesOf } from "../../src/clouds/profiles.ts";
import { postrender } from "../../src/index.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { root } from "../support/program.ts";
import { fitting } from "./fitting.ts";
import { flagsOf, supported } from "./pairs.ts";

const streams = [release, readFileSync(join(root, "examples/release.yaml"))];

interface Answer {
  verdicts: { outcome: string; forgers: string }[];
  findings: { code: string; severity: string }[];
}

function judged(args: readonly string[], input: Buffer): Answer {
  const { stdout, stderr } = command(["check", "--format", "json", ...args], { input });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

const errorsOf = ({ findings }: Answer) => findings.filter(({ severity }) => severity === "error");
const outcomesOf = ({ verdicts }: Answer) => [...new Set(verdicts.map(({ outcome }) => outcome))].sort();

/** Load balancers whose Service does not tell what they do, unless the method is told. */
const SILENT = [
  "proxy-protocol with anexia/lbaas",
  "http-headers with avi/ako",
  "proxy-protocol with f5/cis",
  "http-headers with f5/cis",
  "external-traffic-policy with generic/any",
  "proxy-protocol with generic/any",
  "http-headers with generic/any",
  "proxy-protocol with gke/proxy-nlb",
  "proxy-protocol with gke/private-service-connect",
  "external-traffic-policy with eks/nlb-gateway",
  "proxy-protocol with eks/nlb-gateway",
  "external-traffic-policy with openstack/octavia-ovn",
  "external-traffic-policy with tencent/clb",
  "http-headers with tencent/clb",
  "proxy-protocol with upcloud/load-balancer",
  "http-headers with upcloud/load-balancer",
];

describe.each(supported.map((pair) => [pair.title, pair] as const))("%s", (title, { config, method, support }) => {
  test("after a run Kong sees the client, and nothing is wrong", () => {
    for (const input of streams.map((stream) => fitting(config, stream))) {
      const answer = judged(flagsOf(config).slice(0, 6), postrender(input, config).stream);
      expect(errorsOf(answer)).toEqual([]);
      expect(outcomesOf(answer)).toEqual(["client"]);
      // Whoever a method needs to trust could forge an address; where nobody is trusted, nobody can.
      const forgers = method === "external-traffic-policy" ? "nobody" : "trusted peers";
      expect([...new Set(answer.verdicts.map((verdict) => verdict.forgers))]).toEqual([forgers]);
      const isDoubted = answer.findings.some(({ code }) => code === "unverified-profile");
      expect(isDoubted).toBe(support.unverified !== undefined);
    }
  });

  test("before it Kong does not, unless the load balancer needs nothing", () => {
    const { verdicts } = judged(flagsOf(config).slice(2, 6), fitting(config, release));
    const proxied = profilesOf(config.cloud).find(({ name }) => name === `${config.cloud}/${config.loadBalancer}`);
    // What sends PROXY headers in any case breaks a Kong that does not expect them.
    const wrong = proxied?.sendsProxyProtocol ? ["broken"] : ["hidden", "unknown"];
    expect(verdicts.every(({ outcome }) => wrong.includes(outcome))).toBe(true);
  });

  test("a second run changes nothing", () => {
    for (const input of streams.map((stream) => fitting(config, stream))) {
      const once = postrender(input, config);
      const twice = postrender(once.stream, config);
      expect(twice.changes).toEqual([]);
      expect(twice.stream.equals(once.stream)).toBe(true);
      expect(once.changes.length).toBeGreaterThan(0);
    }
  });

  test("a check that is not told the method, or anything, says nothing wrong", () => {
    const { stream } = postrender(fitting(config, release), config);
    const known = judged(flagsOf(config).slice(2, 6), stream);
    expect(outcomesOf(known)).toEqual([SILENT.includes(title) ? "unknown" : "client"]);
    const unknown = judged([], stream);
    expect(["client", "unknown"]).toEqual(expect.arrayContaining(outcomesOf(unknown)));
    for (const answer of [known, unknown]) expect(errorsOf(answer)).toEqual([]);
  });

  test("a reader of YAML 1.1 takes annotations and variables for strings", () => {
    for (const input of streams.map((stream) => fitting(config, stream))) {
      const text = postrender(input, config).stream.toString();
      const strings = parseAllDocuments(text, { version: "1.1" }).flatMap((document) => {
        const { metadata, spec } = document.toJS();
        const containers: { env?: { value?: unknown }[] }[] = spec?.template?.spec?.containers ?? [];
        const env = containers.flatMap((container) => (container.env ?? []).flatMap(({ value }) => value ?? []));
        return [...Object.values(metadata?.annotations ?? {}), ...env];
      });
      for (const value of strings) expect(value).toBeTypeOf("string");
    }
  });
});
