/** Servers for `verify` to be tried on, good ones and bad ones, and the log that it reads meanwhile. */

import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { program, root } from "../support/program.ts";

/** What a server does with a connection. */
export type Behaviour = (socket: Socket, request: string) => void;

export interface Listening {
  url: string;
  /** Connections so far. */
  count(): number;
}

/** A server for the length of a test; it hands over each request when its head is whole, or at once where none comes. */
export async function listening(
  behaviour: Behaviour,
  { host = "127.0.0.1", isHasty = false } = {},
): Promise<Listening> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    let text = "";
    socket
      .on("error", () => {})
      .on("data", (chunk) => {
        const isNew = !text.includes("\r\n\r\n");
        text += chunk.toString("latin1");
        if (isNew && text.includes("\r\n\r\n")) behaviour(socket, text);
      });
    if (isHasty) behaviour(socket, "");
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, host, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, count: () => connections };
}

const NOT_FOUND = "HTTP/1.1 404 Not Found\r\nServer: kong/3.9.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** Answers as Kong does where there is no route, and logs as told; what is no request is a bad one. */
export const kong =
  (
    write: (line: string) => void,
    lineOf: (request: string, address: string, text: string) => string = accessLine,
  ): Behaviour =>
  (socket, text) => {
    const [request = ""] = text.split("\r\n");
    if (!request.startsWith("GET ")) {
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      return;
    }
    write(`${lineOf(request, socket.remoteAddress ?? "", text)}\n`);
    socket.end(NOT_FOUND);
  };

export const accessLine = (request: string, address: string): string =>
  `${address} - - [31/Jan/2026:12:00:00 +0000] "${request}" 404 103 "-" "a" kong_request_id: "1"`;

/** Starts `verify`; what is written to its log gets there, until it leaves. */
export function verifying(args: (log: (text: string | Buffer) => void) => Promise<string[]>) {
  const lost: (string | Buffer)[] = [];
  let write = (text: string | Buffer): void => {
    lost.push(text);
  };
  let close = () => {};
  const ended = args((text) => write(text)).then((words) => {
    const [file, ...first] = program;
    const running = spawn(file, [...first, "verify", ...words], { cwd: root });
    running.stdin.on("error", () => {});
    write = (text) => void running.stdin.write(text);
    close = () => running.stdin.end();
    for (const text of lost) write(text);
    let [stdout, stderr] = ["", ""];
    running.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    running.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) =>
      running.once("close", (status) => resolve({ status, stdout, stderr })),
    );
  });
  return { ended, close: () => close(), write: (text: string | Buffer) => write(text) };
}
