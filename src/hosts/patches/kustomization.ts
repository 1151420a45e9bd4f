import { bug, Failure } from "../../failure.ts";
import { apply } from "../../json/patch.ts";
import { put } from "../../json/put.ts";
import { at, equals, isObject, type Json, type Path, textAt, withAll } from "../../json/values.ts";
import { type Document, placeAt, readPiece, readTree, type Source } from "../../manifests/document.ts";
import { split } from "../../manifests/split.ts";
import { edited, rewriteAs } from "../../manifests/write.ts";
import { Buffer } from "../../runtime/node.ts";
import { column, type Entry, entryAt, lineBreak, lineEnd } from "../../yaml/tree.ts";
import type { Splice } from "../../yaml/write/pen.ts";
import { MARK } from "./format.ts";

/**
 * A kustomization with patches of ours among its own, which stay where and as they are. Ours of an earlier run, known by
 * their mark, give way to the new ones, so that a second run changes nothing.
 *
 * @param items each item's lines, the first with its dash
 * @throws Failure for a file that is no kustomization, or that cannot be changed in place
 */
export function mergeInto(source: Source, items: readonly string[][]): string {
  const document = kustomizationIn(source);
  if (!document)
    return `${source.bytes}${source.bytes.length > 0 && source.bytes.at(-1) !== 10 ? "\n" : ""}${fresh(items, "\n")}`;
  const { bytes } = source;
  const text = merged(document, items);
  return bytes.toString("utf8", 0, document.start) + text + bytes.toString("utf8", document.end);
}

/**
 * A kustomization that lists a file among its resources, as it is where it does already.
 * @throws Failure for a file that is no kustomization, or that cannot be changed in place
 */
export function withResource(source: Source, name: string): Source {
  const { bytes, file } = source;
  const document = kustomizationIn(source);
  const resources = at(document?.value, ["resources"]) ?? [];
  if (!Array.isArray(resources))
    throw new Failure("bad-shape", file, "resources is not a list", "mend the kustomization");
  if (resources.includes(name)) return source;
  if (isFlux(document?.value ?? null))
    throw new Failure(
      "bad-shape",
      file,
      `Flux's Kustomization lists no resources, and ${name} has to be one`,
      "put what --format resources prints into its path, and give that file besides the manifests",
    );
  if (!document) {
    const open = bytes.length > 0 && bytes.at(-1) !== 10 ? "\n" : "";
    return { file, bytes: Buffer.from(`${bytes}${open}resources:\n  - ${name}\n`) };
  }
  const { text } = rewriteAs(document, { ...(document.value as object), resources: [...resources, name] }, () => file);
  return {
    file,
    bytes: Buffer.concat([bytes.subarray(0, document.start), Buffer.from(text), bytes.subarray(document.end)]),
  };
}

/** @throws Failure (bad-yaml, bad-shape); undefined where there is nothing but comments */
function kustomizationIn(source: Source): Document | undefined {
  const documents = split(source.bytes).map((piece) => readPiece(source, piece));
  const faulty = documents.find(({ fault }) => fault);
  if (faulty?.fault)
    throw new Failure("bad-yaml", placeAt(faulty, faulty.fault.offset), faulty.fault.what, "mend the kustomization");
  const [document, second] = documents.filter(({ value }) => value !== null);
  const other = second ?? documents.find(({ rest }) => rest !== undefined);
  if (!document) return undefined;
  const kind = textAt(document.value, ["kind"]) ?? "Kustomization";
  if (other || !isObject(document.value) || !/^(?:Kustomization|Component)$/.test(kind)) {
    const what = other ? "it is several documents" : `it is ${isObject(document.value) ? kind : "no map"}`;
    throw new Failure("bad-shape", source.file, `${what}, and no kustomization`, "name kustomization.yaml (--into)");
  }
  const path = patchesPath(document.value);
  const above = entryAt(document.root(), path.slice(0, -1));
  const keys = above ? entriesOf(above).filter(({ key }) => key === "patches") : [];
  if (keys.length > 1) {
    const [first] = keys as [Entry];
    const what = "patches stands there twice, of which the last alone counts";
    throw new Failure("bad-shape", placeAt(document, first.start), what, "make one list of them");
  }
  const patches = at(document.value, path) ?? null;
  if (patches === null || Array.isArray(patches)) return document;
  throw new Failure("bad-shape", source.file, "patches is not a list", "mend the kustomization");
}

/** Flux has an object of that kind too, whose patches are Kustomize's. fluxcd.io, Kustomization, spec.patches */
const isFlux = (value: Json): boolean =>
  textAt(value, ["apiVersion"])?.startsWith("kustomize.toolkit.fluxcd.io/") === true;

const patchesPath = (value: Json): Path => (isFlux(value) ? ["spec", "patches"] : ["patches"]);

const entriesOf = ({ node }: Entry): readonly Entry[] =>
  node.kind === "map" || node.kind === "list" ? node.entries() : [];

function merged(document: Document, items: readonly string[][]): string {
  const { text, value } = document;
  const path = patchesPath(value);
  const old = at(value, path);
  const patches: Json[] = Array.isArray(old) ? old : [];
  const added = items.map((lines) => (readTree(lines.join("\n")).value as Json[])[0] as Json);
  const ours = patches.flatMap((item, index) => (isOurs(item, added) ? [index] : []));
  const [first = patches.length] = ours;
  const others = (from: number, to?: number) => patches.slice(from, to).filter((_, at) => !ours.includes(from + at));
  const wanted = [...others(0, first), ...added, ...others(first)];
  if (equals(patches, wanted)) return text;
  const whole = isObject(value) ? apply(value, put(value, [{ path, value: wanted }])) : value;
  const root = document.root();
  const entry = entryAt(root, path);
  const isBlock = !root.flow && wanted.length > 0 && (path.length === 1 || (entry && ours.length < patches.length));
  const splices = isBlock ? splicesOf(document, entry, ours, items) : undefined;
  if (!splices) return rewriteAs(document, whole, () => path.join(".")).text;
  const result = edited(text, splices, () => document.source.file);
  const reread = readTree(result);
  if (reread.fault || !equals(reread.value, whole)) throw bug(document.source.file, "the patches do not read as meant");
  return result;
}

/** Marked as ours, or just what would be added, as it was printed before there were marks. */
function isOurs(item: Json, added: readonly Json[]): boolean {
  const patch = textAt(item, ["patch"]);
  if (patch === undefined) return false;
  const plain = (each: Json) => withAll(each, [[["patch"], textAt(each, ["patch"])?.replace(`${MARK}\n`, "") ?? null]]);
  return patch.startsWith(MARK) || added.some((each) => equals(plain(each), item));
}

/** Undefined where the list is not a block. */
function splicesOf(
  { text }: Document,
  entry: Entry | undefined,
  ours: readonly number[],
  items: readonly string[][],
): Splice[] | undefined {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (!entry) {
    const open = text === "" || text.endsWith("\n") ? "" : eol;
    return [{ start: text.length, end: text.length, text: open + fresh(items, eol) }];
  }
  const entries = entriesOf(entry);
  if (entry.node.isShared) return undefined;
  const below = lineEnd(text, entry.end);
  const [sibling] = entries;
  if (!sibling) {
    const list = fresh(items, eol).slice("patches:".length).trimEnd();
    return [
      { start: entry.lead, end: entry.end, text: "" },
      { start: below, end: below, text: list },
    ];
  }
  if (sibling.flow) return undefined;
  const rendered = items.map((lines) => indented(lines, column(text, sibling.start)).join(eol)).join(eol);
  const [first, ...more] = ours.map((index) => entries[index] as Entry);
  if (!first) {
    const end = lineEnd(text, (entries.at(-1) as Entry).end);
    return [{ start: end, end, text: eol + rendered }];
  }
  const line = (offset: number) => offset - column(text, offset);
  return [
    { start: line(first.start), end: lineEnd(text, first.end), text: rendered },
    ...more.map(({ start, end }) => ({
      start: line(start) - lineBreak(text, line(start)),
      end: lineEnd(text, end),
      text: "",
    })),
  ];
}

const fresh = (items: readonly string[][], eol: string): string =>
  items.length === 0 ? "" : ["patches:", ...items.flatMap((lines) => indented(lines, 2)), ""].join(eol);

const indented = (lines: readonly string[], by: number): string[] => lines.map((line) => " ".repeat(by) + line);
