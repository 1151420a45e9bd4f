import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { directivesOf } from "../../src/kong/directives.ts";
import type { Env } from "../../src/kong/env.ts";
import type { Listener, ListenVariable } from "../../src/kong/listen.ts";
import { listeningOf } from "../../src/kong/listening.ts";
import type { Section } from "../../src/kong/sections.ts";
import { isSince, type Version } from "../../src/kong/version.ts";

/** A server as Kong renders it: its `listen` lines and its realip directives. */
interface Server {
  listen: string[];
  realip: [name: string, value: string][];
}

interface Row {
  env: Record<string, string>;
  kong: Record<string, { http: Server; stream: Server[] } | null>;
}

const VERSIONS: Record<string, Version> = { "2.8.5": [2, 8, 5], "3.9.3": [3, 9, 3] };

const TABLE = new URL("../../../shared/facts/kong-environment.jsonl", import.meta.url);
const table = existsSync(TABLE) ? TABLE : new URL("kong-environment.jsonl", import.meta.url);
const rows = readFileSync(table, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Row);

/** What nginx refuses later stays in Kong's configuration: the model names it apart. */
function rendered(row: Row["env"], version: Version): { http: Server; stream: Server[] } {
  const env: Env = new Map(Object.entries(row).map(([name, value]) => [name, { value }]));
  const { decisive, refused, opaque } = directivesOf(env, version);
  expect(opaque).toEqual([]);
  const of = (section: Section) =>
    decisive.filter((each) => each.section === section).map(({ name, value }) => [name, value] as [string, string]);
  const raw = refused.map(
    ({ variable }) =>
      [variable.replace(/^KONG_(?:NGINX_PROXY_)?/, "").toLowerCase(), row[variable] ?? ""] as [string, string],
  );
  const listeners = (name: ListenVariable) => listeningOf(env, name, version).listeners;
  const streams = listeners("KONG_STREAM_LISTEN");
  const isTls = ({ flags }: Listener) => flags.includes("ssl");
  const line = ({ address, port, flags }: Listener) =>
    [`${address}:${port}`, ...flags.filter((flag) => flag !== "http2" || !isSince(version, [3, 6]))].join(" ");
  const stream = [
    {
      listen: streams.filter((each) => !isTls(each)).map(line),
      realip: [...of("sproxy"), ["set_real_ip_from", "unix:"]],
    },
    { listen: streams.filter(isTls).map((each) => line(each).replace(" ssl", "")), realip: of("sproxy") },
  ] as Server[];
  return {
    http: { listen: listeners("KONG_PROXY_LISTEN").map(line), realip: [...of("proxy"), ...raw] },
    stream: stream.filter(({ listen }) => listen.length > 0),
  };
}

const ordered = ({ listen, realip }: Server): Server => ({
  // Listeners of Kong's own, between its servers, are none of a client's.
  listen: listen.filter((line) => !line.startsWith("unix:")),
  realip: realip
    .map(([name, value]) => [name, value] as [string, string])
    .sort((a, b) => a.join().localeCompare(b.join())),
});

describe(`Environments give the directives that Kong's own code gives (${rows.length} rows)`, () => {
  test.each(Object.entries(VERSIONS))("Kong %s", (name, version) => {
    const differences = rows.flatMap(({ env, kong }) => {
      const theirs = kong[name];
      if (!theirs) return [];
      const ours = rendered(env, version);
      const [a, b] = [ours, theirs].map(({ http, stream }) =>
        JSON.stringify([ordered(http), ...stream.map(ordered).filter(({ listen }) => listen.length > 0)]),
      );
      return a === b ? [] : [`${JSON.stringify(env)}: ${a} and not ${b}`];
    });
    expect(differences.slice(0, 3)).toEqual([]);
  });
});
