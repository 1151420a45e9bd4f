import { join } from "node:path";
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
  /** Whether it speaks TLS, with the certificate of `TLS`. */
  isTls?: boolean;
}

export interface Kong {
  /** In the order of the listeners. */
  endpoints: Endpoint[];
  /** The file that it logs requests to, where it does. */
  log: string;
  stop(): Promise<void>;
}

/** Starts one nginx with a server for each listener; each answers with the address it sees. */
export async function startKong(listeners: readonly KongListener[], log: Log = {}): Promise<Kong> {
  if (nginx === undefined) throw new Error("there is no nginx");
  const { port, directory, stop } = await serve(
    nginx,
    kongAddress(0),
    (free) =>
      kongConfig(
        listeners.map((listener, n) => ({ listener, at: [`${kongAddress(n)}:${free}`] })),
        "",
        log,
      ),
    (directory) => ["-e", "stderr", "-p", directory, "-c", "config"],
  );
  const endpoints = listeners.map((_, n) => ({ host: kongAddress(n), port }));
  return { endpoints, log: join(directory, "access.log"), stop };
}

/** How requests are logged, if they are, and the certificate of listeners that speak TLS. */
interface Log {
  format?: keyof typeof FORMATS;
  tls?: { certificate: string; key: string };
}

/** As in Kong/kong:kong/templates/nginx_kong.lua before and since 3.5, and as users replace it. */
export const FORMATS = {
  combined: "",
  kong_log_format: `log_format kong_log_format '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent" kong_request_id: "$request_id"';`,
  json: `log_format json escape=json '{"time": "$time_iso8601", "remote_addr": "$remote_addr", "peer": "$realip_remote_addr", '
    '"x_real_ip": "$http_x_real_ip", "request": "$request", "status": $status, "agent": "$http_user_agent"}';`,
} as const;

/**
 * nginx's config with a server for each listener, at addresses with ports. Nothing outside its directory is written,
 * and one process does it all, so that any user may run it.
 *
 * @param others servers for HTTP beside Kong's
 */
export function kongConfig(
  listeners: readonly { listener: KongListener; at: readonly string[] }[],
  others = "",
  { format, tls }: Log = {},
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
      ${format === undefined ? "access_log off;" : `${FORMATS[format]} access_log access.log ${format};`}
      ${tls === undefined ? "" : `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`}
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
  const { proxyProtocol, trusted, header, recursive, isStream, isDatagram, isTls, injected } = listener;
  const flags = `${isDatagram ? " udp" : ""}${proxyProtocol ? " proxy_protocol" : ""}${isTls ? " ssl" : ""}`;
  const listen = addresses.map((address) => `listen ${address}${flags};`).join(" ");
  if (injected) return `server { ${listen} ${injected.server} location / { ${injected.location} ${LOCATED} } }`;
  const trust = trusted.map((cidr) => `set_real_ip_from ${cidr};`).join(" ");
  const inHttp = `real_ip_header ${header}; real_ip_recursive ${recursive ? "on" : "off"}; return 200 "$remote_addr";`;
  const inStream = isDatagram ? 'return "$remote_addr";' : "proxy_pass unix:upstream; proxy_protocol on;";
  return `server { ${listen} ${trust} ${isStream ? inStream : inHttp} }`;
}
