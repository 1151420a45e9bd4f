import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ListenVariable, parseListeners } from "../../src/kong/listen.ts";
import type { Version } from "../../src/kong/version.ts";

interface Row {
  variable: ListenVariable;
  value: string;
  /** What each version listens on; null where it does not start, "crash" where its own code fails. */
  kong: Record<string, [address: string, port: number, flags: string[]][] | null | "crash">;
}

const VERSIONS: Record<string, Version> = {
  "2.0.5": [2, 0, 5],
  "2.8.5": [2, 8, 5],
  "3.4.2": [3, 4, 2],
  "3.9.3": [3, 9, 3],
  master: [3, 10, 0],
};

const TABLE = new URL("../../../shared/facts/kong-listen.jsonl", import.meta.url);
const table = existsSync(TABLE) ? TABLE : new URL("kong-listen.jsonl", import.meta.url);
const rows = readFileSync(table, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row);

describe(`Listen values are to the model what they are to Kong's own code (${rows.length} rows)`, () => {
  test.each(Object.entries(VERSIONS))("Kong %s", (name, version) => {
    const differences = rows.flatMap(({ variable, value, kong }) => {
      const listeners = parseListeners(variable, value, version);
      const found = Array.isArray(listeners)
        ? listeners.map(({ address, port, flags }) => [address, port, [...flags].sort()])
        : null;
      const [ours, theirs] = [JSON.stringify(found), JSON.stringify(kong[name] === "crash" ? null : kong[name])];
      return ours === theirs ? [] : [`${variable}=${JSON.stringify(value)}: ${ours} and not ${theirs}`];
    });
    expect(differences).toEqual([]);
  });
});
