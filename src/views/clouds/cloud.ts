import { DEFAULT_HEADER } from "../../clouds/profiles.ts";
import type { Cloud, NodePortNeed, ProfileData, SourceRangesHeeded, Support } from "../../generated/cloud.ts";
import { EFFECTS } from "../../judgement/rules/live.ts";
import { type Style, wrap } from "../terminal.ts";
import { METHODS } from "./table.ts";

/** How a page is written, and whether it says where each fact comes from. */
interface Page {
  format: "text" | "markdown";
  sources: boolean;
}

/** Everything that is known about a cloud, for a terminal or, with `#` headings, as Markdown. */
export function cloudPage(id: string, cloud: Cloud, { format, sources }: Page, style: Style): string {
  const isMarkdown = format === "markdown";
  const heading = (level: number, title: string) =>
    isMarkdown ? `\n${"#".repeat(level)} ${title}\n` : `\n${wrap(title, style, 0, 2)}`;
  const item = (depth: number, line: string) =>
    isMarkdown
      ? `${"  ".repeat(depth - 1)}- ${line}`
      : `${"  ".repeat(depth)}${wrap(line, style, 2 * depth, 2 * depth + 2)}`;
  const profiles = Object.entries(cloud.loadBalancers).flatMap(([name, profile]) => [
    heading(2, `${id}/${name}: ${profile.title}`),
    ...(profile.obsolete === undefined
      ? profileLines(cloud, name, profile, sources)
      : [[1, `no more: ${profile.obsolete}`] as const]
    ).map((line) => (typeof line === "string" ? line : item(line[0], line[1]))),
  ]);
  const ranges = Object.entries(cloud.publishedRanges ?? {}).flatMap(([name, { cidrs, source, date }]) => [
    heading(2, `provider:${name}`),
    item(1, `${cidrs.join(", ")}`),
    item(1, sources ? `source: ${source}, ${date}` : `as of ${date}`),
  ]);
  return `${[heading(1, cloud.title).trim(), ...profiles, ...ranges].join("\n")}\n`;
}

/** A line of a page, and how deep it stands in a list. */
type Line = readonly [depth: number, text: string];

/** What there is to know of a load balancer, line by line. */
export function profileLines({ recommended }: Cloud, name: string, profile: ProfileData, withSources: boolean): Line[] {
  const { needs = [], unverified, methods, onceLive = [], traps = [] } = profile;
  const lines = METHODS.flatMap((method): Line[] => {
    const support = methods[method];
    if (support.unsupported !== undefined) return [[1, `${method}: no, ${support.unsupported}`]];
    const isDefault = recommended[method] === name ? " (default)" : "";
    return [[1, `${method}${isDefault}`], ...supportLines(support, method, withSources).map((line): Line => [2, line])];
  });
  return [
    ...needs.map((need): Line => [1, `needs ${need}`]),
    ...(unverified === undefined ? [] : [[1, `unverified: ${unverified}`] as const]),
    ...lines,
    ...doorLines(profile, withSources),
    ...onceLive.map(({ field, effect }): Line => [1, `once it is live, ${field}: ${EFFECTS[effect]}`]),
    ...traps.map((trap): Line => [1, `mind: ${trap}`]),
  ];
}

/** Whether its Service needs node ports, and who heeds the ranges of clients that it names. */
function doorLines({ nodePorts, sourceRanges }: ProfileData, withSources: boolean): Line[] {
  const sourced = (line: string, source: string): Line[] => [
    [1, line],
    ...(withSources ? [[2, `source: ${source}`] as const] : []),
  ];
  return [
    ...(nodePorts ? sourced(`node ports: ${neededText(nodePorts)}`, nodePorts.source) : []),
    ...(sourceRanges
      ? [
          ...sourced(`loadBalancerSourceRanges: ${heededText(sourceRanges)}`, sourceRanges.source),
          ...(sourceRanges.conflicts ?? []).map(
            ({ annotation, values, because }): Line => [
              2,
              `not with ${annotation}${values ? ` ${values.join(" or ")}` : ""}: ${because}`,
            ],
          ),
        ]
      : []),
  ];
}

const NEEDED: Record<NodePortNeed["needed"], string> = {
  always: "needed",
  never: "not needed",
  Cluster: "needed under externalTrafficPolicy Cluster",
  Local: "needed under externalTrafficPolicy Local",
};

const neededText = ({ needed, when = [], unless }: NodePortNeed): string =>
  [
    NEEDED[needed],
    ...when.map(({ annotation, values }) => `needed with ${annotation}${values ? ` ${values.join(" or ")}` : ""}`),
    ...(unless === undefined ? [] : [`not needed if ${unless}`]),
  ].join("; ");

const heededText = ({ by, instead, note, mixed, opensOthers, ipv6When }: SourceRangesHeeded): string =>
  [
    `heeded by ${by === "load balancer" ? "the load balancer" : by}`,
    ...(instead === undefined ? [] : [`use ${instead}`]),
    ...(note === undefined ? [] : [note]),
    ...(mixed === undefined ? [] : [mixed]),
    ...(opensOthers ? ["a family without a range stays open to everybody"] : []),
    ...(ipv6When ? [ipv6When.length > 0 ? "IPv6 for some Services alone" : "no IPv6"] : []),
  ].join("; ");

function supportLines(support: Support, method: string, withSources: boolean): string[] {
  const { annotations = {}, advised = {}, conflicts = [] } = support;
  const policy = method === "external-traffic-policy" ? "Local" : support.externalTrafficPolicy;
  const list = (word: string, entries: Record<string, string> = {}) =>
    Object.entries(entries).map(([key, value]) => `${word} ${key}: ${value}`);
  const optional = (word: string, value: string | undefined) => (value === undefined ? [] : [`${word} ${value}`]);
  const header = support.header ?? DEFAULT_HEADER;
  return [
    ...optional("not confirmed:", support.unverified),
    ...optional("sets externalTrafficPolicy:", policy),
    ...optional("sets loadBalancerClass, if there is none:", support.loadBalancerClass),
    ...list("sets", annotations.required),
    ...list("sets, if there is none,", annotations.defaults),
    ...Object.entries(annotations.merged ?? {}).map(([key, parts]) => `adds to ${key}: ${mergedText(parts)}`),
    ...list("you set", advised),
    ...optional("sends PROXY protocol", support.version),
    ...(method === "http-headers" ? [`reads ${header}${support.recursive ? ", recursively" : ""}`] : []),
    ...optional("trust:", support.peers),
    ...conflicts.map(
      ({ annotation, values, because, warnOnly }) =>
        `not ${warnOnly ? "well " : ""}with ${annotation}${values ? ` ${values.join(" or ")}` : ""}: ${because}`,
    ),
    ...(withSources ? support.sources.map((source) => `source: ${source}`) : []),
  ];
}

function mergedText({
  pairs,
  words,
  ports,
}: NonNullable<NonNullable<Support["annotations"]>["merged"]>[string]): string {
  if (pairs)
    return Object.entries(pairs)
      .map((pair) => pair.join("="))
      .join(",");
  return words ? words.join(",") : JSON.stringify(ports);
}
