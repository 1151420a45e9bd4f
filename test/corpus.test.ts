import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { Failure, postrender } from "../src/index.ts";
import { read } from "../src/manifests/read.ts";
import { write } from "../src/manifests/write.ts";
import { readCases } from "./support/case.ts";
import { changedLines } from "./support/diff.ts";
import { needing } from "./support/needs.ts";
import { isKnown, opinionOn, type Way, ways } from "./support/oracle.ts";
import { root } from "./support/program.ts";

/** Releases as Helm 3 and Helm 4 render them, which are too large to live here. */
const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const streams = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"))
  : [];
/** It renders an Ingress controller without a gateway. */
const WITHOUT_KONG = /with-konnect-license/;

describe.skipIf(streams.length === 0)(needing(`Releases in ${corpus}`, { corpus: streams.length > 0 }), () => {
  for (const file of streams.sort()) {
    const bytes = readFileSync(join(corpus, file));
    test(`${file} comes through unchanged where nothing is asked`, () => unchanged(bytes));
    test(`${file} is changed as meant, and in no other way`, () => {
      for (const way of ways) {
        if (WITHOUT_KONG.test(file))
          expect(() => postrender(bytes, way.config)).toThrow("no workload runs Kong's proxy");
        else changedAsMeant(bytes, way, true);
      }
    });
  }
});

describe("The inputs of the cases", () => {
  for (const { name, input, refused } of readCases()) {
    test(`${name.replaceAll("-", " ")}: the input is changed as meant, or refused`, () => {
      if (!refused) unchanged(input);
      for (const way of ways) {
        try {
          postrender(input, way.config);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect((error as Failure).exitCode).toBe(1);
          continue;
        }
        // What a strict parser refuses in a refused case is nothing to compare.
        if (refused || BEYOND.test(name)) changesOnce(input, way);
        else changedAsMeant(input, way, !WRITTEN_OTHERWISE.test(name));
      }
    });
  }
});

/** Cases that the strict parser reads otherwise than Kubernetes, whose reading other tests ask for. */
const BEYOND = /column-0|carriage-return|next-line|base64|has-items/;

/** Cases in which a value that changes shares its line with others, or takes several. */
const WRITTEN_OTHERWISE = /json|flow|braces|folded|on-the-line-of-its-marker|from-elsewhere/;

function unchanged(bytes: Buffer): void {
  const manifests = read(bytes);
  expect(write(manifests, new Map()).equals(bytes)).toBe(true);
  const values = new Map(manifests.resources.map((resource) => [resource, resource.value]));
  expect(write(manifests, values).equals(bytes)).toBe(true);
}

function changesOnce(bytes: Buffer, { config }: Way): string {
  const { stream } = postrender(bytes, config);
  const again = postrender(stream, config);
  expect(again.stream.equals(stream)).toBe(true);
  expect(again.changes).toEqual([]);
  return stream.toString();
}

function changedAsMeant(bytes: Buffer, way: Way, linewise: boolean): void {
  const before = bytes.toString();
  const after = changesOnce(bytes, way);
  expect(jsonIn(after)).toBe(jsonIn(before));
  const old = objectsIn(before);
  if (!old.every(isKnown)) return;
  const opinion = opinionOn(old, way);
  const fresh = objectsIn(after);
  if (!isDeepStrictEqual(fresh, opinion.objects)) expect(fresh).toEqual(opinion.objects);
  if (!linewise) return;
  const { gone, come } = changedLines(before, after);
  expect(gone).toBeLessThanOrEqual(opinion.gone);
  expect(come).toBeLessThanOrEqual(opinion.come);
}

const parsed = new Map<string, unknown[]>();

/** How many documents are JSON too. */
function jsonIn(stream: string): number {
  return stream.split(/^---$/m).filter((part) => {
    try {
      return JSON.parse(part) !== null;
    } catch {
      return false;
    }
  }).length;
}

/** The objects of a stream as a reader of YAML 1.1 sees them. */
function objectsIn(stream: string): unknown[] {
  return stream.split(/^(?=---)/m).flatMap((part) => {
    const known = parsed.get(part);
    if (known) return known;
    const options = { version: "1.1", uniqueKeys: false, logLevel: "silent" } as const;
    const documents = parseAllDocuments(part, options);
    const objects = documents.flatMap((document) => unwrapped(document.toJS({ maxAliasCount: -1 })));
    parsed.set(part, objects);
    return objects;
  });
}

interface Item {
  kind?: string;
  items?: Item[];
}

function unwrapped(object: Item | null): unknown[] {
  const kind = /^(\w*)List$/.exec(object?.kind ?? "")?.[1];
  if (kind === undefined || !object?.items) return [object];
  return object.items.map((item) => ({ ...(kind !== "" && { kind }), ...item }));
}
