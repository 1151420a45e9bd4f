/** The few calls to the API server that the tests' stand-in for a controller needs. */

import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";

export interface Client {
  /** @throws Error where the answer is not a success */
  request(method: string, path: string, body?: { type: string; value: unknown }): Promise<string>;
  /** The events of a watch, until the server ends it. */
  watch(path: string): AsyncIterable<{ type: string; object: Job }>;
}

export interface Job {
  metadata: { name: string; namespace: string; creationTimestamp: string };
  status?: { conditions?: object[] };
}

export function clientOf(url: string, ca: string, token: string): Client {
  const open = (method: string, path: string, body?: { type: string; value: unknown }) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${token}`,
        ...(body && { "Content-Type": body.type }),
      };
      const call = request(new URL(path, url), { method, ca, headers }, resolve);
      call.on("error", reject);
      call.end(body && JSON.stringify(body.value));
    });

  return {
    async request(method, path, body) {
      const response = await open(method, path, body);
      const answer = await text(response);
      if ((response.statusCode ?? 500) < 300) return answer;
      throw new Error(`${method} ${path}: ${response.statusCode} ${answer}`);
    },
    async *watch(path) {
      const response = await open("GET", path);
      let rest = "";
      for await (const chunk of response.setEncoding("utf8")) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield JSON.parse(line);
      }
    },
  };
}
