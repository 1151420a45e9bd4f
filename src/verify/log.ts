import { isObject, type Json } from "../json/values.ts";
import { formatAddress, parseAddress } from "../net/address.ts";
import { NONCE } from "./probe.ts";

/** A line of Kong's log about one of our requests. Nothing else of the line is kept. */
export interface Sighting {
  nonce: string;
  /** The address that Kong took for the client's; undefined where the line is in no format that is known. */
  address?: string;
  status?: number;
  /** Whether the line says that a PROXY header should have come first: one of the error log. */
  lacksProxy?: true;
}

/** The most that is kept of a line; an address stands at its start, and our requests are short. */
const LONGEST = 64 * 1024;

/** Cuts a stream into lines. Of one that never ends no more than its start is kept. */
export function lineReader(): (chunk: Uint8Array) => string[] {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    const lines = [rest + first.slice(0, LONGEST - rest.length), ...others.map((line) => line.slice(0, LONGEST))];
    rest = lines.pop() ?? "";
    return lines;
  };
}

/**
 * What a line of the log says of our requests. Clients write much of a line: a nonce counts where it is the path that
 * was asked for, and nowhere else.
 */
export function sightingIn(line: string): Sighting | undefined {
  const nonces = [...line.matchAll(NONCE)].map(([, nonce = ""]) => nonce);
  if (nonces.length === 0) return undefined;
  if (ERROR_LOG.test(line)) {
    const [, nonce] = BROKEN_HEADER.exec(line) ?? [];
    return nonce === undefined ? undefined : { nonce, lacksProxy: true };
  }
  const json = jsonIn(line);
  if (json !== undefined) return inJson(json);
  const access = accessIn(line);
  if (!access) return { nonce: nonces[0] ?? "" };
  const [, nonce] = REQUEST.exec(access.request) ?? [];
  return nonce === undefined ? undefined : { nonce, ...addressIn(access.address), status: access.status };
}

/** nginx's error log, which kubectl mixes in: `2026/01/31 12:00:00 [error] 1#0: …`. */
const ERROR_LOG = /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]+\] \d+#\d+/;

/** What nginx says of a connection on which something else comes first. Source: nginx ngx_proxy_protocol.c. */
const BROKEN_HEADER = / broken header: "GET [^\s?#]*\/kong-client-ip-([0-9a-f]{32}) HTTP/;

/** `GET /kong-client-ip-… HTTP/1.1`, below any path and whatever the host. */
const REQUEST = /^(?:GET )?(?:https?:\/\/[^/\s?#]+)?(?:\/[^\s?#]*)?\/kong-client-ip-([0-9a-f]{32})(?: HTTP\/[\d.]+)?$/;

/**
 * The parts of `combined`, and of `kong_log_format` since Kong 3.5, which goes on behind it; behind what kubectl or
 * stern puts first. nginx writes a quote as \x22, so the first one opens the request, whatever name a user has.
 * Source: nginx ngx_http_log_module.c; Kong/kong:kong/templates/nginx_kong.lua.
 */
function accessIn(line: string): { address: string; request: string; status: number } | undefined {
  const [head = "", request = "", rest = ""] = line.split('"', 3);
  const [, address] = /(?:^|[\s|\]])([\da-fA-F.:]+) - /.exec(head) ?? [];
  const [, status] = /^ (\d{3}) /.exec(rest) ?? [];
  const isAccess = address !== undefined && status !== undefined && head.endsWith("] ");
  return isAccess ? { address, request, status: Number(status) } : undefined;
}

function jsonIn(line: string): Json | undefined {
  const [start, quote] = [line.indexOf("{"), line.indexOf('"')];
  if (start < 0 || start > quote) return undefined;
  try {
    return JSON.parse(line.slice(start));
  } catch {
    return undefined;
  }
}

/** What people call $remote_addr, the surest first; `client_ip` is what Kong's own log plugins call it. */
const ADDRESS = ["remote_addr", "client_ip", "clientip", "remote_ip", "remote_address", "client_address", "client"];
const STATUS = ["status", "status_code", "response_code"];
/** What a client wrote is in fields of these names. One called x_real_ip may be Kong's word or the client's. */
const CLIENTS = /refer|agent|header|cookie|^http_|^x_/;

function inJson(value: Json): Sighting | undefined {
  const fields = fieldsOf(value);
  const nonce = fields.map(([, text]) => REQUEST.exec(text)?.[1]).find((found) => found !== undefined);
  if (nonce === undefined) return undefined;
  const field = (names: readonly string[]) =>
    names.flatMap((name) => fields.filter(([key]) => key === name)).map(([, text]) => text)[0];
  const status = Number(field(STATUS));
  return { nonce, ...addressIn(field(ADDRESS) ?? ""), ...(status >= 100 && status < 600 && { status }) };
}

/** All texts and numbers in a value, with their keys, in small letters and with underscores. */
function fieldsOf(value: Json, key = "", depth = 0): [key: string, text: string][] {
  if (CLIENTS.test(key) || depth > 8) return [];
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, item]) =>
      fieldsOf(
        item,
        name
          .replace(/([a-z])([A-Z])/g, "$1_$2")
          .replaceAll(/[-.]/g, "_")
          .toLowerCase(),
        depth + 1,
      ),
    );
  }
  return typeof value === "string" || typeof value === "number" ? [[key, String(value)]] : [];
}

function addressIn(text: string): { address?: string } {
  const parsed = parseAddress(text);
  if (!parsed) return {};
  // An IPv4 client of a listener for both families.
  return { address: formatAddress(parsed).replace(/^::ffff:(?=\d+\.)/, "") };
}
