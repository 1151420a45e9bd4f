/** Whole runs on streams that were real once: valid output by the laws of the design, or a refusal in a sentence. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { Failure, postrender } from "../../src/index.ts";
import { read } from "../../src/manifests/read.ts";
import { split } from "../../src/manifests/split.ts";
import { piece } from "../manifests/bytes.ts";
import { readCases } from "../support/case.ts";
import { command } from "../support/command.ts";
import { law } from "../support/law.ts";
import { type Way, ways } from "../support/oracle.ts";
import { root } from "../support/program.ts";

const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const releases = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => readFileSync(join(corpus, file), "latin1"))
      .filter((text) => text.length < 60_000)
  : [];
const streams = [...readCases().map(({ input }) => input.toString("latin1")), ...releases];

const stream = fc.constantFrom(...streams);
const place = fc.nat();
const size = fc.nat(40);

/** One thing that happens to a text. */
type Mutation = (text: string) => string;

const onLines =
  (change: (lines: string[], at: number) => string[]) =>
  (at: number): Mutation =>
  (text) => {
    const lines = text.split("\n");
    return change(lines, at % lines.length).join("\n");
  };

/** What seldom leaves a manifest. */
const wound: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(
    ([at, code]): Mutation =>
      (text) => {
        const here = at % (text.length + 1);
        return text.slice(0, here) + String.fromCharCode(code) + text.slice(here + 1);
      },
  ),
  fc.tuple(place, size, piece).map(
    ([at, length, data]): Mutation =>
      (text) => {
        const here = at % (text.length + 1);
        return text.slice(0, here) + data.toString("latin1") + text.slice(here + length);
      },
  ),
  fc.tuple(stream, place, place).map(
    ([other, at, from]): Mutation =>
      (text) => {
        return text.slice(0, at % (text.length + 1)) + other.slice(from % (other.length + 1));
      },
  ),
);

/** What often does. */
const shift: fc.Arbitrary<Mutation> = fc.oneof(
  place.map(onLines((lines, at) => lines.toSpliced(at, 0, lines[at] ?? ""))),
  fc.tuple(place, fc.nat(5)).map(([at, count]) => onLines((lines, from) => lines.toSpliced(from, 1 + count))(at)),
  fc
    .tuple(place, fc.nat(8), fc.integer({ min: -3, max: 3 }))
    .map(([at, count, by]) =>
      onLines((lines, from) =>
        lines.map((line, index) =>
          index < from || index > from + count ? line : by < 0 ? line.slice(-by) : " ".repeat(by) + line,
        ),
      )(at),
    ),
  fc
    .tuple(place, place, fc.nat(12))
    .map(([at, to, count]) =>
      onLines((lines, from) => lines.toSpliced(to % (lines.length + 1), 0, ...lines.slice(from, from + 1 + count)))(at),
    ),
  fc.constantFrom<Mutation>(
    (text) => text.replaceAll("\n", "\r\n"),
    (text) => text.replace(/\n?$/, ""),
    (text) => `\xef\xbb\xbf${text}`,
    (text) => text.replaceAll("---\n", "--- # a comment\n"),
  ),
);

const mutation = fc.oneof({ weight: 1, arbitrary: wound }, { weight: 3, arbitrary: shift });

/** Whether a run goes through before anything happens to a stream. */
function goes(text: string, { config }: Way): boolean {
  try {
    postrender(Buffer.from(text, "latin1"), config);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const pairs = streams.flatMap((text) => ways.map((way) => [text, way] as const));
/** Most go through unless what happens to them is their end. */
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...pairs.filter(([text, way]) => goes(text, way))) },
  { weight: 1, arbitrary: fc.constantFrom(...pairs) },
);
const mutated = fc
  .tuple(pair, fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([[text, way], mutations]) => [mutations.reduce((result, mutate) => mutate(result), text), way] as const);

/** Most mutations are nothing that a run should get past. */
const OFTEN = { atLeast: 1 / 3 };

const argumentsOf = ({ config }: Way) => [
  `--method=${config.method}`,
  `--cloud=${config.cloud}`,
  ...(config.loadBalancer ? [`--load-balancer=${config.loadBalancer}`] : []),
  ...(config.trustedCIDRs ?? []).map((cidr) => `--trusted-cidr=${cidr}`),
  ...(config.realIPRecursive === undefined ? [] : [`--${config.realIPRecursive ? "" : "no-"}real-ip-recursive`]),
];

/** The documents of a stream, each as its bytes. */
const documents = (bytes: Buffer) =>
  split(bytes).map(({ start, end }) => bytes.subarray(start, end).toString("latin1"));

law(
  "the filter changes what it should and nothing else, or refuses",
  mutated,
  500,
  ([text, way]) => {
    const input = Buffer.from(text, "latin1");
    const { status, stdout, stderr } = command(argumentsOf(way), { input });
    expect(input.equals(Buffer.from(text, "latin1"))).toBe(true);
    if (status !== 0) {
      expect([1, 2], stderr).toContain(status);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
      return false;
    }
    const { stream: output, changes } = postrender(input, way.config);
    const [before, after] = [documents(input), documents(output)];
    expect(after.length).toBe(before.length);
    const moved = before.filter((document, index) => document !== after[index]);
    expect(moved.length).toBeLessThanOrEqual(changes.length);
    expect(moved.length > 0).toBe(changes.length > 0);
    const kept = (bytes: Buffer) =>
      read(bytes)
        .resources.filter(({ kind, name }) => !changes.some((change) => change.kind === kind && change.name === name))
        .map(({ value }) => value);
    expect(kept(output)).toEqual(kept(input));
    const again = postrender(output, way.config);
    expect(again.changes).toEqual([]);
    expect(again.stream.equals(output)).toBe(true);
    return true;
  },
  OFTEN,
);

for (const name of [
  ["preview"],
  ["preview", "--format=json"],
  ["check"],
  ["check", "--format=sarif"],
  ["check", "--fail-on=warning"],
]) {
  law(
    `${name.join(" ")} tells something, or refuses`,
    mutated,
    200,
    ([text, way]) => {
      const { status, stdout, stderr } = command([...name, ...argumentsOf(way)], {
        input: Buffer.from(text, "latin1"),
      });
      expect([0, 1, 2], stderr).toContain(status);
      if (stdout === "") expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
      return stdout !== "";
    },
    OFTEN,
  );
}

/** A preview shows the filter's own change: its hunks, applied, give what the filter writes. */
law(
  "a preview is the diff of what the filter writes",
  mutated,
  300,
  ([text, way]) => {
    const input = Buffer.from(text, "latin1");
    const { status, stdout } = command(["preview", "--format=json", ...argumentsOf(way)], { input });
    if (status !== 0) return false;
    const { diffs } = JSON.parse(stdout) as {
      diffs: { hunks: { oldStart: number; oldLines: number; lines: string[] }[] }[];
    };
    // What is no UTF-8 is shown with another character in its place.
    const lines = input.toString().match(/[^\n]*\n|[^\n]+$/g) ?? [];
    for (const { oldStart, oldLines, lines: body } of diffs.flatMap(({ hunks }) => hunks).reverse()) {
      const fresh = body.flatMap((line, index) => {
        if (line.startsWith("\\") || line.startsWith("-")) return [];
        return [line.slice(1) + (body[index + 1]?.startsWith("\\") ? "" : "\n")];
      });
      const old = body.filter((line) => /^[- ]/.test(line)).map((line) => line.slice(1));
      const start = oldLines === 0 ? oldStart : oldStart - 1;
      expect(lines.slice(start, start + oldLines).map((line) => line.replace(/\n$/, ""))).toEqual(old);
      lines.splice(start, oldLines, ...fresh);
    }
    expect(lines.join("")).toBe(postrender(input, way.config).stream.toString());
    return true;
  },
  OFTEN,
);
