import { type InlineConfig, JsonReporter, type Reporter, type TestCase, type TestModule } from "vitest/node";

/** Why a test is skipped, which its name or the names around it say: `kubectl (skipped: it is not on the PATH)`. */
const REASON = /\((?:skipped: |(?=there is no ))(.*?)\)(?= >|$)/;

/**
 * Says, behind all else, how many tries of each law compared something, and what was skipped and why. A skip without a
 * reason fails the run.
 */
class Told implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    for (const each of tests)
      for (const { message, type } of each.annotations())
        if (type === "share") print(`${each.module.relativeModuleId}: ${each.name}: ${message}`);
    const reasons = new Map<string | undefined, TestCase[]>();
    for (const each of tests.filter((each) => each.result().state === "skipped"))
      reasons.set(reasonOf(each), [...(reasons.get(reasonOf(each)) ?? []), each]);
    const silent = reasons.get(undefined) ?? [];
    reasons.delete(undefined);
    for (const [reason, { length }] of reasons) print(`${length} skipped: ${reason}`);
    // By hand one may ask for some tests by name, which leaves out the others.
    if (silent.length === 0 || !process.env["CI"]) return;
    for (const { fullName } of silent) print(`skipped without a reason: ${fullName}`);
    process.exitCode = 1;
  }
}

function reasonOf(each: TestCase): string | undefined {
  const result = each.result();
  return (result.state === "skipped" ? result.note : undefined) ?? REASON.exec(each.fullName)?.[1];
}

const print = (line: string) => process.stdout.write(` ${line}\n`);

/** What a run of tests tells; in CI also to a file, for the last line there. */
export const reporters = (name: string): NonNullable<InlineConfig["reporters"]> => [
  "default",
  new Told(),
  ...(process.env["CI"] ? [new JsonReporter({ outputFile: `node_modules/.cache/${name}.json` })] : []),
];
