import { Failure } from "../failure.ts";

/** One way in to Kong: where requests go, and for whom they ask there. */
export interface LiveWay {
  /** `https://api.example.com`, `10.0.1.5:30443 over TLS` */
  title: string;
  /** Whether it leads past the load balancer, to a port that nobody is meant to use. */
  isDirect: boolean;
  tls: boolean;
  /** What to connect to: a name or an address, IPv6 without brackets. */
  host: string;
  port: number;
  /** The Host header, and the name that a certificate must have. */
  authority: string;
  name: string;
  /** What stands before the nonce, without a slash at its end. */
  path: string;
}

const PORTS: Record<string, number> = { "http:": 80, "https:": 443 };

/**
 * The ways that a command line names. A direct one is tried without TLS and with it, and asked for what the first URL
 * is asked for: its load balancer would do the same.
 *
 * @throws Failure (usage) for what is no URL, or an endpoint, that can be asked
 */
export function waysOf(urls: readonly string[], directs: readonly string[]): LiveWay[] {
  const named = urls.map(wayOf);
  const [first] = named;
  return [...named, ...directs.flatMap((text) => directWays(text, first))];
}

function wayOf(text: string): LiveWay {
  const url = parse(text);
  const port = url && PORTS[url.protocol];
  if (!url || port === undefined || url.hostname === "")
    throw refused(text, "it is no URL with http or https", "write it like https://api.example.com");
  // Neither a password nor a token in a query has to travel, nor to be shown.
  if (url.username || url.password || url.search || url.hash)
    throw new Failure("usage", url.origin, "it has more than a host and a path", `try ${url.origin} alone`);
  const path = url.pathname.replace(/\/+$/, "");
  return {
    title: `${url.origin}${path}`,
    isDirect: false,
    tls: url.protocol === "https:",
    host: withoutBrackets(url.hostname),
    port: url.port === "" ? port : Number(url.port),
    authority: url.host,
    name: withoutBrackets(url.hostname),
    path,
  };
}

function directWays(text: string, first: LiveWay | undefined): LiveWay[] {
  const url = /^(?:\[[^\]]+\]|[^:/?#@[\]]+):\d+$/.test(text) ? parse(`http://${text}`) : undefined;
  const port = Number(/\d+$/.exec(text)?.[0]);
  if (!url || port < 1 || port > 65_535)
    throw refused(text, "it is no host with a port", "write it like --direct 10.0.1.5:30080 or [2001:db8::5]:30080");
  const host = withoutBrackets(url.hostname);
  const { authority = `${url.hostname}:${port}`, name = host, path = "" } = first ?? {};
  return [false, true].map((tls) => ({
    title: `${url.hostname}:${port}${tls ? " over TLS" : ""}`,
    isDirect: true,
    tls,
    host,
    port,
    authority,
    name,
    path,
  }));
}

const refused = (text: string, what: string, remedy: string) =>
  new Failure("usage", JSON.stringify(text.replace(/\/\/[^/]*@/, "//…@").slice(0, 100)), what, remedy);

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");
