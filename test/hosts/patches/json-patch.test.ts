/** Patches as data do on each resource what the filter does, whoever applies them. */

import { describe, expect, test } from "vitest";
import { fitting } from "../../clouds/fitting.ts";
import { flagsOf, supported } from "../../clouds/pairs.ts";
import { readCases, release } from "../../support/case.ts";
import { type Call, command } from "../../support/command.ts";
import { needing } from "../../support/needs.ts";
import { ways } from "../../support/oracle.ts";
import { kubectl, run } from "../../support/tools.ts";
import { streams } from "../../views/check/streams.ts";
import { added, applied, inFolder, isFor, objectsIn, type Patch, printed } from "./hosts.ts";

const PROXY = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];

/** Nothing is patched where the filter refuses, but for what only it must fear. */
function agrees(input: Buffer, args: readonly string[], call: Call = {}): void {
  const wanted = command(["--quiet", ...args], { input, ...call });
  const given = command(["patches", "--quiet", ...args], { input, ...call });
  if (given.stderr.includes("a JSON Patch adds no resource")) {
    // What is added is there, once it is deployed and named besides.
    const whole = Buffer.from(`${input}\n${added(args, { input, ...call })}`);
    expect(objectsIn(command(["--quiet", ...args], { ...call, input: whole }).stdout)).toEqual(
      objectsIn(wanted.stdout),
    );
    agrees(whole, args, call);
    return;
  }
  if (given.stderr.includes("a patch cannot find it"))
    expect(input.toString()).not.toContain("metadata:\n  name: demo-kong-proxy");
  else if (wanted.status === 0) {
    const patches = JSON.parse(given.stdout) as Patch[];
    expect(applied(objectsIn(input), patches)).toEqual(objectsIn(wanted.stdout));
  } else if (!wanted.stderr.includes("through a YAML alias")) expect(given).toEqual(wanted);
}

/** All ways in CI, at home each stream meets three. */
const waysFor = (index: number) => (process.env["CI"] ? ways : ways.filter((_, at) => at % 3 === index % 3));

describe("A plain applier of RFC 6902 does what the filter does", () => {
  test.each(streams.map(([name, bytes], index) => ({ name, bytes, index })))("on $name", ({ bytes, index }) => {
    for (const { config } of waysFor(index))
      agrees(bytes, [...flagsOf(config), ...(config.realIPRecursive === false ? ["--no-real-ip-recursive"] : [])]);
  });

  test.each(supported)("for $title", ({ config }) => {
    agrees(fitting(config, release), flagsOf(config));
  });
});

// Where a name is no file, or no flag, the command takes it for another thing.
const others = ["a-config-that-is-not-there-is-refused", "an-argument-that-is-no-flag-is-refused"];

const cases = readCases().filter(({ name }) => !others.includes(name));

test.each(cases)("The patches do what the run does, or are refused with its words: $name", (given) => {
  agrees(given.input, given.args, { env: given.env, cwd: given.directory });
});

test.each(cases.filter(({ refused, name }) => !refused && !name.startsWith("patches-of-ones-own")))(
  "Nothing is left to patch in what is patched: $name",
  ({ input, args, env, directory: cwd }) => {
    const patched = printed(args, { input, env, cwd });
    expect(printed(["patches", ...args], { input: patched, env, cwd })).toBe("[]\n");
  },
);

describe.skipIf(!kubectl)(needing("kubectl patch --local applies each", { kubectl }), () => {
  test.each(streams.filter(([name]) => /default-values|ingress-0|two-releases|empty-annot/.test(name)))(
    "on %s",
    (_, input) => {
      const wanted = objectsIn(printed(["--quiet", ...PROXY], { input }));
      const patches = JSON.parse(printed(["patches", "--quiet", ...PROXY], { input })) as Patch[];
      expect(patches.length).toBeGreaterThan(1);
      for (const item of patches) {
        const object = objectsIn(input).find((each) => isFor(item, each));
        const args = ["patch", "--local", "--type", "json", "-o", "json", "-p", JSON.stringify(item.patch), "-f"];
        const { stdout, stderr } = inFolder({ "object.json": JSON.stringify(object) }, (folder) =>
          run(kubectl ?? "", [...args, `${folder}/object.json`]),
        );
        expect(stderr).toBe("");
        expect(JSON.parse(stdout)).toMatchObject(wanted.find((each) => isFor(item, each)) ?? {});
      }
    },
  );
});
