/** The streams that the contestants patch, made from release.yaml beside this file and made-up CRDs. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crd } from "./crds.mjs";

/**
 * @typedef {object} Stream
 * @property {string} id what the command line calls it
 * @property {string} title
 * @property {number} rounds how often each contestant runs
 * @property {"always" | "unless-quick" | "if-asked"} runs
 * @property {() => string[]} texts one, or several that are given to a process of their own each
 */

/** A release of about the size and shape of a default render of Kong's chart: 13 documents, one gateway. */
const release = readFileSync(new URL("release.yaml", import.meta.url), "utf8");

/** So many releases, which differ in their names. */
export const releases = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => release.replaceAll("demo", `demo-${index}`)).join("");

const crds = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => crd(index)).join("");

/** CRDs up to a size in bytes (the text is ASCII), then one release: the order of `helm template --include-crds`. */
function megabytes(/** @type {number} */ count) {
  const chunks = [];
  let size = release.length;
  for (let index = 0; size < count * 1e6; index++) {
    const text = crd(index);
    chunks.push(text);
    size += text.length;
  }
  return chunks.join("") + release;
}

/** Renders of Kong's charts, where they lie beside the checkout or the environment says. Each has a gateway. */
const corpus =
  process.env["KONG_CLIENT_IP_CORPUS"] ?? fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const renders = () =>
  readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readFileSync(join(corpus, file), "utf8"))
    .filter((text) => text.includes("KONG_PROXY_LISTEN"));

/** @type {readonly Stream[]} */
export const streams = [
  { id: "chart", title: "default chart", rounds: 40, runs: "always", texts: () => [release] },
  { id: "crds", title: "chart with CRDs", rounds: 30, runs: "always", texts: () => [crds(12) + release] },
  ...(existsSync(corpus)
    ? [
        {
          id: "corpus",
          title: "real renders in turn",
          rounds: 5,
          runs: /** @type {const} */ ("unless-quick"),
          texts: renders,
        },
      ]
    : []),
  { id: "8mb", title: "CRDs, then one release", rounds: 10, runs: "unless-quick", texts: () => [megabytes(8)] },
  { id: "64mb", title: "CRDs, then one release", rounds: 7, runs: "if-asked", texts: () => [megabytes(64)] },
  { id: "200-releases", title: "200 releases", rounds: 5, runs: "if-asked", texts: () => [releases(200)] },
  { id: "2000-releases", title: "2,000 releases", rounds: 5, runs: "if-asked", texts: () => [releases(2000)] },
];
