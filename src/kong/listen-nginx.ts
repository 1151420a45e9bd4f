import type { Listener } from "./listen.ts";

/**
 * What nginx refuses in listeners that Kong hands to it, in words; undefined where it takes them.
 * Source: nginx ngx_http_core_module.c and ngx_stream_core_module.c (…_core_listen), ngx_inet.c (ngx_parse_url).
 */
export function nginxFault(listeners: readonly Listener[]): string | undefined {
  const taken = new Set<string>();
  for (const { index, address, port, flags, transport } of listeners) {
    const which = `entry ${index + 1}`;
    const fault = flags.map((flag) => flagFault(flag, transport)).find((found) => found !== undefined);
    if (fault !== undefined) return `${which} ${fault}`;
    if (port < 1 || port > 65_535) return `${which} has a port outside 1 to 65535`;
    if (!/^(?:\[[\da-f:]+\]|\*|[\w.-]+)$/i.test(address))
      return `${which} has an address that is neither IP nor host name`;
    const place = `${address === "*" ? "0.0.0.0" : address}:${port}/${transport}`;
    if (taken.has(place)) return `${which} listens where another entry does`;
    taken.add(place);
  }
  return undefined;
}

function flagFault(flag: string, transport: Listener["transport"]): string | undefined {
  if (transport === "UDP" && /^(?:proxy_protocol|backlog=|so_keepalive=)/.test(flag))
    return `has ${flag.split("=", 1)[0]} together with udp`;
  if (/^backlog=0+$/.test(flag)) return "has a backlog of 0";
  return isKeepalive(flag) ? undefined : "has times in so_keepalive that are none";
}

/** Up to three values, not all of them empty or 0: two times such as `30m`, and a number. */
function isKeepalive(flag: string): boolean {
  const [, idle = "", interval = "", count = ""] = /^so_keepalive=(\w*):(\w*):(\d*)$/.exec(flag) ?? [];
  if (!/^so_keepalive=.*:/.test(flag)) return true;
  const isTime = (text: string) => /^(?:\d+y)?(?:\d+M)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s?)?$/.test(text);
  return isTime(idle) && isTime(interval) && /[1-9]/.test(idle + interval + count);
}
