/**
 * What extremes cost whole processes at a size, twice and four times it. For the eye, and not run by default:
 *
 *     COST=4 npx vitest run test/real/limits/cost.test.ts -t listeners
 *
 * runs the extremes whose name has `listeners` in it at four times the size that the tests take.
 */

import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../support/program.ts";
import { extremes, PROXY, release } from "./extremes.ts";

const scale = Number(process.env["COST"]);

test.each(
  Object.entries(extremes).flatMap(([name, extreme]) =>
    ["filter", "check", "preview"].map((command) => ({ name, extreme, command })),
  ),
)("$name, $command", { timeout: 900_000 }, ({ name, extreme: { n, text, config, most }, command }) => {
  const home = mkdtempSync(join(tmpdir(), "kong-client-ip-"));
  const [input, settings, memory] = [join(home, "in.yaml"), join(home, "config.yaml"), join(home, "memory")];
  const costs = [1, 2, 4].map((factor) => {
    writeFileSync(input, text?.(n * scale * factor) ?? release);
    writeFileSync(settings, config?.(n * scale * factor) ?? "");
    const args = [...(command === "filter" ? [] : [command]), ...(config ? ["--config", settings] : PROXY)];
    const stdin = openSync(input, "r");
    const start = process.hrtime.bigint();
    const program = ["-q", "-f", "%U %M", "-o", memory, process.execPath, join(root, "dist/cli.cjs"), ...args];
    const { status } = spawnSync("/usr/bin/time", program, { cwd: home, stdio: [stdin, "ignore", "ignore"] });
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    closeSync(stdin);
    expect([0, 1, 2]).toContain(status);
    // Time of the process itself, since others may keep the machine busy.
    const [own = 0, kilobytes = 0] = readFileSync(memory, "utf8").split(" ").map(Number);
    if (most && scale * factor <= 1) {
      expect(own).toBeLessThan(most.seconds);
      expect(kilobytes / 1024).toBeLessThan(most.megabytes);
    }
    return `${seconds.toFixed(1)} s ${Math.round(kilobytes / 1024)} MB, exit ${status}`;
  });
  rmSync(home, { recursive: true });
  process.stdout.write(`${name.padEnd(28)} ${command.padEnd(8)} ${costs.join(" | ")}\n`);
});
