/** Clients that never pause: new connections, and some that are kept, each with an address that Kong should see. */

import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { CLIENT } from "./cast.ts";
import type { Endpoint } from "./server.ts";

/** What became of requests. */
export interface Count {
  all: number;
  /** Not answered, or with an error. */
  lost: number;
  /** Answered to the client by its own address. */
  seen: number;
  /** By another one, and by which. */
  others: Map<string, number>;
}

export interface Load {
  /** Where clients go: the first of a pair in turn with the second, with these weights. */
  point(to: Endpoint, share?: number): void;
  /** What happened since the last time this was asked. */
  count(): Promise<Count>;
  stop(): Promise<void>;
}

/** Requests a second: on new connections, and on connections that are kept for some requests. */
const RATE = { fresh: 60, kept: 20 };

/** How many requests a kept connection has before its client asks DNS again. */
const LONGEST = 10;

export function startLoad(first: Endpoint): Load {
  let [now, next, share] = [first, first, 0];
  let count = empty();
  let turn = 0;
  const underWay = new Set<Promise<void>>();
  const choose = (): Endpoint => {
    turn = (turn + 1) % 10;
    return turn < share * 10 ? next : now;
  };
  const tell = (request: Promise<void>) => {
    underWay.add(request);
    request.finally(() => underWay.delete(request));
  };

  const once = async (endpoint: Endpoint, agent?: Agent, own = count): Promise<void> => {
    own.all += 1;
    const answer = await ask(endpoint, agent);
    if (answer === undefined) own.lost += 1;
    else if (answer === CLIENT) own.seen += 1;
    else own.others.set(answer, (own.others.get(answer) ?? 0) + 1);
  };
  const fresh = setInterval(() => tell(once(choose())), 1000 / RATE.fresh);
  let agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let [to, left] = [choose(), LONGEST];
  let last = Promise.resolve();
  const kept = setInterval(() => {
    if (left === 0) {
      const old = agent;
      last.finally(() => old.destroy());
      agent = new Agent({ keepAlive: true, maxSockets: 1 });
      [to, left] = [choose(), LONGEST];
    }
    left -= 1;
    last = once(to, agent);
    tell(last);
  }, 1000 / RATE.kept);
  return {
    point(endpoint, part = 1) {
      if (part === 1) [now, next, share] = [endpoint, endpoint, 0];
      else [next, share] = [endpoint, part];
    },
    async count() {
      const done = count;
      count = empty();
      await Promise.all(underWay);
      return done;
    },
    async stop() {
      clearInterval(fresh);
      clearInterval(kept);
      await Promise.all(underWay);
      await sleep(0);
      agent.destroy();
    },
  };
}

const empty = (): Count => ({ all: 0, lost: 0, seen: 0, others: new Map() });

/**
 * The address that a request is answered with; undefined where it fails. Like any HTTP client it asks again where a kept
 * connection closes before the answer begins (RFC 9110, 9.2.2).
 */
function ask({ host, port }: Endpoint, agent: Agent | undefined, isSecond = false): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, localAddress: CLIENT, agent: agent ?? false, timeout: 2000 }, (response) => {
      let body = "";
      response.setEncoding("latin1").on("data", (text: string) => {
        body += text;
      });
      response.once("end", () => resolve(response.statusCode === 200 ? body : undefined));
      response.once("error", () => resolve(undefined));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () =>
      resolve(request.reusedSocket && !isSecond ? ask({ host, port }, agent, true) : undefined),
    );
  });
}
