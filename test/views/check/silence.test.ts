import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { manifests, type Setup } from "./manifests.ts";

/** Two findings: one-replica on the Deployment, local-with-external-ips on the Service. */
const setup: Setup = {
  service: { externalTrafficPolicy: "Local", externalIPs: ["203.0.113.10"] },
  workload: { replicas: 1 },
};
const BOTH = ["local-with-external-ips Service kong-proxy", "one-replica Deployment kong"];

function annotated({ service, workload }: { service?: string; workload?: string }): string {
  const resources = manifests(setup)
    .split("\n---\n")
    .map((text) => JSON.parse(text));
  const words: Record<string, string | undefined> = { Service: service, Deployment: workload };
  for (const { kind, metadata } of resources)
    if (words[kind] !== undefined) metadata.annotations = { "kong-client-ip/silence": words[kind] };
  return resources.map((resource) => JSON.stringify(resource)).join("\n---\n");
}

/** The findings' codes, and for silences what is said of them. */
function left({ config, ...words }: { service?: string; workload?: string; config?: object[] }): string[] {
  const input = annotated(words);
  const given = config && { config: JSON.stringify({ silence: config }) };
  const { stdout, stderr } = command(["check", "--format", "json", "--cloud", "gke"], { input, ...given });
  expect(stderr).toBe("");
  const { findings } = JSON.parse(stdout) as { findings: Record<string, string>[] };
  return findings.map(
    ({ code, where, pointer, what, remedy }) =>
      `${code} ${where}${/-silence$/.test(code ?? "") ? `#${pointer}: ${what}; ${remedy}` : ""}`,
  );
}

const ANNOTATION = "#/metadata/annotations/kong-client-ip~1silence";

describe("A finding can be silenced", () => {
  test("else it is told", () => {
    expect(left({})).toEqual(BOTH);
  });

  test("by an annotation of the resource that it names, with a reason", () => {
    expect(left({ workload: "one-replica: a development cluster" })).toEqual(BOTH.slice(0, 1));
  });

  test("by the config, with a reason", () => {
    expect(left({ config: [{ code: "one-replica", reason: "a development cluster" }] })).toEqual(BOTH.slice(0, 1));
  });

  test("by the config, for one resource", () => {
    const silence = { code: "one-replica", reason: "a development cluster", resource: "Deployment kong" };
    expect(left({ config: [silence] })).toEqual(BOTH.slice(0, 1));
  });

  test.each([
    ["by lines", "\n"],
    ["by semicolons", "; "],
  ])("several in one annotation, apart %s", (_, between) => {
    const word = ["local-with-external-ips: kube-proxy uses iptables", "one-replica: no business here"].join(between);
    expect(left({ service: word })).toEqual([
      BOTH[1],
      `needless-silence Service kong-proxy${ANNOTATION}: the silence of one-replica silences nothing; remove it`,
    ]);
  });

  test("then nothing fails", () => {
    const config = JSON.stringify({
      silence: [
        { code: "forgeable-address", reason: "a honeypot" },
        { code: "trust-all", reason: "a honeypot" },
        { code: "left-over-trust", reason: "a honeypot" },
      ],
    });
    const input = manifests({ service: { externalTrafficPolicy: "Local" }, env: { KONG_TRUSTED_IPS: "0.0.0.0/0" } });
    const args = ["check", "--cloud", "gke", "--fail-on", "warning"];
    expect(command(args, { input }).status).toBe(1);
    expect(command(args, { input, config })).toMatchObject({ status: 0, stdout: expect.stringMatching(/^0 errors/m) });
  });
});

describe("What is silenced is told all the same", () => {
  const [service, workload] = manifests(setup).split("\n---\n");
  const annotated = JSON.stringify({
    ...JSON.parse(workload ?? ""),
    metadata: { name: "kong", annotations: { "kong-client-ip/silence": "one-replica: a development cluster" } },
  });
  const call = {
    input: `${service}\n---\n${annotated}`,
    config: 'silence: [{code: local-with-external-ips, reason: "see [runbook](1)\\e[31m"}]',
  };
  const run = (format: string) => command(["check", "--cloud", "gke", "--format", format], call).stdout;

  test("by its number in text, where there is any", () => {
    expect(run("text")).toMatch(/\n0 errors, 0 warnings, 2 silenced\n$/);
    expect(command(["check", "--cloud", "gke"], { input: manifests(setup) }).stdout).toContain("0 errors, 2 warnings;");
  });

  test("with its reason and who gives it in JSON", () => {
    const { findings, silenced } = JSON.parse(run("json"));
    expect(findings).toEqual([]);
    expect(silenced).toEqual([
      expect.objectContaining({
        code: "local-with-external-ips",
        severity: "warning",
        where: "Service kong-proxy",
        file: "stdin",
        reason: "see [runbook](1)\u001b[31m",
        by: "config",
      }),
      expect.objectContaining({ code: "one-replica", reason: "a development cluster", by: "manifest" }),
    ]);
  });

  test("as suppressed results in SARIF", () => {
    const [{ results }] = JSON.parse(run("sarif")).runs;
    const told = results.map(({ ruleId, suppressions }: Record<string, unknown>) => [ruleId, suppressions]);
    expect(told).toEqual([
      ["local-with-external-ips", [{ kind: "external", justification: "see [runbook](1)\\u001b[31m" }]],
      ["one-replica", [{ kind: "inSource", justification: "a development cluster" }]],
    ]);
  });
});

describe("A silence that is none is a finding of its own", () => {
  test("on another resource than the one that the finding names", () => {
    expect(left({ service: "one-replica: a development cluster" })).toEqual([
      ...BOTH,
      `needless-silence Service kong-proxy${ANNOTATION}: the silence of one-replica silences nothing; remove it`,
    ]);
  });

  test.each([["one-replica"], ["one-replica:"], ["one-replica:   "]])("without a reason, as in %j", (word) => {
    expect(left({ workload: word })).toEqual([
      `bad-silence Deployment kong${ANNOTATION}: the silence of one-replica gives no reason; ` +
        "write one-replica: and why it is no problem here",
      ...BOTH,
    ]);
  });

  test("for another resource in the config", () => {
    const silence = { code: "one-replica", reason: "a development cluster", resource: "Deployment other" };
    expect(left({ config: [silence] })).toEqual([
      ...BOTH,
      "needless-silence config#/silence: the silence of one-replica silences nothing; remove it",
    ]);
  });

  test.each([
    ["one-replicas: a development cluster", 'there is no finding "one-replicas"; did you mean one-replica?'],
    ["constructor: x", 'there is no finding "constructor"; use one of: '],
    [": a development cluster", "a silence names no finding; write it like"],
    ["\u001b[31m: x", "a silence names no finding; write it like"],
    [
      "one-replica until 2026-02-30: x",
      "the silence of one-replica has an end that is no date; write it like 2026-12-31",
    ],
    ["one-replica until 2026-12-31T00:00:00+14:00: x", "has an end that is no date"],
    ["one-replica until 31.12.2099: x", "has an end that is no date"],
    ["one-replica until tomorrow: x", "has an end that is no date"],
    ["one-replica until: x", "has an end that is no date"],
    ["one-replica until 2026-12-31", "gives no reason"],
  ])("that cannot hold as it is written: %j", (word, told) => {
    const [bad, ...others] = left({ workload: word });
    expect(others).toEqual(BOTH);
    expect(bad).toContain(`bad-silence Deployment kong${ANNOTATION}: `);
    expect(bad).toContain(told);
    const run = command(["--method=external-traffic-policy", "--cloud=gke"], { input: annotated({ workload: word }) });
    expect([run.status, run.stdout]).toEqual([1, ""]);
    expect(run.stderr).toContain(told);
    expect(run.stderr).toContain("[bad-silence]");
  });

  test("Blank lines between silences are none", () => {
    expect(left({ workload: "\n\none-replica: a test\n ; \n" })).toEqual(BOTH.slice(0, 1));
  });

  test.each([
    [{ code: "one-replica" }, "13: reason is missing in silence.0; add reason"],
    [{ code: "one-replica", reason: " " }, "35: silence.0.reason is blank; write why the finding is no problem here"],
    [{ code: "one-replica", resaon: "x" }, '35: unknown key "resaon" in silence.0; did you mean reason?'],
  ])("in a config without a reason, which is no config: %j", (silence, told) => {
    const config = JSON.stringify({ silence: [silence] });
    expect(command(["check"], { input: manifests(setup), config })).toEqual({
      status: 2,
      stdout: "",
      stderr: `kong-client-ip: error: kong-client-ip.yaml:1:${told}\n`,
    });
  });
});
