import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { postrenderLayers } from "../../../src/hosts/filter/postrender.ts";
import { postrender } from "../../../src/index.ts";
import { wholeOf } from "../../../src/manifests/write.ts";
import { changedLines } from "../../support/diff.ts";
import { ways } from "../../support/oracle.ts";
import { root } from "../../support/program.ts";
import { kongClientIP, objectsIn, resourceListIn, WRAPS } from "./lists.ts";

/** Releases as Helm 3 and Helm 4 render them, which are too large to live here. */
const corpus = process.env["KONG_CLIENT_IP_CORPUS"] ?? join(root, "../shared/corpus");
const streams = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"))
  : [];
/** It renders an Ingress controller without a gateway. */
const WITHOUT_KONG = /with-konnect-license/;

const releases = [
  join(root, "test/release.yaml"),
  join(root, "examples/release.yaml"),
  ...streams.sort().map((file) => join(corpus, file)),
].filter((file) => !WITHOUT_KONG.test(file));

/** One for each method. Each release is tried with one of them, because reading the largest takes a while. */
const configs = ["external-traffic-policy", "proxy-protocol", "http-headers"].flatMap((method) =>
  ["eks", "generic"]
    .flatMap((cloud) => ways.filter(({ config }) => config.method === method && config.cloud === cloud))
    .slice(0, 1)
    .map(({ config }) => config),
);
const flags = { origin: "caller", value: {}, where: () => "command line" } as const;

describe.each(releases.map((file, index) => [file, index] as const))("%s as a ResourceList", (file, index) => {
  const stream = readFileSync(file, "utf8");
  const styles = Object.entries(WRAPS).map(([style, wrap], nth) => [style, wrap, configs[(index + nth) % 3]] as const);

  test.each(styles)("of %s gives what the stream gives", (style, wrap, config) => {
    if (!config) throw new Error("there is no such way");
    const plain = postrender(stream, config);
    const list = wrap(stream, kongClientIP(config));
    const answer = postrenderLayers({ bytes: Buffer.from(list), file: "stdin" }, [flags]);
    const bytes = wholeOf(answer.stream);
    const text = bytes.toString();
    const after = resourceListIn(text);
    expect(after.items).toEqual(objectsIn(plain.stream));
    expect(answer).toMatchObject({ changes: plain.changes, warnings: plain.warnings, notes: plain.notes });
    const { changes, warnings, remarks, notes } = plain;
    expect(after.results).toHaveLength([...changes, ...warnings, ...remarks, ...notes].length);
    expect(postrenderLayers({ bytes, file: "stdin" }, [flags]).changes).toEqual([]);
    if (style === "JSON") expect(JSON.parse(text)).toEqual(after);
    if (style !== "its own text") return;
    const [touched, own] = [changedLines(list, withoutResults(text)), changedLines(stream, plain.stream.toString())];
    expect(touched.gone).toBeLessThanOrEqual(own.gone);
    expect(touched.come).toBeLessThanOrEqual(own.come);
  });
});

/** Ours stand last, and whatever stands before them keeps its bytes. */
const withoutResults = (text: string) => text.slice(0, text.lastIndexOf("\nresults:\n") + 1);
