import { virtualAddress } from "./cast.ts";
import { type Endpoint, serve } from "./server.ts";
import { haproxy } from "./tools.ts";
import type { Hop } from "./ways.ts";

/** A path to an endpoint of Kong's through one proxy or several. */
export interface Route {
  hops: readonly Hop[];
  to: Endpoint | undefined;
}

export interface Balancers {
  /** Where clients connect to, in the order of the routes. */
  endpoints: Endpoint[];
  stop(): Promise<void>;
}

/** Starts one haproxy that is all proxies of all routes; none where no route has any. */
export async function startBalancers(routes: readonly Route[]): Promise<Balancers> {
  if (haproxy === undefined) throw new Error("there is no haproxy");
  let addresses = 0;
  const placed = routes.map(({ hops, to }) => {
    if (to === undefined) throw new Error("there is no such server");
    return { to, hops: hops.map((hop) => ({ hop, host: virtualAddress(addresses++) })) };
  });
  if (addresses === 0) return { endpoints: placed.map(({ to }) => to), stop: async () => {} };
  const config = (port: number) =>
    placed.flatMap(({ hops, to }) =>
      hops.map(({ hop, host }, n) => {
        const next = hops[n + 1];
        return section(hop, { host, port }, next ? { host: next.host, port } : to);
      }),
    );
  const { port, stop } = await serve(
    haproxy,
    virtualAddress(0),
    (free) => [GLOBAL, ...config(free)].join("\n"),
    () => ["-db", "-f", "config"],
  );
  return { endpoints: placed.map(({ hops, to }) => (hops[0] ? { host: hops[0].host, port } : to)), stop };
}

export const GLOBAL = `
global
  maxconn 256
  nbthread 1
defaults
  timeout connect 2s
  timeout client 5s
  timeout server 5s
  retries 0
`;

function section({ source, config, bind = "", server = "" }: Hop, at: Endpoint, to: Endpoint): string {
  const lines = [
    `bind ${at.host}:${at.port} ${bind}`,
    ...config,
    `server next ${to.host}:${to.port} source ${source} ${server}`,
  ];
  return `listen ${at.host}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
