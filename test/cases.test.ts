import { join } from "node:path";
import { expect, test } from "vitest";
import { readCases } from "./support/case.ts";
import { diff } from "./support/diff.ts";
import { kongClientIp, root } from "./support/program.ts";

const cases = [...readCases(), ...readCases(join(root, "test/hosts/chart/cases"))];

for (const { name, directory, input, args, env, refused, hasStderr } of cases) {
  test(name.replaceAll("-", " "), async () => {
    const { status, stdout, stderr } = kongClientIp(args, { cwd: directory, env, input });
    const told = `exit ${status}\n${stderr}`.replaceAll(directory, "/work");
    if (refused) {
      expect(stdout.toString()).toBe("");
      expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
      await expect(told).toMatchFileSnapshot(join(directory, "stderr"));
      return;
    }
    expect(told).toMatch(/^exit 0\n(?:kong-client-ip: (?:added|changed|note|warning): .*\n)*$/);
    await expect(diff(input, stdout)).toMatchFileSnapshot(join(directory, "expected.diff"));
    if (hasStderr) await expect(told).toMatchFileSnapshot(join(directory, "stderr"));
  });
}
