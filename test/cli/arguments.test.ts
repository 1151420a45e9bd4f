import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../../src/cli/arguments.ts";
import { filter } from "../../src/cli/commands/filter.ts";
import { commands } from "../../src/cli/commands/index.ts";
import type { Given } from "../../src/cli/input.ts";
import { plainCall } from "../../src/cli/plain.ts";
import { Failure } from "../../src/failure.ts";
import { command, givenBy } from "../support/command.ts";

const printed = (...argv: string[]): string => command(argv).stdout;

describe("Help", () => {
  const help = printed("--help");

  test.each([[], ...commands.map(({ name }) => [name])])("fits 80 columns: %s", (...words) => {
    const long = printed(...words, "--help")
      .split("\n")
      .filter((line) => [...line].length > 80);
    expect(long).toEqual([]);
  });

  test("shows the uses with Helm 3, Helm 4 and a pipe", () => {
    expect(help).toMatch(/^Helm 3: .*--post-renderer kong-client-ip/m);
    expect(help).toMatch(/^Helm 4: .*helm plugin install/m);
    expect(help).toMatch(/^Pipe: .*helm template .* \| kong-client-ip/m);
  });

  test("tells every exit code, and that a failure writes nothing", () => {
    const codes = help.slice(help.indexOf("Exit code:")).replace(/\s+/g, " ");
    for (const code of [0, 1, 2, 3]) expect(codes).toContain(` ${code} `);
    expect(codes).toContain("nothing is written to stdout");
  });

  test("shows every setting, and not the flag that only plugin.yaml needs", () => {
    const flags =
      "method cloud load-balancer trusted-cidr real-ip-header real-ip-recursive no-real-ip-recursive allow-trust-all " +
      "release namespace workload service if-no-kong config quiet version help";
    for (const flag of flags.split(" ")) expect(help).toMatch(new RegExp(`^  (-\\w, )?--${flag} `, "m"));
    expect(help).not.toContain("--helm-plugin");
  });

  test.each(commands.map(({ name }) => name))("of a command is the same behind help: %s", (name) => {
    expect(printed("help", name)).toBe(printed(name, "--help"));
  });

  test("is printed by help, and the version by version", () => {
    expect(printed("help")).toBe(help);
    expect(printed("version")).toBe(printed("--version"));
  });

  test("has a short form, as the version has", () => {
    expect(printed("-h")).toBe(help);
    expect(printed("help", "help")).toBe(help);
    expect(printed("--version")).toBe("0.0.0\n");
    expect(printed("-V")).toBe("0.0.0\n");
  });
});

/** A command line, and the settings it stands for. */
// biome-ignore format: a row a line
const rows: [argv: string[], value: Record<string, unknown>][] = [
  [[], {}],
  [["--method", "proxy-protocol", "--cloud=eks"], { method: "proxy-protocol", cloud: "eks" }],
  [["--method=a", "--method=b"], { method: "b" }],
  [["--load-balancer=nlb"], { loadBalancer: "nlb" }],
  [["--trusted-cidr=10.0.0.0/8"], { trustedCIDRs: ["10.0.0.0/8"] }],
  [["--trusted-cidr=a, b,,c", "--trusted-cidr", "d"], { trustedCIDRs: ["a", "b", "c", "d"] }],
  [["--trusted-cidr="], { trustedCIDRs: [] }],
  [["--real-ip-header=X-Real-IP"], { realIPHeader: "X-Real-IP" }],
  [["--real-ip-recursive"], { realIPRecursive: true }],
  [["--no-real-ip-recursive"], { realIPRecursive: false }],
  [["--real-ip-recursive", "--no-real-ip-recursive"], { realIPRecursive: false }],
  [["--allow-trust-all"], { allowTrustAll: true }],
  [["--release=a", "--namespace=b"], { target: { release: "a", namespace: "b" } }],
  [["--workload=a", "--service=b"], { target: { workload: "a", service: "b" } }],
  [["--operator-version=2.0"], { operatorVersion: "2.0" }],
  [["--if-no-kong=pass"], { ifNoKong: "pass" }],
];

test.each(rows)("%j means %j", (argv, value) => {
  expect(givenBy(argv).flags.value).toEqual(value);
});

test("What is no setting of the config stands apart", () => {
  expect(parseArguments([], "0.0.0").asked).toMatchObject({ quiet: false, helmPlugin: false });
  expect(givenBy([]).configs).toEqual([]);
  expect(
    parseArguments(["-q", "--helm-plugin", "--config", "a b.yaml", "--config=c.yaml"], "0.0.0").asked,
  ).toMatchObject({
    quiet: true,
    helmPlugin: true,
    given: { configs: ["a b.yaml", "c.yaml"] },
  });
});

test("An error names the flag of a setting", () => {
  const { flags } = givenBy([]);
  expect(flags.where(["method"])).toBe("--method");
  expect(flags.where(["trustedCIDRs", 1])).toBe("--trusted-cidr");
  expect(flags.where(["target", "release"])).toBe("--release");
});

/** A command line that is refused, and what is said of it. */
// biome-ignore format: a row a line
const refused: [argv: string[], message: string][] = [
  [["--methud=a"], "command line: unknown option '--methud'; did you mean --method?"],
  [["--methud", "a"], "command line: unknown option '--methud'; did you mean --method?"],
  [["--trusted-cidrs=10.0.0.0/8"], "command line: unknown option '--trusted-cidrs'; did you mean --trusted-cidr?"],
  [["--something-else"], "command line: unknown option '--something-else'; see kong-client-ip --help"],
  [["-x"], "command line: unknown option '-x'; see kong-client-ip --help"],
  [["-q=1"], "command line: a one-letter switch takes no value; leave out the = and the rest"],
  [["--method"], "command line: option '--method <name>' argument missing; see kong-client-ip --help"],
  [["manifests.yaml"], 'command line: a run takes no files, and "manifests.yaml" is no command; write < before it, or a command that reads files: '],
  [["-"], 'command line: a run takes no files, and "-" is no command; '],
  [["chekc"], 'command line: unknown command "chekc"; did you mean check?'],
  [["help", "chekc"], 'command line: unknown command "chekc"; did you mean check?'],
  [["--format", "json"], "command line: unknown option '--format'; it belongs to preview, check, patches, "],
  [["--format=json"], "command line: unknown option '--format'; it belongs to preview, "],
  [["preview", "--fail-on=warning"], "command line: unknown option '--fail-on'; it belongs to check: kong-client-ip check --help"],
  [["clouds", "--cloud=eks"], "command line: unknown option '--cloud'; it belongs to a run, "],
  [["--quiet", "check"], "command line: unknown option '--quiet'; it belongs to a run, "],
  [["help", "check", "preview"], "help: there are too many words; name one command, or none"],
  [["help", "--formats"], "command line: unknown option '--formats'; did you mean --format?"],
  [["version", "x"], "version: there are too many words; see kong-client-ip version --help"],
  [["completion", "bash", "zsh"], "completion: there are too many words; see kong-client-ip completion --help"],
  [["--config="], "--config: the name of the file is empty; check the variable that it comes from"],
  [["check", "--config", ""], "--config: the name of the file is empty; check the variable that it comes from"],
  [["completion"], "command line: missing required argument 'shell'; see kong-client-ip --help"],
  [["check", "--color=red"], "command line: option '--color <when>' argument 'red' is invalid. Allowed choices are auto, always, never; "],
];

test.each(refused)("%j is refused: %s", (argv, message) => {
  const parse = () => parseArguments(argv, "0.0.0");
  expect(parse).toThrow(Failure);
  expect(parse).toThrow(message);
  expect(parse).toThrow(expect.objectContaining({ code: "usage", exitCode: 2 }));
});

describe("The examples of a command", () => {
  for (const { name, examples } of [filter, ...commands])
    for (const [title, text] of Object.entries(examples))
      for (const argv of ownWords(text))
        test(`${name}, ${title}: ${argv.join(" ")}`, () => {
          expect(parseArguments(argv, "0.0.0").command).toBe(name);
        });
});

/** The arguments of each call of this program in a text for a shell. */
const ownWords = (text: string): string[][] =>
  [...text.replaceAll("\\\n", " ").matchAll(/(?:^|\| *\n? *)kong-client-ip\b([^|<>\n]*)/g)].map(([, words = ""]) =>
    words.split(" ").filter(Boolean),
  );

describe("A plain run's command line", () => {
  const flag = fc.constantFrom(
    ...[
      "--method=proxy-protocol",
      "--method",
      "--cloud",
      "eks",
      "--trusted-cidr=::1,::2",
      "--trusted-cidr",
      "10.0.0.0/8",
    ],
    ...[
      "-q",
      "--quiet",
      "--helm-plugin",
      "--real-ip-recursive",
      "--no-real-ip-recursive",
      "--allow-trust-all",
      "--config",
    ],
    ...["a.yaml", "--config=b.yaml", "--release=r", "--color=never", "--color", "always", "--", "-", "check", "-h", ""],
    ...["--method=", "--quiet=x", "-qq", "-V", "--version", "--if-no-kong", "pass", "--no-quiet", "--constructor"],
  );

  test("is read by Node's parser as by the one for all commands, or left to that", () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(flag, { maxLength: 6 }), (argv) => {
        const call = plainCall(argv);
        if (!call) return;
        plain++;
        const { asked, command, colour } = parseArguments(argv, "0.0.0");
        expect({ ...call, run: undefined, asked: shown(call.asked) }).toEqual({
          ...{ asked: shown(asked), command, colour },
          run: undefined,
        });
      }),
      { numRuns: 2000 },
    );
    expect(plain).toBeGreaterThan(300);
  });

  /** With what its layer says in place of the functions in it. */
  const shown = ({ given, ...rest }: Readonly<Record<string, unknown>>) => {
    const { flags, configs } = given as Given;
    return { ...rest, configs, value: flags.value, where: flags.where(["method"]) };
  };
});
