import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codes } from "../../../src/judgement/codes.ts";
import { SEVERITIES, type Severity } from "../../../src/judgement/rule.ts";
import { checkSarif } from "../../../src/views/check/sarif.ts";
import { checked } from "../../support/checked.ts";
import { command } from "../../support/command.ts";
import { root } from "../../support/program.ts";

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: {
    physicalLocation?: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } };
    logicalLocations: { fullyQualifiedName: string; kind: string }[];
  }[];
}

interface Log {
  $schema: string;
  version: string;
  runs: { tool: { driver: { name: string; version: string; rules: { id: string }[] } }; results: Result[] }[];
}

const logOf = (args: readonly string[], input?: string | Buffer): Log =>
  JSON.parse(command(["check", "--format", "sarif", ...args], input === undefined ? {} : { input }).stdout);

const pains = readdirSync(join(root, "test/views/check/pains")).map(
  (name) => `test/views/check/pains/${name}/input.yaml`,
);
const files = [...pains, "test/views/check/kubectl-get.yaml", "examples/release.yaml"];

describe("Findings for code scanning, SARIF 2.1.0", () => {
  test("the log says which version it is of, and which tool wrote it by which rules", () => {
    const { $schema, version, runs } = logOf(["examples/release.yaml"]);
    expect({ $schema, version }).toEqual({
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
    });
    expect(runs).toHaveLength(1);
    const { driver } = runs[0]?.tool ?? expect.fail();
    expect(driver).toMatchObject({ name: "kong-client-ip", version: "0.0.0" });
    expect(driver.rules).toEqual(
      Object.entries(codes).map(([id, { severity, title, story }]) => ({
        id,
        name: expect.stringMatching(/^(?:[A-Z0-9][a-z0-9]*)+$/),
        helpUri: expect.stringMatching(new RegExp(`^https://.*/findings/${id}/$`)),
        shortDescription: { text: title },
        fullDescription: { text: story },
        help: { text: expect.stringContaining(story) },
        defaultConfiguration: { level: severity },
      })),
    );
  });

  test.each(files)("%s: each result has its rule and its message", (file) => {
    for (const { results, tool } of logOf(["--cloud", "eks", file]).runs) {
      for (const { ruleId, ruleIndex, level, message, locations } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        expect(SEVERITIES).toContain(level);
        if (ruleId !== "address-hidden")
          expect(SEVERITIES.indexOf(level as Severity)).toBeGreaterThanOrEqual(
            SEVERITIES.indexOf(new Map(Object.entries(codes)).get(ruleId)?.severity ?? "note"),
          );
        const [location] = locations;
        const [logical] = location?.logicalLocations ?? [];
        const [where = "", pointer] = logical?.fullyQualifiedName.split("#") ?? [];
        expect(message.text).toMatch(new RegExp(`^${where}: .*; .`));
        expect(pointer).toMatch(/^(?:\/|$)/);
      }
    }
  });

  test("comments, blank lines and a byte order mark before a resource do not count for it", () => {
    const release = readFileSync(join(root, "test/release.yaml"), "utf8");
    const input = `\uFEFF# one\n\n${release.replace("---\n", "--- # two\n\n# three\n")}`;
    const [result] = logOf([], input).runs[0]?.results ?? [];
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: "stdin" },
      region: { startLine: input.split("\n").indexOf("  ports:") + 1, startColumn: 3 },
    });
  });

  test("a file is named by a URI", () => {
    const file = "a release?/kong #1 é.yaml";
    const bytes = readFileSync(join(root, "examples/release.yaml"));
    const log = JSON.parse(checkSarif(checked(bytes, { file }), "0.0.0")) as Log;
    expect(log.runs[0]?.results[0]?.locations[0]?.physicalLocation?.artifactLocation).toEqual({
      uri: "a%20release%3F/kong%20%231%20%C3%A9.yaml",
    });
  });

  test("what the config is about has no place in a file", () => {
    const config = "silence: [{code: one-replica, reason: none}]";
    const args = ["check", "--format", "sarif", "examples/release.yaml"];
    const { runs } = JSON.parse(command(args, { config }).stdout) as Log;
    const result = runs[0]?.results.find(({ ruleId }) => ruleId === "needless-silence");
    expect(result?.locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: "config#/silence", kind: "resource" }] },
    ]);
  });

  test("there are no results where nothing is wrong", () => {
    expect(logOf(["--cloud", "gke"], readFileSync(join(root, "test/views/check/clean.yaml"))).runs[0]?.results).toEqual(
      [],
    );
  });
});
