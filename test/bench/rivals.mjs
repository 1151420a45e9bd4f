/** What people would use instead: kustomize, yq and ytt, built once from their Go modules, and the job as each is told it. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("rivals/", import.meta.url));

/** @typedef {Record<"kustomize" | "yq" | "ytt", string>} Rivals by name, the version of each */

/** The versions, as `rivals/go.mod` pins them. @type {() => Rivals} */
export function versions() {
  const pinned = readFileSync(join(source, "go.mod"), "utf8");
  const of = (/** @type {string} */ module) => new RegExp(`${module} v(\\S+)`).exec(pinned)?.[1] ?? "";
  return { kustomize: of("kustomize/v5"), yq: of("yq/v4"), ytt: of("ytt") };
}

/**
 * The folder of the three programs, outside the tree. Undefined without Go.
 * @returns {string | undefined}
 */
export function rivals() {
  const state = createHash("sha256")
    .update(readFileSync(join(source, "go.sum")))
    .digest("hex");
  const home = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "kong-client-ip");
  const folder = join(home, `rivals-${state.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  if (spawnSync("go", ["version"]).status !== 0) return undefined;
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  try {
    process.stderr.write("kustomize, yq and ytt are built from their Go modules, once\n");
    const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly" };
    const flags = ["-trimpath", "-ldflags", "-s -w", "-o", `${fresh}/`];
    const { status, stderr } = spawnSync("go", ["build", ...flags, "tool"], { cwd: source, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`they cannot be built:\n${stderr}`);
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** @typedef {import("./edits.mjs").Edit} Edit */

/** @type {(path: string) => string[]} */
const tokens = (path) =>
  path
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));

const isIndex = (/** @type {string} */ token) => /^(?:\d+|-)$/.test(token);

/** Edits as an expression of yq. @type {(edits: readonly Edit[]) => string} */
export function yqExpression(edits) {
  const parts = edits.map(({ target: { kind, name }, patch }) => {
    const assignments = patch.flatMap((operation) => {
      if (operation.op !== "add" && operation.op !== "replace") return [];
      const path = tokens(operation.path);
      const appends = path.at(-1) === "-";
      const place = path
        .slice(0, appends ? -1 : undefined)
        .map((token, index) => (isIndex(token) ? `[${token}]` : `${index === 0 ? "." : ""}[${JSON.stringify(token)}]`));
      const value = JSON.stringify(operation.value);
      return [`${place.join("")} ${appends ? `+= [${value}]` : `= ${value}`}`];
    });
    const resource = `select(.kind == "${kind}" and (.metadata.name | test("^(?:${name})$")))`;
    return `with(${resource}; ${assignments.join(" | ")})`;
  });
  return `${parts.join(" |\n")}\n`;
}

/** Edits as an overlay of ytt. @type {(edits: readonly Edit[]) => string} */
export function yttOverlay(edits) {
  const overlays = edits.map(({ target: { kind, name }, patch }) => {
    const root = node();
    for (const operation of patch)
      if (operation.op === "add" || operation.op === "replace") grow(root, tokens(operation.path), operation.value);
    return [`#@overlay/match by=named("${kind}", "^(?:${name})$"), expects="0+"`, "---", ...overlay(root)];
  });
  return `#@ load("@ytt:overlay", "overlay")
#@ load("@ytt:regexp", "regexp")
#@ def named(kind, name):
#@   return lambda index, left, right: left and left["kind"] == kind and regexp.match(name, left["metadata"]["name"])
#@ end
${overlays.flat().join("\n")}
`;
}

/** @typedef {{ below: Map<string, Node>, values: unknown[] }} Node */

/** @type {() => Node} */
const node = () => ({ below: new Map(), values: [] });

/** @type {(root: Node, path: readonly string[], value: unknown) => void} */
function grow(root, path, value) {
  let place = root;
  for (const token of path) {
    if (!place.below.has(token)) place.below.set(token, node());
    place = /** @type {Node} */ (place.below.get(token));
  }
  place.values.push(value);
}

/** @type {(root: Node) => string[]} */
const overlay = ({ below }) =>
  [...below].flatMap(([token, inner]) => {
    if (token === "-") return inner.values.flatMap((value) => ["#@overlay/append", `- ${JSON.stringify(value)}`]);
    const lines = overlay(inner).map((line) => `  ${line}`);
    if (isIndex(token)) return [`#@overlay/match by=overlay.index(${token})`, "-", ...lines];
    const value = inner.values.length > 0 ? ` ${JSON.stringify(inner.values[0])}` : "";
    return ["#@overlay/match missing_ok=True", `${JSON.stringify(token)}:${value}`, ...lines];
  });
