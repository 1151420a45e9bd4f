import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Seen } from "../../../src/judgement/realip.ts";
import { requestOf, type Sent, seenIn } from "../nginx/wire.ts";
import type { Namespace } from "./namespaces.ts";

/** What Kong answered that it sees, or that nothing came back. */
export type Answer = Seen | { fails: "no answer" };

export interface Place {
  host: string;
  port: number;
  protocol?: "tcp" | "udp";
}

/** A process in a namespace that opens connections from there. */
export interface Caller {
  /** @param patience milliseconds to wait for an answer */
  ask(place: Place, sent: Sent, patience?: number): Promise<Answer>;
  /** What comes back on a plain request for HTTP; undefined where nobody listens or answers. */
  fetch(place: Place): Promise<string | undefined>;
  stop(): void;
}

/** With neither, there was no answer. */
interface Reply {
  response?: string;
  failed?: string;
}

const PATIENCE = 5_000;
const PLAIN: Sent = { title: "nothing", headers: [] };

export function startCaller({ enter: [execPath, ...execArgv] }: Namespace): Caller {
  const file = fileURLToPath(new URL("caller.mjs", import.meta.url));
  const child: ChildProcess = fork(file, { execPath, execArgv: [...execArgv, process.execPath] });
  const waiting = new Map<number, (reply: Reply) => void>();
  child.on("message", ({ id, ...reply }: Reply & { id: number }) => {
    waiting.get(id)?.(reply);
    waiting.delete(id);
  });
  let calls = 0;
  const call = (place: Place, sent: Sent, patience: number): Promise<Reply> =>
    new Promise((resolve) => {
      const id = calls++;
      waiting.set(id, resolve);
      child.send({ id, ...place, bytes: requestOf(sent).toString("base64"), patience });
    });
  return {
    ask: async (place, sent, patience = PATIENCE) => {
      const { response, failed } = await call(place, sent, patience);
      if (failed !== undefined) throw new Error(`${place.host} port ${place.port}: ${failed}`);
      return response === undefined ? { fails: "no answer" } : seenIn(response);
    },
    fetch: async (place) => (await call(place, PLAIN, PATIENCE)).response,
    stop: () => child.kill("SIGKILL"),
  };
}
