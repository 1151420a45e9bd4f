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

/** Traps that Kubernetes cannot read, or not as a whole: what a run says of them where they could be of its business. */
const REFUSED: Record<string, string> = {
  "a-byte-order-mark-inside.yaml": "cannot be read: a line starts with a byte order mark",
  "a-foreign-load-balancer.yaml": "cannot be read: an alias has no anchor",
  "a-tag-directive-and-odd-tags.yaml": "cannot be read: a tag has a handle that stands for nothing",
  "an-alias-without-its-anchor.yaml": "cannot be read: an alias has no anchor",
  "bytes-that-are-no-utf-8.yaml": "cannot be read: it is not UTF-8 text",
  "control-characters.yaml": "cannot be read: a control character stands in it",
  "ends-of-documents.yaml": "is followed by another document, which Kubernetes does not read",
  "keys-that-are-words.yaml": "cannot be read: a key is no text",
  "odd-keys.yaml": "cannot be read: a key is no text",
  "quotes-that-never-end.yaml": "cannot be read: a quote, bracket or comma is missing",
  "tabs.yaml": "cannot be read: a tab stands where blanks indent a text",
  "tags-of-every-kind.yaml": "cannot be read: a value is not what its tag says",
  "text-glued-to-the-marker.yaml": "cannot be read: it is glued to its ---",
  "text-that-is-no-yaml.yaml": "cannot be read: a value has a colon inside and no quotes",
};

/** Kinds that no run looks at, and kinds of its business. */
const KINDS = ["ConfigMap", "Service", "Deployment", "ConfigMapList"];

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
  const sentence = REFUSED[file];

  test.each(Object.entries(places))("%s a release comes through, or is refused where it could matter", (_, place) => {
    for (const kind of KINDS) {
      const trap = text.replaceAll("kind: ConfigMap\n", `kind: ${kind}\n`);
      const before = stream(place(trap, [service, gateway]));
      const run = () => postrender(before, config).stream.toString("latin1");
      if (sentence !== undefined && (kind !== "ConfigMap" || text.includes("kind: Service"))) {
        expect(run).toThrow(sentence);
      } else expect(run()).toBe(stream(place(trap, [patchedService, patchedGateway])).toString("latin1"));
    }
  });

  test("comes through behind a release without a final line end", () => {
    if (text.includes("kind: Service") && sentence !== undefined) return;
    const before = stream([service, gateway, text.trimEnd()]);
    const after = stream([patchedService, patchedGateway, text.trimEnd()]);
    expect(postrender(before, config).stream.equals(after)).toBe(true);
  });
});
