/** What Kustomize makes of the patches is what the filter writes, on every stream that there is. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fitting } from "../../clouds/fitting.ts";
import { flagsOf, supported } from "../../clouds/pairs.ts";
import { readCases, release } from "../../support/case.ts";
import { type Call, command } from "../../support/command.ts";
import { needing } from "../../support/needs.ts";
import { root } from "../../support/program.ts";
import { kubectl } from "../../support/tools.ts";
import { streams } from "../../views/check/streams.ts";
import { ALIASED, added, applied, flux, kustomize, objectsIn, type Patch, printed, withoutEmpty } from "./hosts.ts";

const cidr = ["--trusted-cidr", "10.0.0.0/16"];
const ways = [
  ["--method", "proxy-protocol", "--cloud", "hetzner", ...cidr],
  ["--method", "external-traffic-policy", "--cloud", "eks"],
  ["--method", "http-headers", "--cloud", "generic", "--no-real-ip-recursive", ...cidr],
];
/** All of them in CI; at home each stream meets one. */
const waysFor = (index: number) => (process.env["CI"] ? ways : ways.slice(index % 3, (index % 3) + 1));

const TWICE = /already (?:defined at line|registered id)/;
/** Streams that Kustomize does not read, patched or not, and what it says. */
const UNREADABLE: Record<string, RegExp> = {
  "helm3/kong-1.0.0.yaml": TWICE,
  "helm3/kong-3.4.1-test1-values.yaml": TWICE,
  "helm4/kong-3.4.1-test1-values.yaml": TWICE,
  "a-duplicate-key-in-the-gateway-does-no-harm": TWICE,
  "of-two-keys-of-one-name-the-last-one-counts": TWICE,
  "of-two-kinds-the-last-one-counts": TWICE,
  "what-has-items-is-a-list": /missing metadata.name in object/,
  "a-list-of-services-need-not-say-their-kind": /missing kind in object/,
};
/** Streams of which Kustomize rewrites values, whatever the patch is. */
const REWRITTEN: Record<string, string> = {
  "an-annotation-with-a-line-separator-stays": "the separator becomes a line break",
  "values-of-yaml-1-1-stay-as-they-are": "on and no become texts, an integer that needs 64 bits loses its last digit",
};
const IDLE = `patches:
  - target: { name: .* }
    patch: "- { op: copy, from: /kind, path: /kind }"
`;

function agrees(name: string, args: readonly string[], call: Call & { input: Buffer }, host = "kustomize"): void {
  const patches = printed(["patches", "--format", host, "--quiet", ...args], call);
  const outcome = host === "flux" ? flux(call.input, patches) : kustomize(call.input, patches, added(args, call));
  if (name in UNREADABLE) {
    expect(outcome.stderr).toMatch(UNREADABLE[name] ?? "");
    expect(kustomize(call.input).stderr).toMatch(UNREADABLE[name] ?? "");
    return;
  }
  expect(outcome.status, outcome.stderr).toBe(0);
  const run = command(["--quiet", ...args], call);
  // Where it refuses, it is because a change would show in several places of the text.
  const wanted = run.status === 0 ? run.stdout : asData(args, call);
  if (name in REWRITTEN) expect(outcome.stdout).toBe(kustomize(wanted, IDLE).stdout);
  else expect(withoutEmpty(objectsIn(outcome.stdout))).toEqual(withoutEmpty(objectsIn(wanted)));
}

function asData(args: readonly string[], call: Call & { input: Buffer }): string {
  const patches = JSON.parse(printed(["patches", ...args], call)) as Patch[];
  return applied(objectsIn(call.input), patches)
    .map((object) => `---\n${JSON.stringify(object)}\n`)
    .join("");
}

const rendered = streams.filter(([name]) => /^helm\d\/(?!.*with-konnect-license)/.test(name));
const example = [["the example", readFileSync(join(root, "examples/release.yaml"))]] as const;

describe.skipIf(!kubectl)(needing("Kustomize makes of the patches what the filter writes", { kubectl }), () => {
  test.each([...rendered, ...example].map(([name, bytes], index) => ({ name, bytes, index })))(
    "of $name",
    ({ name, bytes, index }) => {
      for (const [step, way] of waysFor(index).entries())
        agrees(name, way, { input: bytes }, (index + step) % 2 === 0 ? "kustomize" : "flux");
    },
  );

  const cases = readCases().filter(({ refused, name }) => !refused || ALIASED.includes(name));

  test.each(cases)("where $name", ({ name, input, directory, args, env }) => {
    const call = { input, env, cwd: directory };
    if (printed(["patches", "--format", "kustomize", ...args], call) !== "patches: []\n") agrees(name, args, call);
  });
});

/** All in one build, each in a namespace of its own, which takes a second rather than minutes. */
test.skipIf(!kubectl)(
  needing("Kustomize makes of the patches what the filter writes with every load balancer", { kubectl }),
  () => {
    const all = supported.map(({ config }, index) => {
      const input = fitting(config, release)
        .toString()
        .replace(/^ {2}name: /gm, `  namespace: way-${index}\n$&`);
      const wanted = printed(["--quiet", ...flagsOf(config)], { input });
      const patches = printed(["patches", "--quiet", "--format", "kustomize", ...flagsOf(config)], { input });
      return { input, wanted, patches: patches.replace(/^patches:.*\n/, "") };
    });
    const joined = (key: "input" | "wanted" | "patches", between = "---\n") =>
      all.map((each) => each[key]).join(between);
    const { stdout, stderr } = kustomize(joined("input"), `patches:\n${joined("patches", "")}`);
    expect(stderr).toBe("");
    expect(all.length).toBeGreaterThan(50);
    expect(objectsIn(stdout)).toEqual(objectsIn(joined("wanted")));
  },
);

test("No stream is skipped that is not there", () => {
  const names = streams.map(([name]) => name);
  const known = (name: string) => names.includes(name) || (rendered.length === 0 && name.startsWith("helm"));
  expect(Object.keys({ ...UNREADABLE, ...REWRITTEN }).filter((name) => !known(name))).toEqual([]);
});
