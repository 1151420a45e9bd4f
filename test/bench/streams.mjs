/** The streams that the contestants patch, made from release.yaml beside this file and made-up CRDs. */

import { existsSync, readFileSync } from "node:fs";
import { crd } from "./crds.mjs";

/**
 * @typedef {object} Stream
 * @property {string} id what the command line calls it
 * @property {string} title
 * @property {number} rounds how often each contestant runs
 * @property {"always" | "unless-quick" | "if-asked"} runs
 * @property {() => string} text
 */

/** A release of about the size and shape of a default render of Kong's chart: 13 documents, one gateway. */
const release = readFileSync(new URL("release.yaml", import.meta.url), "utf8");

const releases = (/** @type {number} */ count) =>
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

/**
 * Renders of the real chart, where they lie beside the checkout.
 * @type {(id: string, title: string, rounds: number, file: string) => Stream[]}
 */
function ofCorpus(id, title, rounds, file) {
  const url = new URL(`../../../shared/corpus/helm3/${file}`, import.meta.url);
  return existsSync(url) ? [{ id, title, rounds, runs: "always", text: () => readFileSync(url, "utf8") }] : [];
}

/** @type {readonly Stream[]} */
export const streams = [
  { id: "chart", title: "default chart", rounds: 40, runs: "always", text: () => release },
  { id: "crds", title: "chart with CRDs", rounds: 30, runs: "always", text: () => crds(12) + release },
  ...ofCorpus("kong", "kong/kong 3.4.1", 40, "kong-3.4.1-default-values.yaml"),
  ...ofCorpus("kong-crds", "kong/kong 3.4.1 with CRDs", 30, "kong-3.4.1-with-crds.yaml"),
  { id: "20mb", title: "CRDs, then one release", rounds: 7, runs: "unless-quick", text: () => megabytes(20) },
  { id: "8mb", title: "CRDs, then one release", rounds: 10, runs: "if-asked", text: () => megabytes(8) },
  { id: "64mb", title: "CRDs, then one release", rounds: 5, runs: "if-asked", text: () => megabytes(64) },
  { id: "200-releases", title: "200 releases", rounds: 5, runs: "if-asked", text: () => releases(200) },
  { id: "2000-releases", title: "2,000 releases", rounds: 5, runs: "if-asked", text: () => releases(2000) },
];
