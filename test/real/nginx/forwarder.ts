import { connect, createServer } from "node:net";
import type { Endpoint } from "./server.ts";

/** Passes connections on under the addresses that they came from, as a node does that only rewrites destinations. */
export function startForwarder(host: string, to: Endpoint | undefined): Promise<Endpoint & { stop(): Promise<void> }> {
  if (to === undefined) throw new Error("there is no such server");
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const next = connect({ ...to, localAddress: client.remoteAddress, allowHalfOpen: true });
    client.pipe(next).pipe(client);
    for (const [one, other] of [
      [client, next],
      [next, client],
    ] as const)
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, host, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const stop = () => new Promise<void>((done) => server.close(() => done()));
      resolve({ host, port, stop });
    });
  });
}
