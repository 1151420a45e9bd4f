import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/tools.ts";

export interface Stage {
  /** The image, or the stage, that it starts from. */
  from: string;
  name: string;
  instructions: { word: string; rest: string }[];
}

/** The stages of the Containerfile, with continued lines joined and without comments. */
export function stages(): Stage[] {
  const text = readFileSync(join(root, "Containerfile"), "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ");
  const found: Stage[] = [];
  for (const line of text.split("\n").filter(Boolean)) {
    const [, word = "", rest = ""] = /^(\w+) +(.*)$/.exec(line) ?? [];
    if (word !== "FROM") found.at(-1)?.instructions.push({ word, rest });
    else {
      const [, from = "", name = ""] = /^(?:--\S+ )*(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      found.push({ from, name, instructions: [] });
    }
  }
  return found;
}

/** What a COPY copies: sources from a stage, or from the checkout where it names none. */
export function copyOf(rest: string): { stage?: string; sources: string[]; target: string } {
  const [, stage, files = ""] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
  const paths = files.split(/ +/);
  return { ...(stage !== undefined && { stage }), sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
}
