import { Buffer as NodeBuffer, isUtf8 as nodeIsUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
// @ts-expect-error A script has no types.
import { forBrowsers } from "../../scripts/browser.mjs";
import type { Failure } from "../../src/failure.ts";
import { postrender } from "../../src/index.ts";
import { Buffer, freeHeap, isUtf8 } from "../../src/runtime/browser.ts";
import { readCases } from "../support/case.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  text.map((each) => new Uint8Array(NodeBuffer.from(each))),
);
const both = (given: Uint8Array) => [NodeBuffer.from(given), Buffer.from([...given])] as const;
const within = fc.integer({ min: 0, max: 45 });

describe("The twin of Node's bytes for browsers", () => {
  test("reads them as text alike", () => {
    fc.assert(
      fc.property(bytes, within, within, fc.constantFrom("utf8", "latin1", "base64"), (given, start, end, encoding) => {
        const [node, twin] = both(given);
        const kind = encoding as BufferEncoding;
        expect(twin.toString(kind, start, end)).toBe(node.toString(kind, start, end));
        expect(twin.toString(kind)).toBe(node.toString(kind));
        expect(isUtf8(twin)).toBe(nodeIsUtf8(node));
      }),
    );
  });

  test("makes them of text alike", () => {
    const base64 = fc.string({ unit: fc.constantFrom(..."AZaz09+/-_= \n*"), maxLength: 12 });
    fc.assert(
      fc.property(text, base64, (given, encoded) => {
        expect([...Buffer.from(given)]).toEqual([...NodeBuffer.from(given)]);
        expect(Buffer.byteLength(given)).toBe(NodeBuffer.byteLength(given));
        expect([...Buffer.from(encoded, "base64")]).toEqual([...NodeBuffer.from(encoded, "base64")]);
      }),
    );
  });

  test("finds and cuts alike", () => {
    const few = fc.array(fc.constantFrom(45, 10, 97), { maxLength: 12 }).map((all) => Uint8Array.from(all));
    const sought = fc.array(fc.constantFrom(45, 10, 97), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(few, sought, fc.integer({ min: 0, max: 14 }), (given, wanted, from) => {
        const [node, twin] = both(given);
        const word = String.fromCharCode(...wanted);
        expect(twin.indexOf(word, from)).toBe(node.indexOf(word, from));
        expect(twin.indexOf(Buffer.from(word), from)).toBe(node.indexOf(NodeBuffer.from(word), from));
        expect(twin.includes(word)).toBe(node.includes(word));
        expect(twin.lastIndexOf(word, from - 3)).toBe(node.lastIndexOf(word, from - 3));
        expect(twin.subarray(2, from).toString()).toBe(node.subarray(2, from).toString());
        const parts = [twin.subarray(0, from), twin, Buffer.from("é")];
        expect([...Buffer.concat(parts)]).toEqual([...NodeBuffer.concat(parts.map((part) => NodeBuffer.from(part)))]);
      }),
    );
  });

  test("knows no limit of a heap", () => {
    expect(freeHeap()).toBeUndefined();
  });
});

describe("The library in a bundle for browsers", async () => {
  const { outputFiles, metafile } = await build({
    ...forBrowsers,
    entryPoints: ["src/index.ts"],
    format: "iife",
    globalName: "kongClientIp",
    metafile: true,
    write: false,
  });
  // Of all that Node has, there is here what browsers have as well.
  const context = createContext({ TextDecoder, TextEncoder, atob, btoa, structuredClone });
  runInContext(outputFiles?.[0]?.text ?? "", context);
  const library = context["kongClientIp"] as { postrender: typeof postrender };

  test("takes nothing from Node", () => {
    expect(Object.keys(metafile?.inputs ?? {}).filter((name) => /runtime\/node\.ts|^node:/.test(name))).toEqual([]);
    expect(metafile?.outputs[Object.keys(metafile.outputs)[0] ?? ""]?.imports).toEqual([]);
  });

  test("does on every case what it does on Node, to the byte and the word", () => {
    const outcome = (run: typeof postrender, input: string, config: never) => {
      try {
        return run(input, config);
      } catch (error) {
        const { code, where, what, remedy } = error as Failure;
        return { code, where, what, remedy };
      }
    };
    let runs = 0;
    for (const { input, directory } of readCases()) {
      let config: never;
      try {
        config = parse(readFileSync(join(directory, "config.yaml"), "utf8")) as never;
      } catch {
        continue;
      }
      const here = outcome(postrender, input.toString(), config);
      const there = outcome(library.postrender, input.toString(), config);
      expect(JSON.parse(JSON.stringify(there))).toEqual(JSON.parse(JSON.stringify(here)));
      runs++;
    }
    expect(runs).toBeGreaterThan(100);
  });
});
