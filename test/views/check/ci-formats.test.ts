/** The formats that CI systems read, by readers of their own. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { workflowCommand } from "../../../src/escape/github.ts";
import { xml } from "../../../src/escape/xml.ts";
import { hostile } from "../../escape/hostile.ts";
import { command } from "../../support/command.ts";
import { law } from "../../support/law.ts";
import { root } from "../../support/program.ts";

const PAIN = "test/views/check/pains/p24-targets-are-clients-of-an-internal-nlb/input.yaml";
const check = (...args: string[]) => command(["check", ...args]);

/** A workflow command as GitHub's runner reads it: actions/runner src/Runner.Common/ActionCommand.cs (TryParseV2). */
function parsed(line: string) {
  const [, name = "", properties = "", message = ""] = /^::([^ :]+) ?(.*?)::(.*)\n$/.exec(line) ?? expect.fail(line);
  const plain = (text: string) =>
    text
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%0A", "\n")
      .replaceAll("%0D", "\r")
      .replaceAll("%25", "%");
  const pairs = properties.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2).map(plain));
  return { name, properties: Object.fromEntries(pairs), message: plain(message) };
}

describe("For GitHub's runner", () => {
  test("each finding is a command on its line, and the counts come last", () => {
    const { stdout, status } = check("--format=github", PAIN);
    const { findings } = JSON.parse(check("--format=json", PAIN).stdout);
    const lines = stdout.match(/[^\n]*\n/g) ?? [];
    expect(lines.pop()).toMatch(/^\d+ errors?, \d+ warnings?\n$/);
    expect(status).toBe(check(PAIN).status);
    expect(lines.map(parsed)).toEqual(
      findings.map((each: Record<string, unknown>) => ({
        name: each["severity"],
        properties: {
          file: PAIN,
          line: `${each["line"]}`,
          col: `${each["column"]}`,
          title: `kong-client-ip: ${each["code"]}`,
        },
        message: `${each["where"]}: ${each["what"]}; ${each["remedy"]}`,
      })),
    );
  });

  test("what is piped in has no file, and what the config says no line", () => {
    const input = readFileSync(join(root, PAIN));
    const { stdout } = command(["check", "--format=github"], {
      input,
      config: "silence: [{code: one-replica, reason: x}]",
    });
    expect(stdout).not.toContain("file=");
    expect(stdout).toContain("::warning title=kong-client-ip%3A needless-silence::config: ");
  });

  law(
    "whatever stands in it, it is one command with its own properties",
    fc.tuple(hostile, hostile),
    1_000,
    ([file, message]) => {
      const { name, properties } = parsed(
        workflowCommand("error", { file: `a,line=9:${file}\r\n`, line: 1 }, `%0A${message}\n::error::`),
      );
      expect(name).toBe("error");
      expect(Object.keys(properties)).toEqual(["file", "line"]);
      expect(properties["line"]).toBe("1");
    },
  );
});

describe("For readers of JUnit's reports", () => {
  const attributes = (text: string) =>
    Object.fromEntries([...text.matchAll(/([a-z]+)="([^"<]*)"/g)].map(([, key = "", value]) => [key, value]));
  const counted = (stdout: string) => attributes(/<testsuite [^>]*>/.exec(stdout)?.[0] ?? "");

  test("what the check fails for is a failure, the rest is told", () => {
    const { findings } = JSON.parse(check("--format=json", PAIN).stdout);
    const errors = findings.filter(({ severity }: { severity: string }) => severity === "error").length;
    for (const [args, failures] of [
      [[], errors],
      [["--fail-on=warning"], findings.length],
    ] as const) {
      const { stdout } = check("--format=junit", ...args, PAIN);
      expect(counted(stdout)).toMatchObject({ tests: `${findings.length}`, failures: `${failures}`, errors: "0" });
      expect(stdout.match(/<failure /g) ?? []).toHaveLength(failures);
      expect(stdout.match(/<system-out>/g) ?? []).toHaveLength(findings.length - failures);
    }
  });

  test("only elements and attributes of the schema stand in it, closed in their order", () => {
    const known: Record<string, string[]> = {
      testsuites: ["name", "tests", "failures", "errors", "time"],
      testsuite: ["name", "tests", "failures", "errors", "skipped", "time"],
      testcase: ["classname", "name", "time"],
      failure: ["type", "message"],
      skipped: ["message"],
      "system-out": [],
    };
    const config = "silence: [{code: internal-nlb-loop, reason: a < b}, {code: hairpin, reason: a}]";
    const { stdout } = command(["check", "--format=junit", PAIN], { config });
    const open: string[] = [];
    for (const [, close, name = "", rest = "", alone] of stdout.matchAll(
      /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
    )) {
      if (close) expect(open.pop()).toBe(name);
      else {
        expect(known).toHaveProperty([name]);
        for (const key of Object.keys(attributes(rest))) expect(known[name]).toContain(key);
        if (!alone) open.push(name);
      }
    }
    expect(open).toEqual([]);
    // Nothing stands in it that was not looked at.
    expect(stdout.replace(/<\?xml.*?\?>/, "").replace(/<\/?[a-z-]+(?: [a-z]+="[^"<]*")*\/?>/g, "")).not.toMatch(
      /[<>]|&(?!\w+;)/,
    );
  });

  test("a clean check is a case that passes", () => {
    const { stdout } = check("--format=junit", "--cloud=gke", "test/views/check/clean.yaml");
    expect(counted(stdout)).toMatchObject({ tests: "1", failures: "0" });
    expect(stdout).toContain('<testcase classname="kong-client-ip" name="check" time="0"/>');
  });

  law("no character stands in it that XML does not know", hostile, 1_000, (text) => {
    expect(xml(text)).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    expect(xml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|apos);)/);
  });
});
