/** Runs `verify` against real servers, with the log that they write while it runs. */

import { spawn } from "node:child_process";
import { seen } from "../../../src/judgement/realip.ts";
import { canaryOf, carrierOf, carriersOf } from "../../../src/verify/probe.ts";
import { program, root } from "../../support/program.ts";
import { realipOf } from "./compare.ts";
import type { KongListener } from "./nginx.ts";
import { delivered, type Hop } from "./ways.ts";

/** Where it connects from: what Linux takes for a connection to any of 127.0.0.0/8. */
export const SELF = "127.0.0.1";

export interface Found {
  way: string;
  outcome: string;
  believed: string[];
  addresses: string[];
  because: string;
}

interface Report extends Printed {
  proven: boolean;
  ways: Found[];
  differences: { way: string; where: string; judged: string; live: string; what: string }[];
  requests: { sent: number; logged: number };
}

interface Printed {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program on a log as it grows, with something before each line, as kubectl and stern put it. */
export async function verify(log: string, args: readonly string[], prefix = ""): Promise<Report> {
  const printed = await verifyAsText(log, ["--format=json", ...args], prefix);
  return { ...printed, ...JSON.parse(printed.stdout) };
}

/** The same as a person sees it. */
export async function verifyAsText(log: string, args: readonly string[], prefix = ""): Promise<Printed> {
  const tail = spawn("tail", ["-n", "0", "-F", log], { stdio: ["ignore", "pipe", "ignore"] });
  const [file, ...first] = program;
  const running = spawn(file, [...first, "verify", ...args], { cwd: root });
  let rest = "";
  tail.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    running.stdin.write(lines.map((line) => `${prefix}${line}\n`).join(""));
  });
  // It leaves while the log goes on.
  running.stdin.on("error", () => {});
  let [stdout, stderr] = ["", ""];
  running.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  running.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const status = await new Promise<number | null>((resolve) => running.once("close", resolve));
  tail.kill();
  if (stdout === "") throw new Error(stderr);
  return { status, stdout, stderr };
}

/** What the model says that `verify` will find on a listener behind some proxies. */
export function expected(
  listener: KongListener,
  hops: readonly Hop[],
  self = SELF,
): Pick<Found, "outcome" | "believed"> {
  const carriers = carriersOf([]);
  const headers = carriers.flatMap((name, n) =>
    name.startsWith("PROXY") || name === "Forwarded" ? [] : [[name, canaryOf(n, 4)] as const],
  );
  const proxied = carriers.flatMap((name, n) =>
    name.startsWith("PROXY") ? [{ peer: self, headers, proxy: canaryOf(n, 4) }] : [],
  );
  const alone = headers.map((header) => ({ peer: self, headers: [header] }));
  const results = [{ peer: self, headers: [] }, ...alone, ...proxied].map((connection) => {
    const got = delivered(hops, connection);
    return "fails" in got ? got : seen(realipOf(listener), got);
  });
  const addresses = results.flatMap((result) => ("address" in result ? [result.address] : []));
  const believed = [...new Set(addresses.flatMap((address) => carrierOf(address, carriers) ?? []))];
  const [honest] = results;
  if (believed.length > 0) return { outcome: "forgeable", believed };
  if (honest && "fails" in honest) return { outcome: "refused", believed };
  return { outcome: addresses.every((address) => address === self) ? "client" : "hidden", believed };
}
