import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import type { Path } from "../json/values.ts";
import { isEverybody, parseCidr } from "../net/cidr.ts";
import { addPublished, type ConfigBlocks, isPublished } from "./trust.ts";

/**
 * The clients that a config lets in, none where it says nothing of them.
 *
 * @throws Failure (config) where one is no CIDR, or they are everybody
 */
export function sourceRangesOf({ sourceRanges = [] }: Config, where: (path: Path) => string): ConfigBlocks {
  const clients: ConfigBlocks = { cidrs: [], published: [] };
  for (const [index, text] of sourceRanges.entries()) {
    const place = where(["sourceRanges", index]);
    const cidr = parseCidr(text);
    if (isPublished(text)) addPublished(clients, text, place);
    else if (!("what" in cidr)) clients.cidrs.push(cidr);
    else throw new Failure("config", place, `${JSON.stringify(text)} is no CIDR`, "write it like 203.0.113.0/24");
  }
  if (!isEverybody(clients.cidrs)) return clients;
  const what = "they let in half of all addresses or more, which keeps out nobody in particular";
  throw new Failure("config", where(["sourceRanges"]), what, "name fewer, or leave it out");
}
