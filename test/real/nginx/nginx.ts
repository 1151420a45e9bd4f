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
  /** Whether it is for UDP. */
  isDatagram?: boolean;
  /** Directives as they stand in the server and in its location, in place of those that the settings give. */
  injected?: { server: string; location: string };
}

export interface Kong {
  /** In the order of the listeners. */
  endpoints: Endpoint[];
  stop(): Promise<void>;
}

/** Starts one nginx with a server for each listener; each answers with the address it sees. */
export async function startKong(listeners: readonly KongListener[]): Promise<Kong> {
  if (nginx === undefined) throw new Error("there is no nginx");
  const { port, stop } = await serve(
    nginx,
    kongAddress(0),
    (free) => kongConfig(listeners.map((listener, n) => ({ listener, at: [`${kongAddress(n)}:${free}`] }))),
    (directory) => ["-e", "stderr", "-p", directory, "-c", "config"],
  );
  return { endpoints: listeners.map((_, n) => ({ host: kongAddress(n), port })), stop };
}

/**
 * nginx's config with a server for each listener, at addresses with ports. Nothing outside its directory is written,
 * and one process does it all, so that any user may run it.
 *
 * @param others servers for HTTP beside Kong's
 */
export function kongConfig(
  listeners: readonly { listener: KongListener; at: readonly string[] }[],
  others = "",
): string {
  const servers = (wanted: boolean) =>
    listeners
      .filter(({ listener }) => (listener.isStream === true) === wanted)
      .map(({ listener, at }) => server(listener, at));
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
      ${streams.length > 0 ? UPSTREAM : ""}
      ${others}
    }
    ${streams.length > 0 ? `stream { ${streams.join("\n")} }` : ""}
  `;
}

/**
 * What is behind streams, for their bytes to go on to: a server for HTTP that answers with the address that it is told.
 * It takes a PROXY header for a bad request where that is among these bytes.
 */
const UPSTREAM = 'server { listen unix:upstream proxy_protocol; return 200 "$proxy_protocol_addr"; }';

/** The address is told behind the phase in which nginx asks the location. */
const LOCATED = 'try_files /none @answer; } location @answer { return 200 "$remote_addr";';

function server(listener: KongListener, addresses: readonly string[]): string {
  const { proxyProtocol, trusted, header, recursive, isStream, isDatagram, injected } = listener;
  const flags = `${isDatagram ? " udp" : ""}${proxyProtocol ? " proxy_protocol" : ""}`;
  const listen = addresses.map((address) => `listen ${address}${flags};`).join(" ");
  if (injected) return `server { ${listen} ${injected.server} location / { ${injected.location} ${LOCATED} } }`;
  const trust = trusted.map((cidr) => `set_real_ip_from ${cidr};`).join(" ");
  const inHttp = `real_ip_header ${header}; real_ip_recursive ${recursive ? "on" : "off"}; return 200 "$remote_addr";`;
  const inStream = isDatagram ? 'return "$remote_addr";' : "proxy_pass unix:upstream; proxy_protocol on;";
  return `server { ${listen} ${trust} ${isStream ? inStream : inHttp} }`;
}
