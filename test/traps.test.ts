/**
 * Each file of `test/traps` holds documents that YAML tools like to change, or that nobody could read. Before, between
 * and after the documents of a release they must come through byte for byte.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Config, postrender } from "../src/index.ts";
import { release } from "./support/case.ts";
import { root } from "./support/program.ts";

const config: Config = { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] };
const home = join(root, "test/traps");
const files = readdirSync(home).filter((file) => file.endsWith(".yaml"));

const MARK = Buffer.from("---\n");
const documentsOf = (bytes: Buffer) =>
  bytes
    .toString("latin1")
    .split(/^---\n/m)
    .slice(1);
const stream = (documents: readonly string[]) =>
  Buffer.concat(documents.flatMap((document) => [MARK, Buffer.from(document, "latin1")]));

const [service = "", gateway = ""] = documentsOf(release);
// That these are right is told by the case "eks with proxy protocol gets what the guide recommends".
const [patchedService = "", patchedGateway = ""] = documentsOf(postrender(release, config).stream);

const places = {
  before: (trap: string, [a, b]: readonly [string, string]) => [trap, a, b],
  between: (trap: string, [a, b]: readonly [string, string]) => [a, trap, b],
  after: (trap: string, [a, b]: readonly [string, string]) => [b, a, trap],
};

test("There are traps, and the release is changed", () => {
  expect(files).not.toEqual([]);
  expect(patchedService).not.toBe(service);
  expect(patchedGateway).not.toBe(gateway);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(home, file), "latin1");
  // The same text in a document that has to be read, because its kind could matter.
  const kinds = ["ConfigMap", "Service", "Deployment", "ConfigMapList"];
  const traps = kinds.map((kind) => text.replaceAll("kind: ConfigMap\n", `kind: ${kind}\n`));

  test.each(Object.entries(places))("comes through %s a release", (_, place) => {
    for (const trap of new Set(traps)) {
      const before = stream(place(trap, [service, gateway]));
      const after = stream(place(trap, [patchedService, patchedGateway]));
      expect(postrender(before, config).stream.toString("latin1")).toBe(after.toString("latin1"));
    }
  });

  test("comes through behind a release without a final line end", () => {
    const before = stream([service, gateway, text.trimEnd()]);
    const after = stream([patchedService, patchedGateway, text.trimEnd()]);
    expect(postrender(before, config).stream.equals(after)).toBe(true);
  });
});
