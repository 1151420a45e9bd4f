/**
 * The model of each version of Kong's chart against the chart itself, where KONG_CHARTS names a directory with one
 * folder a tag of Kong/charts:
 *
 *     for tag in $(git tag | grep '^kong-[1-9]'); do git archive --prefix=$tag/ $tag charts/kong | tar x -C $KONG_CHARTS; done
 */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { isChartSince } from "../../../src/hosts/chart/version.ts";
import { isObject, type JsonObject, mapAt } from "../../../src/json/values.ts";
import { command } from "../../support/command.ts";
import { newDirectory } from "../../support/directory.ts";
import { kongOf } from "../../support/kong-objects.ts";
import { helm3, run } from "../../support/tools.ts";
import { anyValues, ways } from "./any-values.ts";

vi.setConfig({ testTimeout: 3_600_000 });

const home = process.env["KONG_CHARTS"] ?? "";
const isThere = helm3 !== undefined && existsSync(home);
const versions = isThere ? readdirSync(home).flatMap((name) => /^kong-([1-9][\d.]*)$/.exec(name)?.[1] ?? []) : [];
const runs = Number(process.env["FC_RUNS"] ?? 3);
const directory = newDirectory();

/** A version of the chart without the database, which it has as a chart of its own. */
function chartOf(version: string): string {
  const folder = join(directory, version);
  mkdirSync(folder, { recursive: true });
  cpSync(join(home, `kong-${version}/charts/kong`), folder, { recursive: true });
  rmSync(join(folder, "Chart.lock"), { force: true });
  rmSync(join(folder, "requirements.yaml"), { force: true });
  rmSync(join(folder, "requirements.lock"), { force: true });
  const { dependencies: _, ...chart } = parse(readFileSync(join(folder, "Chart.yaml"), "utf8"));
  writeFileSync(join(folder, "Chart.yaml"), stringify(chart));
  return folder;
}

/** Undefined for values that the chart fails on. */
function helm(chart: string, values: string): string | undefined {
  const file = join(chart, "given.yaml");
  writeFileSync(file, values);
  const { status, stdout } = run(helm3 ?? "", ["template", "demo", chart, "-f", file]);
  return status === 0 ? stdout : undefined;
}

describe.skipIf(!isThere)(isThere ? "Against Kong's chart" : "Against Kong's chart (skipped: see KONG_CHARTS)", () => {
  test.each(versions.sort((a, b) => (isChartSince(a, b) ? 1 : -1)))("%s", (version) => {
    const chart = chartOf(version);
    fc.assert(
      fc.property(anyValues, fc.constantFrom(...ways), (values, way) => {
        const text = stringify(JSON.parse(JSON.stringify(values)), { version: "1.1" });
        const before = helm(chart, text);
        if (before === undefined) return;
        const filtered = command(way, { input: before });
        const changed = command(["values", "--chart-version", version, ...way], { input: text });
        const told = `${text}\n${changed.stderr}\n${filtered.stderr}`;
        // What the chart has no value for is the filter's alone.
        const isBeyond = changed.status === 2 && filtered.status === 0;
        if (isBeyond) expect(changed.stderr, told).toContain("cannot set");
        else expect(changed.status, told).toBe(filtered.status);
        if (filtered.status === 0 && !isBeyond)
          expect(seen(helm(chart, changed.stdout) ?? ""), told).toEqual(seen(filtered.stdout));
      }),
      { numRuns: runs },
    );
    rmSync(chart, { recursive: true });
  });
});

/** What a release has of Kong, without checksums of what is elsewhere. */
const seen = (stream: string) =>
  Object.fromEntries(
    Object.entries(kongOf(stream)).map(([name, value]) => {
      const template = mapAt(value, ["spec", "template"]);
      const { annotations: _, ...metadata } = mapAt(template, ["metadata"]);
      return [
        name,
        isObject(value["spec"]) ? { ...value, spec: withTemplate(value, { ...template, metadata }) } : value,
      ];
    }),
  );

const withTemplate = (value: JsonObject, template: JsonObject): JsonObject => ({ ...mapAt(value, ["spec"]), template });
