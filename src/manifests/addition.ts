import { bug, Failure } from "../failure.ts";
import { at, equals, type Json, type JsonObject, type Path, textAt } from "../json/values.ts";
import { breakAt, type Entry } from "../yaml/tree.ts";
import { renderBlock } from "../yaml/write/render.ts";
import { type Document, placeAt, readTree } from "./document.ts";
import { label, type Resource, resourcesOf } from "./read.ts";

/** A resource that is new, and the one of the stream that it belongs to, directly behind which it is put. */
export interface Addition {
  beside: Resource;
  /** Stands, for messages, where the document ends that it is put behind. */
  resource: Resource;
}

/** The annotation on all that a run adds, by which the next one knows it; its value says what it is for. */
export const ADDED = "kong-client-ip/added";

/** What an earlier run added a resource for; undefined for one of somebody else's. */
export const addedFor = ({ value }: Pick<Resource, "value">): string | undefined =>
  textAt(value, ["metadata", "annotations", ADDED]);

/** Names of Services have at most so many characters, and none ends in a dash. */
const LONGEST_NAME = 63;

/** A name like another one's with a suffix, cut where it would be too long. */
export const suffixed = (name: string, suffix: string): string =>
  `${name.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, "")}${suffix}`;

export function addition(beside: Resource, value: JsonObject): Addition {
  const { source, end } = beside.document;
  const tree = readTree(renderBlock(value, 0).join("\n"));
  const [resource] = resourcesOf({ ...tree, source, start: end, end }, [], tree.value);
  if (!resource || !equals(tree.value, value)) throw bug(label(beside), "what is added does not read as it was meant");
  return { beside, resource };
}

/** Lists that may hold resources of any kind; those of one kind (`ServiceList`) get no others. */
const OPEN_LISTS = ["List", "ResourceList"];

/** Whether an addition becomes an item of a list, rather than a document of its own. */
export const isItem = ({ beside: { document, path } }: Addition): boolean =>
  path.length > 0 && OPEN_LISTS.includes(String(at(document.value, [...path.slice(0, -2), "kind"])));

/** A document's value with additions put into its lists, each behind the item that it belongs to. */
export function withItems(root: Json, additions: readonly Addition[], path: Path = []): Json {
  if (additions.length === 0) return root;
  const within = (token: string | number) =>
    additions.filter(({ beside }) => beside.path[path.length] === token && beside.path.length > path.length + 1);
  if (!Array.isArray(root)) {
    return Object.fromEntries(
      Object.entries(root as JsonObject).map(([key, item]) => [key, withItems(item, within(key), [...path, key])]),
    );
  }
  return root.flatMap((item, index) => {
    const behind = additions.filter(
      ({ beside }) => beside.path.at(-1) === index && beside.path.length === path.length + 1,
    );
    return [withItems(item, within(index), [...path, index]), ...behind.map(({ resource }) => resource.value)];
  });
}

/**
 * The text that puts new documents behind one, written like it: its line breaks, JSON where it is JSON, and no line
 * break at the end of a stream that has none.
 *
 * @throws Failure (bad-yaml) where what is put behind the document would change how it, or the next one, is read
 */
export function documentsBehind(document: Document, values: readonly JsonObject[]): string {
  const { text } = document;
  const eol = breakAt(text, text.length);
  const isOpen = !text.endsWith("\n");
  refuseUnsafePlace(document, isOpen);
  const documents = values.map((value) => [`---`, ...linesOf(value, text)].join(eol) + eol).join("");
  return isOpen ? eol + documents.slice(0, -eol.length) : documents;
}

function linesOf(value: JsonObject, text: string): string[] {
  const lines = !/^\s*\{/.test(text)
    ? renderBlock(value, 0)
    : JSON.stringify(value, null, text.trim().includes("\n") ? 2 : undefined).split("\n");
  if (!equals(readTree(lines.join("\n")).value, value))
    throw bug("stdin", "what is added does not read as it was meant");
  return lines;
}

/** Directives belong to the next document, though they stand in this piece. */
const DIRECTIVE_BEHIND_END = /\n\.\.\.[^\n]*\n(?:[ \t#][^\n]*\n|\r?\n)*%/;

function refuseUnsafePlace(document: Document, isOpen: boolean): void {
  const refuse = (what: string, remedy: string): never => {
    throw new Failure("bad-yaml", placeAt(document), `nothing can be added behind this document: ${what}`, remedy);
  };
  if (DIRECTIVE_BEHIND_END.test(document.text)) refuse("directives of the next one stand at its end", "take them out");
  // Readers differ on whether a block scalar ends in a line break that is not there.
  if (isOpen && endsInBlock(document.root()))
    refuse("its last line has no end, which means more in a block of text", "end it with a line feed");
}

function endsInBlock({ node }: Entry): boolean {
  const last = node.kind === "map" || node.kind === "list" ? node.entries().at(-1) : undefined;
  return last ? endsInBlock(last) : node.kind === "scalar" && node.style === "block";
}
