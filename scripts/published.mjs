// What scripts/ranges.mjs does without a network: reads what providers publish, compares, and writes it into a cloud's data.
import { isIP } from "node:net";
import { parseDocument } from "yaml";

/** Where each range is published, and how that page is read. A range that is not here has no page to compare with. */
export const PAGES = {
  cloudflare: {
    cloud: "cloudflare",
    urls: ["https://www.cloudflare.com/ips-v4", "https://www.cloudflare.com/ips-v6"],
    read: lines,
  },
  google: {
    cloud: "gke",
    urls: ["https://docs.cloud.google.com/load-balancing/docs/firewall-rules.md.txt"],
    read: stillNamed,
  },
  linode: {
    cloud: "linode",
    urls: ["https://techdocs.akamai.com/cloud-computing/docs/nodebalancer"],
    read: stillNamed,
  },
  huawei: {
    cloud: "huawei",
    urls: ["https://support.huaweicloud.com/drawer-elb/elb_drawerhelp_708.html"],
    read: stillNamed,
  },
};

/** A list, one CIDR a line and nothing else. */
export function lines(texts) {
  const found = texts.flatMap((text) => text.split("\n").map((line) => line.trim())).filter((line) => line !== "");
  const strange = found.find((line) => !isCidr(line));
  if (strange !== undefined)
    throw new Error(`a line is no CIDR, so this is no list: ${JSON.stringify(strange.slice(0, 60))}`);
  return found;
}

/** Of a page in prose, those of the known CIDRs that it still names; what it adds, a person has to find. */
export function stillNamed(texts, known) {
  const words = new Set(
    texts.flatMap((text) => text.match(/[0-9a-fA-F:.]+\/\d{1,3}/g) ?? []).map((word) => word.toLowerCase()),
  );
  return known.filter((cidr) => words.has(cidr.toLowerCase()));
}

/**
 * What changed, each in the order of its list. Refused is what cannot be right: no CIDR left, or more than half gone at
 * once, which is a page that was not understood, and blocks so wide that nobody owns them.
 */
export function compared(old, fresh) {
  const gone = old.filter((cidr) => !fresh.includes(cidr));
  const added = fresh.filter((cidr) => !old.includes(cidr));
  if (gone.length * 2 > old.length)
    throw new Error(`${gone.length} of ${old.length} are gone, so the page was not understood`);
  const wide = added.find((cidr) => Number(cidr.split("/")[1]) < (cidr.includes(":") ? 16 : 8));
  if (wide !== undefined) throw new Error(`${wide} is wider than any provider's range`);
  return { gone, added };
}

/** A cloud's YAML with new CIDRs and a new date for one range; every other byte stays. */
export function rewritten(yaml, name, cidrs, date) {
  const document = parseDocument(yaml, { keepSourceTokens: true });
  const list = document.getIn(["publishedRanges", name, "cidrs"], true);
  const day = document.getIn(["publishedRanges", name, "date"], true);
  const old = list.items.map(({ value }) => value);
  const isSame = old.length === cidrs.length && old.every((cidr, index) => cidr === cidrs[index]);
  const quoted = cidrs.map((cidr) => (cidr.includes(":") ? JSON.stringify(cidr) : cidr));
  const text = list.flow ? `[${quoted.join(", ")}]` : `${cidrs.map((cidr) => `- ${cidr}`).join("\n      ")}\n`;
  const splices = [
    ...(isSame ? [] : [{ range: list.range, text }]),
    { range: day.range, text: JSON.stringify(date) },
  ].sort((a, b) => b.range[0] - a.range[0]);
  return splices.reduce((all, { range: [from, to], text: part }) => all.slice(0, from) + part + all.slice(to), yaml);
}

/** What a person reads of a change: one line a CIDR, like a diff. */
export const told = (name, { gone, added }) =>
  gone.length + added.length === 0
    ? `${name}: as before\n`
    : `${name}:\n${gone.map((cidr) => `- ${cidr}\n`).join("")}${added.map((cidr) => `+ ${cidr}\n`).join("")}`;

function isCidr(text) {
  const [, address = "", bits = ""] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
}
