/** What SECURITY.md promises of the program. The rest of it is in secrets.test.ts and image.test.ts. */

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { newDirectory } from "../support/directory.ts";
import { root, run } from "../support/tools.ts";

/** The program but for what opens connections or writes a file: its shell, a plain run, all the rest, and YAML. */
const PARTS = ["cli.cjs", "run.cjs", "commands.cjs", "full.cjs"];
const bundle = PARTS.map((file) => readFileSync(join(root, "dist", file), "utf8")).join("\n");
/** What the bundle has of a pattern: short, where its whole text would fill the screen. */
const found = (pattern: RegExp) => bundle.match(new RegExp(pattern, "g")) ?? [];
const home = newDirectory();
const [readable, hidden] = [join(home, "readable"), join(home, "hidden")];
const release = readFileSync(join(root, "examples/release.yaml"), "utf8");

beforeAll(() => {
  for (const folder of [readable, hidden]) {
    mkdirSync(folder);
    writeFileSync(join(folder, "release.yaml"), release);
    cpSync(join(root, "examples/own-patches/kong-client-ip.yaml"), join(folder, "kong-client-ip.yaml"));
  }
  for (const part of PARTS) cpSync(join(root, "dist", part), join(readable, part));
});

test("It loads modules that can neither connect nor start programs, and names no global that can", () => {
  const loaded = [...bundle.matchAll(/\brequire\(([^)]*)\)/g)].map(([, module = ""]) => module.slice(1, -1));
  expect([...new Set(loaded)].sort()).toEqual([
    "./commands.cjs",
    "./full.cjs",
    "./init.cjs",
    "./run.cjs",
    "./verify.cjs",
    "node:buffer",
    "node:events",
    "node:fs",
    "node:path",
    "node:process",
  ]);
  expect(found(/\bimport\(|\b(?:fetch|WebSocket|EventSource|XMLHttpRequest|createRequire|Worker)\b/)).toEqual([]);
  expect(found(/\bprocess\d*\.(?:binding|dlopen)\b/)).toEqual([]);
  expect([...new Set(found(/\bgetBuiltinModule\b.{0,12}/))]).toEqual(['getBuiltinModule?.("node:v8"']);
});

describe("verify, which opens connections,", () => {
  const live = readFileSync(join(root, "dist/verify.cjs"), "utf8");
  const calls = (pattern: RegExp) => live.match(new RegExp(pattern, "g")) ?? [];

  test("is loaded by no other command: they run where its file is missing", () => {
    expect(existsSync(join(readable, "verify.cjs"))).toBe(false);
    expect(confined(["verify", "http://127.0.0.1:1"]).status).toBe(3);
  });

  test("looks up names and connects in one place each, listens nowhere, and touches no file", () => {
    const loaded = [...live.matchAll(/\brequire\(([^)]*)\)/g)].map(([, module = ""]) => module.slice(1, -1));
    expect(loaded.sort()).toEqual(["node:buffer", "node:dns/promises", "node:net", "node:tls"]);
    expect(calls(/\bconnect\)\(/)).toHaveLength(2);
    expect(calls(/\blookup\)\(/)).toHaveLength(1);
    expect(
      calls(/\b(?:createServer|listen|fetch|WebSocket|EventSource|createConnection|createSocket|Worker)\b/),
    ).toEqual([]);
    expect(calls(/\bimport\(|\b[a-zA-Z]+Sync\b/)).toEqual([]);
  });
});

test("init, which writes a file, is loaded by no other command, connects to nothing, and writes in one place", () => {
  const live = readFileSync(join(root, "dist/init.cjs"), "utf8");
  const loaded = [...live.matchAll(/\brequire\(([^)]*)\)/g)].map(([, module = ""]) => module.slice(1, -1));
  expect(loaded).toEqual(["node:fs"]);
  expect(new Set(live.match(/\b[a-zA-Z]+Sync\b/g))).toEqual(
    new Set(["openSync", "readSync", "writeFileSync", "writeSync"]),
  );
  expect(live.match(/\bwriteFileSync\b/g)).toHaveLength(1);
  expect(existsSync(join(readable, "init.cjs"))).toBe(false);
  expect(confined(["init", "--print", "--cloud", "gke", "--method", "external-traffic-policy"]).status).toBe(3);
});

test("Of files it only reads: nothing else of node:fs is named, and writeSync writes to stdout and stderr", () => {
  const named = new Set(bundle.match(/\b[a-zA-Z]+Sync\b/g));
  expect([...named].sort()).toEqual([
    "existsSync",
    "fstatSync",
    "readFileSync",
    "readSync",
    "readdirSync",
    "realpathSync",
    "statSync",
    "writeSync",
  ]);
  expect(found(/\bcreateWriteStream\b|\bfs\/promises\b/)).toEqual([]);
});

/** Runs the program where Node lets it read one folder, write nowhere, start nothing and make no code out of strings. */
function confined(args: readonly string[], input = release) {
  const permission = process.allowedNodeEnvironmentFlags.has("--permission")
    ? "--permission"
    : "--experimental-permission";
  const rights = [
    permission,
    `--allow-fs-read=${readable}/*`,
    "--disallow-code-generation-from-strings",
    "--no-warnings",
  ];
  const env = { PATH: process.env["PATH"], NODE_NO_WARNINGS: "1" };
  return run(process.execPath, [...rights, join(readable, "cli.cjs"), ...args], { cwd: readable, env, input });
}

describe("Without the right to write, to read elsewhere, to start programs or to run code from strings", () => {
  const runs: [string, string[]][] = [
    ["the filter runs, with own patches", []],
    ["check runs", ["check", "release.yaml"]],
    ["check prints SARIF", ["check", "--format", "sarif", "--config", "kong-client-ip.yaml"]],
    ["preview runs", ["preview", "--format", "markdown", "release.yaml"]],
    ["clouds runs", ["clouds", "eks"]],
    ["verify prints a command", ["verify", "--print-logs-command", "release.yaml"]],
    ["help is printed", ["--help"]],
  ];

  test.each(runs)("%s", (_, args) => {
    const free = run(process.execPath, [join(readable, "cli.cjs"), ...args], { cwd: readable, input: release });
    expect(confined(args)).toEqual(free);
    expect(free.stdout.length).toBeGreaterThan(200);
  });

  test("what nobody named is out of reach, so the confinement is real", () => {
    const { status, stdout, stderr } = confined(["check", join(hidden, "release.yaml")]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("ERR_ACCESS_DENIED");
  });
});
