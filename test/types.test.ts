/** What a person forgets, the type checker notices: each mutilation of the source fails to compile, and nothing else does. */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { API, type Diagnostic } from "typescript/unstable/sync";
import { afterAll, expect, test } from "vitest";
import { root } from "./support/program.ts";

const CONFIG = join(root, "tsconfig.source.json");
const overlay = new Map([[CONFIG, JSON.stringify({ extends: "./tsconfig.json", include: ["src"] })]]);
const api = new API({
  cwd: root,
  fs: { readFile: (name) => overlay.get(name), fileExists: (name) => overlay.has(name) || undefined },
});
afterAll(() => api.close());
api.updateSnapshot({ openProjects: [CONFIG] });

/** How somebody who installed the package calls it: what compiles, and with a sign before it what must not. */
const CALLER = join(root, "caller.ts");
const CALLS = `
import { type ChartOptions, type CheckData, type Config, check, Failure, patches, postrender, preview, type Result, values } from "kong-client-ip";

const config: Config = { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] };
const text: string = postrender("", config).stream;
const bytes: Uint8Array = postrender(new Uint8Array(), config, { file: "kong.yaml", today: "2026-11-24" }).stream;
const judged: CheckData = check(text, { cloud: "eks" });
const codes: string[] = judged.findings.map(({ code, remedy }) => code + remedy);
const seen: ("client" | "forgeable" | "hidden" | "broken" | "unknown")[] = preview(bytes, config).after.map(({ outcome }) => outcome);
const options: ChartOptions = { chart: "ingress", under: ["apps", "kong"] };
const changed: Result<string> = values(text, config, options);
const named: string[] = patches(text, config, { format: "flux" }).patches.map(({ target, patch }) => target.kind + patch.length);
const failed = (error: unknown): number => (error instanceof Failure && error.code === "usage" ? error.exitCode : 0);
export { bytes, changed, codes, failed, named, seen };

// @ts-expect-error no such method
postrender(text, { method: "quic", cloud: "eks" });
// @ts-expect-error a method is missing
preview(text, { cloud: "eks" });
// @ts-expect-error no such key
check(text, { clowd: "eks" });
// @ts-expect-error neither text nor bytes
check(5);
// @ts-expect-error no such chart
values(text, config, { chart: "nginx" });
// @ts-expect-error no such format
patches(text, config, { format: "yaml" });
// @ts-expect-error no such code
failed(new Failure("oops", "", "", ""));
`;

test("The published types compile for who calls them, and refuse wrong calls", () => {
  const config = join(root, "tsconfig.caller.json");
  const settings = {
    module: "nodenext",
    target: "es2022",
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    // As in a browser's project, which has no types of Node.
    types: [],
    lib: ["es2022", "dom"],
  };
  overlay.set(config, JSON.stringify({ compilerOptions: settings, files: ["caller.ts"] }));
  overlay.set(CALLER, CALLS);
  const { program } = api.updateSnapshot({ openProjects: [config] }).getProject(config) ?? {};
  expect(program?.getSourceFileNames()).toContain(join(root, "dist/types/index.d.ts"));
  expect(program?.getSemanticDiagnostics().map(textOf)).toEqual([]);
});

/** Where the source does not compile while a file of it says something else: the files, and what is wrong. */
function errorsWith(file: string, mutilate: (text: string) => string): string[] {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  overlay.set(path, mutilate(text));
  if (overlay.get(path) === text) throw new Error(`${file} is not mutilated`);
  const fileChanges = { changed: [path] };
  const project = api.updateSnapshot({ fileChanges }).getProject(CONFIG);
  const errors = project?.program
    .getSemanticDiagnostics()
    .map((error) => `${relative(root, error.fileName ?? "")}: ${textOf(error)}`);
  overlay.delete(path);
  api.updateSnapshot({ fileChanges });
  if (!errors) throw new Error("the source is not read");
  return errors;
}

const textOf = ({ text, messageChain = [] }: Diagnostic): string => [text, ...messageChain.map(textOf)].join(" ");

test("The source compiles as it is", () => {
  expect(errorsWith("src/cli/main.ts", (text) => `${text}\n`)).toEqual([]);
});

/** What is forgotten, in which file, the words there and others, and where that must not compile. */
const forgotten: [what: string, file: string, words: string | RegExp, others: string, where: RegExp][] = [
  [
    "a new format of check without a printer",
    "src/views/check/formats.ts",
    "json: checkJson,",
    "json: checkJson, csv: undefined,",
    /^src\/views\/check\/formats\.ts: /,
  ],
  [
    "a new format of verify without a printer",
    "src/verify/mission.ts",
    'format: "text"',
    'format: "csv" | "text"',
    /^src\/views\/verify\/format\.ts: /,
  ],
  ["a command without a run", "src/cli/commands/clouds.ts", " run:", " walk:", /^src\/cli\/commands\/clouds\.ts: /],
  [
    "a flag that a command still reads",
    "src/cli/commands/check.ts",
    /"--fail-on <severity>": .*,\n/,
    "",
    /^src\/cli\/commands\/check\.ts: .*'failOn'/,
  ],
  [
    "an argument that a command still reads",
    "src/cli/commands/clouds.ts",
    ', "[lb]"]',
    "]",
    /^src\/cli\/commands\/clouds\.ts: .*'lb'/,
  ],
  [
    "a setting that a command without settings reads",
    "src/cli/commands/check.ts",
    "settings: JUDGED",
    "settings: false",
    /^src\/cli\/commands\/check\.ts: .*'given'/,
  ],
  [
    "a method in a table of methods",
    "src/methods/index.ts",
    '"http-headers": httpHeaders,',
    "",
    /^src\/methods\/index\.ts: /,
  ],
  [
    "a method in the tables that people read",
    "src/generated/config.ts",
    '| "http-headers"',
    '| "http-headers" | "quic"',
    /^src\/views\/clouds\/table\.ts: /,
  ],
  [
    "a key of the config without a flag, a variable or a reason why not",
    "src/generated/config.ts",
    "exposure?:",
    "fresh?: boolean;\n  exposure?:",
    /^src\/config\/table\.ts: .*'fresh'/,
  ],
  [
    "a key of the target without them",
    "src/generated/config.ts",
    "workload?:",
    "fresh?: string;\n    workload?:",
    /^src\/config\/table\.ts: .*target\.fresh/,
  ],
  [
    "a flag that is no text any more",
    "src/generated/config.ts",
    "realIPHeader?: string",
    "realIPHeader?: string[]",
    /^src\/config\/table\.ts: /,
  ],
  ["a flag of a setting", "src/config/short.ts", / {2}cloud: .*\n/, "", /^src\/config\/short\.ts: .*cloud/],
  [
    "that allowTrustAll names a rule by its code",
    "src/judgement/rules/delivery.ts",
    '"forgeable-address": {',
    '"forged-address": {',
    /^src\/run\/refusals\.ts: .*"forgeable-address"/,
  ],
  [
    "that a silence names a finding by its code",
    "src/judgement/codes.ts",
    '"needless-silence": {',
    '"idle-silence": {',
    /^src\/judgement\/silence\.ts: .*"needless-silence"/,
  ],
  [
    "the code of a refusal",
    "src/run/left-behind.ts",
    "stranger.what, REMEDY, STRANGE)",
    "stranger.what, REMEDY)",
    /^src\/run\/left-behind\.ts: /,
  ],
  [
    "the code of a refusal of what would be unsafe",
    "src/run/refusals.ts",
    "first.remedy, first.code)",
    "first.remedy)",
    /^src\/run\/refusals\.ts: /,
  ],
  ["a variable", "src/config/short.ts", 'variables: ["METHOD"]', "variables: []", /^src\/config\/short\.ts: /],
];

test.each(forgotten)("What forgets %s does not compile", (_, file, words, others, where) => {
  const errors = errorsWith(file, (text) => text.replace(words, others));
  expect(
    errors.filter((error) => where.test(error)),
    errors.join("\n"),
  ).not.toEqual([]);
});
