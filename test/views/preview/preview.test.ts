import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { postrender } from "../../../src/index.ts";
import { readCases } from "../../support/case.ts";
import { command } from "../../support/command.ts";
import { kongClientIp, root } from "../../support/program.ts";

const RELEASE = "examples/release.yaml";
const HTTP_RELEASE = "examples/eks-http-headers/release.yaml";
const releaseOf = (name: string) => (name === "eks-http-headers" ? HTTP_RELEASE : RELEASE);
const NAMES = ["eks-proxy-protocol", "gke-external-traffic-policy", "eks-http-headers"];
const ENDINGS = { text: "txt", markdown: "md", json: "json" };
const style = { colour: false, columns: 80 };
const ESCAPE = "\u001b";

const configOf = (name: string) => `examples/${name}/kong-client-ip.yaml`;
const args = (name: string, ...more: string[]) => ["preview", "--config", configOf(name), ...more];

interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: string[];
}

interface Answer {
  diffs: { resources: string[]; file: string; hunks: Hunk[] }[];
  before: object[];
  after: object[];
  warnings: { code: string }[];
  remarks: { code: string }[];
  notes: string[];
}

/** What comes out where hunks are put into a text at the lines that they name. */
function patched(text: string, hunks: readonly Hunk[]): string {
  const lines = text.split("\n");
  // From the end, so that what is put in does not move what is to come.
  for (const { oldStart, oldLines, lines: change } of [...hunks].reverse()) {
    const [gone, come] = ["+", "-"].map((mark) => change.filter((line) => !line.startsWith(mark)));
    expect(lines.slice(oldStart - 1, oldStart - 1 + oldLines)).toEqual(gone?.map((line) => line.slice(1)));
    lines.splice(oldStart - 1, oldLines, ...(come ?? []).map((line) => line.slice(1)));
  }
  return lines.join("\n");
}

describe.each(NAMES)("A preview of %s", (name) => {
  test.each(Object.entries(ENDINGS))("as %s is as accepted", async (format, ending) => {
    const { status, stdout, stderr } = command(args(name, "--format", format, releaseOf(name)), { style });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(join(root, `test/views/preview/golden/${name}.${ending}`));
  });

  test("fits 80 columns, but for lines of manifests", () => {
    const { stdout } = command(args(name, releaseOf(name)), { style });
    const own = stdout.split("\n").filter((line) => !/^[-+ ] {2}/.test(line));
    expect(own.filter((line) => line.length > 80 && line.trim().includes(" "))).toEqual([]);
  });

  test("has the lines that a run changes, where they are before and after", () => {
    const { diffs } = JSON.parse(command(args(name, "--format", "json", releaseOf(name))).stdout) as Answer;
    const text = readFileSync(join(root, releaseOf(name)), "utf8");
    const run = command(["--config", configOf(name)], { input: text }).stdout;
    const hunks = diffs.flatMap((diff) => diff.hunks);
    expect(patched(text, hunks)).toBe(run);
    for (const { newStart, newLines, lines } of hunks) {
      const come = lines.filter((line) => !line.startsWith("-")).map((line) => line.slice(1));
      expect(run.split("\n").slice(newStart - 1, newStart - 1 + newLines)).toEqual(come);
    }
  });

  test("has the warnings and notes of a run", () => {
    const printed = command(args(name, "--format", "json", releaseOf(name))).stdout;
    const { warnings, remarks, notes } = JSON.parse(printed) as Answer;
    const input = readFileSync(join(root, releaseOf(name)));
    const config = readFileSync(join(root, configOf(name)), "utf8");
    const { stderr } = command(["--config", configOf(name), "--explain"], { input });
    expect(config).toContain("method:");
    const codes = [...warnings, ...remarks].map(({ code }) => `[${code}]`);
    expect(codes).toEqual(stderr.match(/\[[\w-]+\](?=\n)/g) ?? []);
    expect(notes.length + remarks.length).toBe(stderr.match(/^kong-client-ip: note: /gm)?.length ?? 0);
  });

  test("of what is patched already says that nothing changes", () => {
    const { stdout: input } = command(["--config", configOf(name)], {
      input: readFileSync(join(root, releaseOf(name))),
    });
    const { status, stdout } = command(args(name), { input });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^nothing changes, all is as it should be\n\nkong\/\S+, listeners 8000, 8443\n/);
    const { diffs, before, after } = JSON.parse(command(args(name, "--format", "json"), { input }).stdout) as Answer;
    expect({ diffs, before }).toEqual({ diffs: [], before: after });
    expect(command(args(name, "--format", "markdown"), { input }).stdout).toMatch(/^Nothing changes, /);
  });
});

describe("A preview", () => {
  // Where a name is no file, or no flag, a preview takes it for another thing.
  const others = ["a-config-that-is-not-there-is-refused", "an-argument-that-is-no-flag-is-refused"];
  const refused = readCases().filter((each) => each.refused && !others.includes(each.name));

  test.each(refused.map((each) => [each.name.replaceAll("-", " "), each] as const))(
    "refuses as a run does: %s",
    (_, { directory: cwd, input, env, args: given }) => {
      const run = command(given, { input, env, cwd });
      expect(run.status).not.toBe(0);
      expect(command(["preview", ...given], { input, env, cwd })).toEqual(run);
    },
  );

  test("of several files tells which is which, each with its own lines", () => {
    const files = ["test/views/preview/service.yaml", "test/views/preview/deployment.yaml"];
    const flags = ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16"];
    const { diffs } = JSON.parse(command(["preview", ...flags, "--format", "json", ...files]).stdout) as Answer;
    expect(diffs.map(({ resources, file }) => [...resources, file])).toEqual([
      ["Service demo-kong-proxy", files[0]],
      ["Deployment demo-kong", files[1]],
    ]);
    for (const { file, hunks } of diffs) patched(readFileSync(join(root, file), "utf8"), hunks);
    const { stdout } = command(["preview", ...flags, ...files]);
    for (const { resources, file } of diffs) expect(stdout).toContain(`${resources} in ${file}\n@@ `);
  });

  test("of manifests without Kong says so where that may be", () => {
    const input = "apiVersion: v1\nkind: ConfigMap\n";
    const flags = ["preview", "--method", "external-traffic-policy", "--cloud", "gke", "--if-no-kong", "pass"];
    expect(command(flags, { input })).toEqual({
      status: 0,
      stdout: "nothing changes, all is as it should be\n\nnote no workload runs Kong's proxy, so nothing was changed\n",
      stderr: "",
    });
  });

  test("is coloured on a terminal alone", () => {
    const coloured = command(args("eks-proxy-protocol", RELEASE), { style: { colour: true, columns: 80 } }).stdout;
    expect(coloured).toContain(
      `${ESCAPE}[32m+    service.beta.kubernetes.io/aws-load-balancer-type: external${ESCAPE}[0m\n`,
    );
    const plain = kongClientIp(args("eks-proxy-protocol", RELEASE));
    expect(plain.stdout.toString()).not.toContain(ESCAPE);
    const bare = coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, "g"), "");
    expect(bare).toBe(command(args("eks-proxy-protocol", RELEASE), { style }).stdout);
  });

  test("tells no secret", () => {
    const input = readFileSync(join(root, RELEASE), "utf8").replace("name: KONG_PORT_MAPS", "name: KONG_PG_PASSWORD");
    for (const format of Object.keys(ENDINGS)) {
      const { stdout } = command(args("eks-proxy-protocol", "--format", format), { input });
      expect(stdout).not.toContain("do-not-print-me");
    }
  });

  test("goes by the same settings as a run", () => {
    const input = readFileSync(join(root, RELEASE));
    const { changes } = postrender(input, { method: "external-traffic-policy", cloud: "eks" });
    const env = { KONG_CLIENT_IP_METHOD: "external-traffic-policy", KONG_CLIENT_IP_CLOUD: "eks" };
    const { diffs } = JSON.parse(command(["preview", "--format", "json"], { input, env }).stdout) as Answer;
    expect(diffs.flatMap(({ resources }) => resources)).toEqual(
      changes.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
    );
  });
});
