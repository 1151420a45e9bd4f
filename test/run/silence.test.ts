import { describe, expect, test } from "vitest";
import { command } from "../support/command.ts";
import { manifests, type Setup } from "../views/check/manifests.ts";

const RUN = ["--method=external-traffic-policy", "--cloud=gke"];
const ONE: Setup = { workload: { replicas: 1 } };
const told = "with one replica only one node answers";

/** What the three ways to look at manifests say of a single replica. */
function said(config: string, today: string, setup: Setup = ONE): Record<"run" | "preview" | "check", string> {
  const input = manifests(setup);
  const call = { input, config, today };
  const { stdout, stderr } = command(RUN, call);
  return {
    run: stderr,
    preview: command(["preview", ...RUN], call).stdout,
    check: command(["check", ...RUN], { ...call, input: stdout }).stdout,
  };
}

const silenced = (until: string) =>
  `silence:\n  - {code: one-replica, reason: a development cluster${until && `, until: ${until}`}}\n`;

describe("A silence holds in a run, a preview and a check alike", () => {
  test("Without one, all three tell of it", () => {
    for (const text of Object.values(said("{}", "2026-06-01"))) expect(text).toContain(told);
  });

  test.each(["", "2026-06-01", "2027-01-01"])("of the config, until %j", (until) => {
    for (const text of Object.values(said(silenced(until), "2026-06-01"))) {
      expect(text).not.toContain(told);
      expect(text).not.toContain("needless-silence");
    }
  });

  test("and of an annotation", () => {
    const workload = (text: string) =>
      text.replace(
        '"name": "kong"',
        '"name": "kong", "annotations": {"kong-client-ip/silence": "one-replica until 2026-12-31: a test"}',
      );
    const input = workload(manifests(ONE));
    expect(input).toContain("kong-client-ip/silence");
    for (const [today, holds] of [
      ["2026-12-31", true],
      ["2027-01-01", false],
    ] as const) {
      const { stderr, stdout } = command(RUN, { input, today });
      expect(stderr.includes(told)).toBe(!holds);
      expect(command(["check", ...RUN], { input: stdout, today }).stdout.includes(told)).toBe(!holds);
    }
  });
});

test("A silence that has ended is a finding in all three, and so is what it silenced", () => {
  for (const text of Object.values(said(silenced("2026-05-31"), "2026-06-01"))) {
    expect(text).toContain(told);
    expect(text).toContain("the silence of one-replica ended on 2026-05-31");
  }
});

test("A silence that nothing needs is a finding of a check", () => {
  const { run, check } = said(silenced(""), "2026-06-01", {});
  expect(check).toContain("the silence of one-replica silences nothing");
  expect(run).not.toContain("needless-silence");
});

test.each(["", "preview", "check", "patches"])("A silence of what nobody could find is refused: %s", (name) => {
  const config = "silence: [{code: one-replicas, reason: a test}]\n";
  const args = [...(name === "" ? [] : [name]), ...RUN];
  expect(command(args, { input: manifests(ONE), config })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('there is no finding "one-replicas"; did you mean one-replica?'),
  });
});

test("What a run refuses cannot be silenced", () => {
  const input = manifests({ env: { KONG_TRUSTED_IPS: "10.0.0.0/16" } });
  const config = "silence: [{code: left-over-trust, reason: a test}]\n";
  expect(command(RUN, { input, config })).toMatchObject({ status: 1, stdout: "" });
});

describe("How much a finding weighs", () => {
  const PROXY = ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"];

  test("A run counts its notes, and tells them where it is asked to explain", () => {
    const input = manifests({});
    expect(command(PROXY, { input }).stderr).toMatch(
      /note: \d notes, among them immutable-annotation; --explain shows them\n$/,
    );
    const { stderr } = command([...PROXY, "--explain"], { input });
    expect(stderr).toContain("note: Deployment kong: Kong will believe X-Forwarded-Proto");
    expect(stderr).not.toContain("--explain shows");
    expect(command(["preview", ...PROXY], { input }).stdout).toContain("note Deployment kong: Kong will believe");
  });

  test("A check fails on notes where it is told so", () => {
    const clean = { annotations: { "kong-client-ip/silence": "node-ports-open: a firewall" } };
    const { stdout } = command(PROXY, { input: manifests({ ...clean, inside: [{ port: 80, targetPort: 8000 }] }) });
    const status = (failOn: string, input: string) => command(["check", "--fail-on", failOn], { input }).status;
    const [error, warning, note] = ["error", "warning", "note"].map((each) => status(each, stdout));
    expect([error, note]).toEqual([0, 1]);
    expect(warning).toBe(1);
  });

  test.each([
    ["by a method", ["--method=external-traffic-policy", "--cloud=gke"]],
    ["by a word", ["--cloud=gke", "--expect=client"]],
  ])("A client that is hidden is an error where it is expected %s", (_, args) => {
    const input = manifests({});
    expect(command(["check", "--cloud=gke"], { input }).status).toBe(0);
    const { status, stdout } = command(["check", ...args], { input });
    expect(status).toBe(1);
    expect(stdout).toContain("error Service kong-proxy: on ports 8000, 8443 Kong does not see the client");
  });
});
