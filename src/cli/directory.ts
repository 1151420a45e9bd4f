import { Failure } from "../failure.ts";

/** What stands under a name; a link itself is something else. */
export type Kind = "directory" | "file" | "other";

/** How to look around among files. */
export interface Look {
  /** What is in a directory. @throws Failure (usage) where it cannot be read */
  entries(directory: string): { name: string; kind: Kind }[];
  /** What a name leads to once links are followed, and what that is called; undefined where it leads nowhere. */
  follow(path: string): { kind: Kind; real: string } | undefined;
}

/**
 * The manifests in a directory, at any depth, by their paths. Links are followed, and each directory is looked at once,
 * so a loop has an end. What is hidden is left out, as a volume of Kubernetes keeps a second copy of its files there.
 *
 * @returns undefined for what is no directory
 * @throws Failure (usage) where there are none, or one cannot be read as a file
 */
export function manifestsIn(directory: string, look: Look): string[] | undefined {
  const seen = new Set<string>();
  const walk = (path: string, real: string): string[] => {
    if (seen.has(real)) return [];
    seen.add(real);
    const entries = look.entries(path).filter(({ name }) => !name.startsWith("."));
    return entries.flatMap(({ name, kind }) => {
      const below = `${path.replace(/[\\/]+$/, "")}/${name}`;
      const target = kind === "file" ? undefined : look.follow(below);
      if (target?.kind === "directory") return walk(below, target.real);
      if (!/\.(?:ya?ml|json)$/i.test(name)) return [];
      if ((target?.kind ?? kind) === "file") return [below];
      const what = target ? "it is a pipe or a device" : "it is a link that leads nowhere";
      throw new Failure("usage", below, what, "take it out of the directory");
    });
  };
  const top = look.follow(directory);
  if (top?.kind !== "directory") return undefined;
  const found = walk(directory, top.real).sort();
  if (found.length > 0) return found;
  throw new Failure("usage", directory, "no file in it is called *.yaml, *.yml or *.json", "check the path");
}
