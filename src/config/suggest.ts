import { closestMatch } from "leven";

/** What is longer is no misspelt name. */
const LONGEST = 100;

/** `did you mean nlb?`, or the list of all names where none is near. `prefix` is what all of them begin with. */
export function suggest(name: string, known: readonly string[], prefix = ""): string {
  const length = name.length - prefix.length;
  if (name.length > LONGEST || name === "") return `use one of: ${known.join(", ")}`;
  const near = closestMatch(name, [...known], { maxDistance: Math.max(2, Math.floor(length / 3)) });
  return near === undefined ? `use one of: ${known.join(", ")}` : `did you mean ${near}?`;
}
