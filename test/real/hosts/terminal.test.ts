/** `init` at a real terminal, which tmux is. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newDirectory } from "../../support/directory.ts";
import { program } from "../../support/program.ts";
import { root, run } from "../../support/tools.ts";

const cwd = newDirectory();
const hasTmux = run("sh", ["-c", "command -v tmux || true"]).stdout !== "";
const tmux = (...args: string[]) => {
  const { status, stdout, stderr } = run("tmux", ["-S", join(cwd, "socket"), "-f", "/dev/null", ...args]);
  if (status !== 0) throw new Error(stderr);
  return stdout;
};
const screen = () => tmux("capture-pane", "-p", "-J", "-S", "-200", "-t", "it");

/** What stands on the screen once a text is there. */
async function shown(text: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    // Lines break between words where the terminal ends.
    if (screen().replace(/\s+/g, " ").includes(text)) return screen();
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`${text} is not on the screen:\n${screen()}`);
}
const type = (...keys: string[]) => tmux("send-keys", "-t", "it", ...keys);
const own = program.map((word) => JSON.stringify(word)).join(" ");

/** CI must have it: `.ci/run` installs it. */
const isSkipped = !hasTmux && !process.env["CI"];

describe.skipIf(isSkipped)(
  isSkipped ? "init at a terminal (skipped: no tmux on the PATH)" : "init at a terminal",
  () => {
    beforeAll(() => {
      mkdirSync(join(cwd, "home"));
      writeFileSync(join(cwd, "release.yaml"), readFileSync(join(root, "examples/release.yaml")));
      tmux("new-session", "-d", "-s", "it", "-x", "80", "-y", "50", "-c", cwd, "-e", "PS1=$ ", "sh");
    });
    afterAll(() => void tmux("kill-server"));

    test("asks, takes what is proposed, and writes the file", async () => {
      type(`${own} init`, "Enter");
      await shown("Which cloud or platform");
      type("ekks", "Enter");
      await shown('"ekks" is none of them: did you mean eks?');
      type("eks", "Enter");
      expect(await shown("[nlb] >")).toMatch(/^ {2}alb +Application Load Balancer/m);
      type("Enter");
      await shown("[external-traffic-policy] >");
      type("proxy-protocol", "Enter");
      await shown("Where do clients come from?");
      type("internal", "Enter");
      await shown("Whose word about the client");
      type("0.0.0.0/0", "Enter");
      await shown("anyone in this range could forge");
      type("10.0.0.0/16", "Enter");
      await shown("Do callers inside the cluster");
      type("no", "Enter");
      await shown("wrote kong-client-ip.yaml");
      for (const line of screen().split("\n")) expect(line.length).toBeLessThanOrEqual(160);
      expect(readFileSync(join(cwd, "kong-client-ip.yaml"), "utf8")).toMatch(
        /^# yaml-language-server: .*\n# eks\/nlb .*\n\nmethod: proxy-protocol\ncloud: eks\nloadBalancer: nlb\nexposure: internal\ntrustedCIDRs:\n {2}- 10\.0\.0\.0\/16\n$/,
      );
    });

    test("asks at the terminal while manifests come through a pipe", async () => {
      type(`clear; cat release.yaml | ${own} init --cloud gke --print`, "Enter");
      await shown("Which load balancer stands");
      type("passthrough", "Enter");
      await shown("cloud: gke loadBalancer: passthrough");
    });

    test("ends with Ctrl-D, and leaves nothing behind", async () => {
      type(`clear; ${own} init --config other.yaml`, "Enter");
      await shown("Which cloud or platform");
      type("C-d");
      await shown("the input ended before an answer; nothing was written");
      expect(existsSync(join(cwd, "other.yaml"))).toBe(false);
    });
  },
);
