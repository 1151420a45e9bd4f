/** The shell snippets, with the real Helm: also that a pipe fails when Helm does. */

import { describe, expect, test } from "vitest";
import { blockWith, expectPatched, helms, local, passed, place, titleOf } from "./page.ts";

for (const { major, helm } of helms) {
  describe.skipIf(!helm)(titleOf(major, helm), () => {
    const missing = (script: string) => script.replaceAll("my-kong kong/kong", "my-kong ./no-such-chart");

    test("A pipe patches, and says on stderr what", () => {
      const { exec, file } = place(helm);
      const { status, stdout, stderr } = exec("bash", ["-c", local(blockWith("pipe", "set -o pipefail"))]);
      expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: "" });
      expect(stderr).toContain("changed: Service");
      expectPatched(file("kong.yaml"));
    });

    test("A pipe fails when Helm fails, and writes no manifests", () => {
      const { exec, file } = place(helm);
      const { status, stderr } = exec("bash", ["-c", missing(blockWith("pipe", "set -o pipefail"))]);
      expect(status).not.toBe(0);
      expect(stderr).toContain("no-such-chart");
      expect(file("kong.yaml")).toBe("");
    });

    test("Empty input is refused without pipefail too, and with --if-no-kong pass only pipefail notices", () => {
      const script = missing(blockWith("pipe", "set -o pipefail"));
      const bare = script.replace("set -o pipefail\n", "");
      const pass = (text: string) => text.replace("kong-client-ip ", "kong-client-ip --if-no-kong pass ");
      const statusOf = (text: string) => place(helm).exec("bash", ["-c", text]).status;
      expect([script, bare, pass(script), pass(bare)].map(statusOf)).toEqual([1, 1, 1, 0]);
    });

    test("Plain sh writes to a file in between, and stops when Helm fails", () => {
      const script = blockWith("pipe", "> rendered.yaml &&");
      const { exec, file } = place(helm);
      passed(exec("sh", ["-c", local(script)]));
      expectPatched(file("kong.yaml"));
      const failing = place(helm);
      expect(failing.exec("sh", ["-c", missing(script)]).status).not.toBe(0);
      expect(() => failing.file("kong.yaml")).toThrow("ENOENT");
    });

    test("Fleet gets patched manifests, and what is patched passes the check", () => {
      const { exec, file } = place(helm);
      passed(exec("bash", ["-c", local(blockWith("fleet", "set -o pipefail"))]));
      expectPatched(file("fleet/kong/kong.yaml"));
      expect(passed(exec("kong-client-ip", ["check"], file("fleet/kong/kong.yaml")))).toContain("the client");
    });
  });
}
