/** A load balancer that changes what it does while it is in use, as a cloud's does: haproxy, told by its socket. */

import { connect } from "node:net";
import { join } from "node:path";
import { BALANCER } from "./cast.ts";
import { GLOBAL } from "./haproxy.ts";
import { type Endpoint, serve } from "./server.ts";
import { haproxy } from "./tools.ts";

/** What a load balancer may do with connections: pass them on, with a PROXY header, or with the client in a header. */
export interface Doing {
  kind: "plain" | "proxy" | "header";
  /** Where to, in turn. What has a health port is left out while that says it is not well. */
  servers: readonly (Endpoint & { health?: number })[];
}

export interface Switchable {
  endpoint: Endpoint;
  /** From now on. What is under way goes on as it was. */
  does(name: string): Promise<void>;
  /** Sends nothing new to a host, or sends to it again. */
  leaveOut(host: string, isOut: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one that can do what is given by names; it begins with the first. */
export async function startSwitchable(host: string, doings: Readonly<Record<string, Doing>>): Promise<Switchable> {
  if (haproxy === undefined) throw new Error("there is no haproxy");
  const names = Object.keys(doings);
  const { port, directory, stop } = await serve(
    haproxy,
    host,
    (free) => configOf(host, free, doings),
    () => ["-db", "-f", "config"],
  );
  return {
    endpoint: { host, port },
    async does(name) {
      const states = names.map((each) => `set server front/${each} state ${each === name ? "ready" : "maint"}`);
      await tell(join(directory, "socket"), states.join(";"));
    },
    async leaveOut(server, isOut) {
      const states = Object.entries(doings).flatMap(([name, { servers }]) =>
        servers.flatMap(({ host: to }, n) =>
          to === server ? [`set server ${name}/s${n} state ${isOut ? "maint" : "ready"}`] : [],
        ),
      );
      if (states.length > 0) await tell(join(directory, "socket"), states.join(";"));
    },
    stop,
  };
}

/** The front passes bytes on to one of several backs, which know the client from it. */
function configOf(host: string, port: number, doings: Readonly<Record<string, Doing>>): string {
  const all = Object.entries(doings);
  const backs = all.map(([name, { kind, servers }]) =>
    [
      `listen ${name}`,
      `  bind unix@${name} accept-proxy`,
      ...(kind === "header" ? ["  mode http", "  http-request set-header X-Forwarded-For %[src]"] : ["  mode tcp"]),
      ...(servers.some(({ health }) => health !== undefined) ? ["  option httpchk GET /healthz"] : []),
      ...servers.map(
        ({ host: to, port: at, health }, n) =>
          `  server s${n} ${to}:${at} source ${BALANCER} ${kind === "proxy" ? "send-proxy-v2" : ""} ${
            health === undefined ? "" : `check port ${health} inter ${CHECK.every} fall ${CHECK.fails} rise 1`
          }`,
      ),
    ].join("\n"),
  );
  const ways = all.map(([name], n) => `  server ${name} unix@${name} send-proxy${n === 0 ? "" : " disabled"}`);
  const front = [`listen front`, `  bind ${host}:${port}`, "  mode tcp", ...ways].join("\n");
  return [GLOBAL.replace("global\n", "global\n  stats socket unix@socket level admin\n"), ...backs, front, ""].join(
    "\n",
  );
}

/** How a load balancer asks nodes for their health: milliseconds, and failures in a row. */
export const CHECK = { every: 250, fails: 4 };

const tell = (path: string, command: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.end(`${command}\n`));
    socket.once("error", reject).once("close", () => resolve());
    socket.resume();
  });
