import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codes } from "../../../src/judgement/codes.ts";
import { command } from "../../support/command.ts";
import { needing } from "../../support/needs.ts";
import { kongClientIp, program, root } from "../../support/program.ts";
import { streams } from "./streams.ts";

const ESCAPE = "\u001b";
const style = { colour: false, columns: 80 };
const PAIN = "test/views/check/pains/p04-the-classic-elb-wraps-the-proxy-header-in-tls/input.yaml";

/** Lines over 80 columns, but for words that cannot be broken, such as the key of an annotation. */
const tooLong = (text: string): string[] =>
  text.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));

describe("Findings for a person", () => {
  test("what Kong sees comes first, then each finding with what to do, then how many there are", () => {
    const { stdout } = command(["check", "--cloud", "gke"], { input: streamOf("p11-a-letter-is-wrong") });
    expect(stdout).toBe(
      [
        "SERVICE          LISTENERS   KONG SEES   FORGEABLE BY",
        "kong/kong-proxy  8000, 8443  the client  nobody",
        "",
        "warning Deployment kong/kong: Kong ignores KONG_READ_IP_RECURSIVE; write KONG_REAL_IP_RECURSIVE",
        "  misspelt-setting (stdin:41:9, /spec/template/spec/containers/0/env/1)",
        "",
        "0 errors, 1 warning; kong-client-ip check --explain CODE tells more",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["p08-kong-sees-a-node-behind-the-nlb", [], "nothing names the client; choose the method that fits the load"],
    ["p13-a-header-is-read-and-nobody-is-trusted", ["--cloud", "eks", "--load-balancer", "alb"], "method http-headers"],
    ["p01-kong-stands-twice-before-a-name", [], "whose word it does not trust; set trusted_ips and real_ip_header as"],
    [
      "p10-the-load-balancer-names-itself-last",
      ["--cloud", "gke", "--load-balancer", "application"],
      'real_ip_recursive is off; set real_ip_recursive: "on", and trust the load balancer\'s own address too',
    ],
  ])("what hides the client is told with what helps against it: %s", (name, args, told) => {
    expect(command(["check", ...args], { input: streamOf(name) }).stdout).toContain(told);
  });

  test("they fit 80 columns", () => {
    for (const [, input] of streams) {
      const { stdout, stderr } = command(["check", "--cloud", "eks", "--method", "proxy-protocol"], { input, style });
      expect(tooLong(stdout)).toEqual([]);
      if (stdout === "") expect(tooLong(stderr)).toEqual([]);
    }
  });

  test("a long name of a Service widens the table and breaks the other columns", () => {
    const name = "a-release-with-a-name-that-nobody-can-remember-kong-proxy";
    const input = streamOf("p30-stream-ports-get-proxy-headers-too")
      .toString()
      .replace("name: kong-proxy", `name: ${name}`);
    expect(command(["check"], { input, style }).stdout.split("\n\n")[0]).toMatchInlineSnapshot(`
      "SERVICE                                                         LISTENERS  KONG      FORGEABLE
                                                                                 SEES      BY
      kong/a-release-with-a-name-that-nobody-can-remember-kong-proxy  8000,      the       trusted
                                                                      8443       client    peers
      kong/a-release-with-a-name-that-nobody-can-remember-kong-proxy  9000       nothing,  nobody
                                                                                 it fails"
    `);
  });

  test("the long stories fit 80 columns", () => {
    for (const code of Object.keys(codes)) expect(tooLong(command(["check", "--explain", code]).stdout)).toEqual([]);
    expect(tooLong(command(["check", "--explain"], { style }).stdout)).toEqual([]);
  });

  test("nothing is broken or coloured where there is no terminal", () => {
    const { stdout } = kongClientIp(["check", PAIN]);
    expect(stdout.toString()).not.toContain(ESCAPE);
    expect(
      stdout
        .toString()
        .split("\n")
        .some((line) => line.length > 120),
    ).toBe(true);
  });
});

const hasTerminal = process.platform === "linux" && existsSync("/usr/bin/script");

describe.skipIf(!hasTerminal)(
  needing("On a terminal of 80 columns, by the program script", { "program script": hasTerminal }),
  () => {
    test("lines are broken and words are coloured", () => {
      const text = onTerminal({});
      expect(text).toContain(`${ESCAPE}[31merror${ESCAPE}[0m Service kong/kong-proxy: `);
      expect(tooLong(text.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, "g"), ""))).toEqual([]);
    });

    test("NO_COLOR takes the colours away", () => {
      const text = onTerminal({ NO_COLOR: "1" });
      expect(text).not.toContain(ESCAPE);
      expect(text).toContain("error Service kong/kong-proxy: ");
    });
  },
);

function onTerminal(env: Record<string, string>): string {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:NO_COLOR|FORCE_COLOR|KONG_CLIENT_IP_.*)$/.test(name),
  );
  const line = `stty cols 80; "${program.join('" "')}" check ${PAIN}`;
  const { stdout } = spawnSync("script", ["-qec", line, "/dev/null"], {
    cwd: root,
    encoding: "utf8",
    env: { ...Object.fromEntries(own), ...env },
  });
  return stdout.replaceAll("\r\n", "\n");
}

function streamOf(name: string): Buffer {
  const [, bytes] = streams.find(([other]) => other === name) ?? [];
  if (!bytes) throw new Error(`there is no stream ${name}`);
  return bytes;
}
