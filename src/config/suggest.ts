import { closestMatch } from "leven";

/** `; did you mean "nlb"?`, or the list of all names where none is near. */
export function suggest(name: string, known: readonly string[]): string {
  const near = closestMatch(name, [...known], { maxDistance: Math.max(2, Math.floor(name.length / 3)) });
  return near === undefined ? `use one of: ${known.join(", ")}` : `did you mean ${near}?`;
}
