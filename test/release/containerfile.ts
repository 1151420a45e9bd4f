import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/tools.ts";

export interface Stage {
  /** The image, or the stage, that it starts from. */
  from: string;
  name: string;
  instructions: { word: string; rest: string }[];
}

/** The stages of a Containerfile, with continued lines joined and without comments. Arguments before them are put in. */
export function stages(file = "Containerfile"): Stage[] {
  const text = readFileSync(join(root, file), "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll("\\\n", " ");
  const found: Stage[] = [];
  const defaults = new Map<string, string>();
  for (const line of text.split("\n").filter(Boolean)) {
    const [, word = "", rest = ""] = /^(\w+) +(.*)$/.exec(line) ?? [];
    if (word === "ARG" && found.length === 0) defaults.set(...pair(rest));
    else if (word !== "FROM") found.at(-1)?.instructions.push({ word, rest });
    else {
      const given = rest.replace(/\$\{(\w+)\}/g, (_, argument) => defaults.get(argument) ?? "");
      const [, from = "", name = ""] = /^(?:--\S+ )*(\S+)(?: AS (\S+))?$/.exec(given) ?? [];
      found.push({ from, name, instructions: [] });
    }
  }
  return found;
}

const pair = (text: string): [string, string] => text.split(/=(.*)/, 2) as [string, string];

/** What a COPY copies: sources from a stage, or from the checkout where it names none. */
export function copyOf(rest: string): { stage?: string; sources: string[]; target: string } {
  const [, stage, files = ""] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
  const paths = files.split(/ +/);
  return { ...(stage !== undefined && { stage }), sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
}
