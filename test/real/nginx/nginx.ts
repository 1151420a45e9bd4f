import type { Realip } from "../../../src/judgement/realip.ts";
import { kongAddress } from "./cast.ts";
import { type Endpoint, serve } from "./server.ts";
import { nginx, stream } from "./tools.ts";

/** One listener of Kong's: the settings as Kong writes them into nginx's, with CIDRs as text. */
export interface KongListener extends Omit<Realip, "trusted" | "location"> {
  title: string;
  trusted: readonly string[];
  /** Whether it is of KONG_STREAM_LISTEN. */
  isStream?: boolean;
  /** Directives as they stand in the server and in its location, in place of those that the settings give. */
  injected?: { server: string; location: string };
}

export interface Kong {
  /** In the order of the listeners. */
  endpoints: Endpoint[];
  stop(): Promise<void>;
}

/** Starts one nginx with a server for each listener; each answers with the address it sees and its peer's. */
export async function startKong(listeners: readonly KongListener[]): Promise<Kong> {
  if (nginx === undefined) throw new Error("there is no nginx");
  const { port, stop } = await serve(
    nginx,
    kongAddress(0),
    (free) => config(listeners, free),
    (directory) => ["-e", "stderr", "-p", directory, "-c", "config"],
  );
  return { endpoints: listeners.map((_, n) => ({ host: kongAddress(n), port })), stop };
}

/** Nothing outside its directory is written, and one process does it all, so that any user may run it. */
function config(listeners: readonly KongListener[], port: number): string {
  const servers = (wanted: boolean) =>
    listeners.flatMap((listener, n) =>
      (listener.isStream === true) === wanted ? [server(listener, `${kongAddress(n)}:${port}`)] : [],
    );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`);
  const streams = servers(true);
  const load = streams.length > 0 && stream?.load !== undefined ? `load_module ${stream.load};` : "";
  return `
    ${load}
    daemon off; master_process off; pid pid; error_log stderr;
    events { worker_connections 1024; }
    http {
      ${temporary.join(" ")}
      access_log off;
      # As in Kong/kong:kong/templates/nginx_kong.lua
      underscores_in_headers on;
      ${servers(false).join("\n")}
    }
    ${streams.length > 0 ? `stream { ${streams.join("\n")} }` : ""}
  `;
}

const ANSWER = '"$remote_addr $realip_remote_addr"';

/** The address is told behind the phase in which nginx asks the location. */
const LOCATED = `try_files /none @answer; } location @answer { return 200 ${ANSWER};`;

function server(listener: KongListener, address: string): string {
  const { proxyProtocol, trusted, header, recursive, isStream, injected } = listener;
  const listen = `listen ${address}${proxyProtocol ? " proxy_protocol" : ""};`;
  if (injected) return `server { ${listen} ${injected.server} location / { ${injected.location} ${LOCATED} } }`;
  const trust = trusted.map((cidr) => `set_real_ip_from ${cidr};`).join(" ");
  const real = isStream
    ? `return ${ANSWER};`
    : `real_ip_header ${header}; real_ip_recursive ${recursive ? "on" : "off"}; return 200 ${ANSWER};`;
  return `server { ${listen} ${trust} ${real} }`;
}
