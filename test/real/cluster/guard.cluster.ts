/** The page about the guard, run as it stands, with what it promises. */

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { kubectl, root } from "../../support/tools.ts";
import { blockWith, helms, local, passed, place, titleOf } from "../hosts/page.ts";
import { describeCluster, inCluster, newNamespace } from "./cluster.ts";

const upgrade = local(blockWith("guard", "helm upgrade")).replaceAll("namespace kong", 'namespace "$NAMESPACE"');
const forgetful = upgrade.replace(" --post-renderer kong-client-ip", "");
const judging = blockWith("guard", "kubectl kong-client-ip").replace("namespace kong", 'namespace "$NAMESPACE"');

describeCluster("The guard behind the upgrade", () => {
  for (const { major, helm } of helms) {
    describe.skipIf(!helm)(`with ${titleOf(major, helm)}`, () => {
      const { cwd, env, exec, write } = place(helm);
      const run = (script: string) => exec("sh", ["-euc", script]);

      beforeAll(() => {
        Object.assign(env, inCluster(env), { NAMESPACE: newNamespace(`guard-${major}`) });
        write("kong-client-ip.yaml", blockWith("guard", "cloud: gke"));
        symlinkSync(kubectl ?? "", join(cwd, ".bin/kubectl"));
        symlinkSync(join(root, "plugins/kubectl-kong_client_ip"), join(cwd, ".bin/kubectl-kong_client_ip"));
        if (major === 4) passed(exec("helm", ["plugin", "install", root]));
      });

      test("lets the upgrade pass that runs the program", () => {
        expect(passed(run(upgrade))).toContain("0 errors, 0 warnings");
        expect(passed(run(judging))).toContain("0 errors, 0 warnings");
      });

      test("stops the upgrade that forgets it", () => {
        expect(forgetful).not.toBe(upgrade);
        for (const script of [forgetful, judging]) {
          const { status, stdout } = run(script);
          expect(status).toBe(1);
          expect(stdout).toContain("address-hidden");
        }
      });
    });
  }
});
