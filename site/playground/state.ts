import type { JsonObject } from "../../src/json/values.ts";

/** What a link has: what was typed and chosen. */
export interface State {
  input: string;
  config: JsonObject;
}

/** The length of an input that a link still takes; of a longer one it has the settings alone. */
const LONGEST = 200_000;

/** A state as the part of an address behind the #, which browsers keep to themselves. */
export async function fragmentOf({ input, config }: State): Promise<string> {
  const kept = input.length > LONGEST ? { config } : { input, config };
  const stream = new Blob([JSON.stringify(kept)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The state in an address; undefined where there is none that can be read. */
export async function stateIn(fragment: string): Promise<State | undefined> {
  if (fragment === "") return undefined;
  try {
    const text = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const { input, config } = JSON.parse(await new Response(stream).text());
    const isMap = typeof config === "object" && config !== null && !Array.isArray(config);
    return { input: typeof input === "string" ? input : "", config: isMap ? config : {} };
  } catch {
    return undefined;
  }
}
