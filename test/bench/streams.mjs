/** The streams that the contestants patch, made from release.yaml beside this file and made-up CRDs. */

import { existsSync, readFileSync } from "node:fs";
import { crd } from "./crds.mjs";

/**
 * @typedef {object} Stream
 * @property {string} id what the command line calls it
 * @property {string} title
 * @property {number} rounds how often each contestant runs
 * @property {boolean} isExtra measured only when asked for
 * @property {() => string} text
 */

/** A release of about the size and shape of a default render of Kong's chart: 13 documents, one gateway. */
const release = readFileSync(new URL("release.yaml", import.meta.url), "utf8");

/** The release under another name. */
const renamed = (/** @type {number} */ index) => release.replaceAll("demo", `demo-${index}`);

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

/** Renders of the real chart, where they lie beside the checkout. */
const corpus = new URL("../../../shared/corpus/helm3/", import.meta.url);

/**
 * @type {(id: string, title: string, rounds: number, file: string) => Stream[]}
 */
function ofCorpus(id, title, rounds, file) {
  const url = new URL(file, corpus);
  return existsSync(url) ? [{ id, title, rounds, isExtra: false, text: () => readFileSync(url, "utf8") }] : [];
}

/** @type {readonly Stream[]} */
export const streams = [
  { id: "chart", title: "default chart", rounds: 40, isExtra: false, text: () => release },
  { id: "crds", title: "chart with CRDs", rounds: 30, isExtra: false, text: () => crds(12) + release },
  ...ofCorpus("kong", "kong/kong 3.4.1", 40, "kong-3.4.1-default-values.yaml"),
  ...ofCorpus("kong-crds", "kong/kong 3.4.1 with CRDs", 30, "kong-3.4.1-with-crds.yaml"),
  { id: "20mb", title: "CRDs, then one release", rounds: 5, isExtra: false, text: () => megabytes(20) },
  { id: "8mb", title: "CRDs, then one release", rounds: 7, isExtra: true, text: () => megabytes(8) },
  { id: "64mb", title: "CRDs, then one release", rounds: 3, isExtra: true, text: () => megabytes(64) },
  {
    id: "200-releases",
    title: "200 releases",
    rounds: 3,
    isExtra: true,
    text: () => Array.from({ length: 200 }, (_, index) => renamed(index)).join(""),
  },
  {
    id: "2000-releases",
    title: "2,000 releases",
    rounds: 3,
    isExtra: true,
    text: () => Array.from({ length: 2000 }, (_, index) => renamed(index)).join(""),
  },
];
