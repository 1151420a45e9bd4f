import { connect, isIPv6 } from "node:net";
import type { Connection, Seen } from "../../../src/judgement/realip.ts";
import type { Endpoint } from "./server.ts";

/** A PROXY header: the bytes ahead of the request, and the source that they name. */
export interface ProxyHeader {
  bytes: Buffer;
  source: string;
}

/** What a client or a proxy sends on a connection. */
export interface Sent {
  /** In words: "PROXY v1 and X-Real-IP". */
  title: string;
  proxy?: ProxyHeader;
  headers: readonly (readonly [name: string, value: string])[];
}

/** As the model takes it. */
export const connectionOf = (peer: string, { proxy, headers }: Sent): Connection => ({
  peer,
  headers,
  ...(proxy && { proxy: proxy.source }),
});

/** haproxy's doc/proxy-protocol.txt, 2.1 */
export function v1(source: string): ProxyHeader {
  const [family, destination] = isIPv6(source) ? ["TCP6", "2001:db8::1"] : ["TCP4", "192.0.2.1"];
  return { bytes: Buffer.from(`PROXY ${family} ${source} ${destination} 56324 443\r\n`), source };
}

export const v1Unknown: ProxyHeader = { bytes: Buffer.from("PROXY UNKNOWN\r\n"), source: "unknown" };

const SIGNATURE = "0d0a0d0a000d0a515549540a";

/** haproxy's doc/proxy-protocol.txt, 2.2: version 2, PROXY, TCP over IPv4. */
export function v2(source: string): ProxyHeader {
  const bytes = [...source.split(".").map(Number), 192, 0, 2, 1, 0xdc, 0x04, 0x01, 0xbb];
  return { bytes: Buffer.concat([Buffer.from(`${SIGNATURE}2111000c`, "hex"), Buffer.from(bytes)]), source };
}

/** Version 2, LOCAL: what a load balancer checks health with. */
export const v2Local: ProxyHeader = { bytes: Buffer.from(`${SIGNATURE}20000000`, "hex"), source: "unknown" };

/** The bytes of what is sent. */
export function requestOf({ proxy, headers }: Sent): Buffer {
  const lines = ["GET / HTTP/1.1", "Host: kong", "Connection: close", ...headers.map((pair) => pair.join(": "))];
  const request = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
  return Buffer.concat([proxy?.bytes ?? Buffer.alloc(0), request]);
}

/** Sends a request from an address, and tells what nginx at the other end sees. */
export async function ask(endpoint: Endpoint | undefined, from: string, sent: Sent): Promise<Seen> {
  if (endpoint === undefined) throw new Error("there is no such server");
  return seenIn(await exchange(endpoint, from, requestOf(sent)));
}

const ADDRESS = /^[\d.a-f:]+$/;

/** What nginx sees, by its answer. */
export function seenIn(response: string): Seen {
  const status = /^HTTP\/1\.[01] (\d+)/.exec(response)?.[1];
  // A load balancer answers 502 where Kong closes.
  if (response === "" || status === "502") return { fails: "closed" };
  if (status === "400") return { fails: "bad request" };
  // A datagram comes back without a status.
  const [address] = ADDRESS.exec(response.split("\r\n").at(-1) ?? "") ?? [];
  if (address === undefined || (status !== undefined && status !== "200"))
    throw new Error(`not understood: ${response}`);
  return { address };
}

/** All that comes back until the other end closes. A reset is an end too: nginx leaves unread what it refuses. */
function exchange({ host, port }: Endpoint, localAddress: string, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let response = "";
    const socket = connect({ host, port, localAddress }, () => socket.write(bytes));
    socket.setEncoding("latin1").on("data", (text: string) => {
      response += text;
    });
    socket.once("close", () => resolve(response));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.setTimeout(5_000, () => socket.destroy(new Error(`${host} does not answer ${localAddress}`)));
  });
}
