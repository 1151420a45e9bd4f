import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Endpoint {
  host: string;
  port: number;
}

/** A program that serves until it is stopped. */
export interface Server {
  port: number;
  /** Where it may write. */
  directory: string;
  stop(): Promise<void>;
}

/** Seconds after which a program is ended from outside, even if these tests are not there any more to do it. */
const LONGEST = "120";

/**
 * Starts a program at a free port, in a directory of its own with one file, its config.
 *
 * @param host an address it listens on, at the port that `config` gets
 * @param args its arguments, from its directory
 * @throws where it ends, or accepts nothing in time; with what it said
 */
export async function serve(
  file: string,
  host: string,
  config: (port: number) => string,
  args: (directory: string) => readonly string[],
): Promise<Server> {
  const port = await freePort(host);
  let home = "";
  const stop = await serving([file], config(port), args, (directory) => {
    home = directory;
    return accepts({ host, port });
  });
  return { port, directory: home, stop };
}

/**
 * Starts a program in a directory of its own with one file, its config, and waits until it is ready.
 *
 * @returns what stops it
 * @throws where it ends, or is not ready in five seconds; with what it said
 */
export async function serving(
  command: readonly string[],
  config: string,
  args: (directory: string) => readonly string[],
  isReady: (directory: string) => Promise<boolean>,
): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-"));
  writeFileSync(join(directory, "config"), config);
  const process = spawn("timeout", ["--kill-after=2", LONGEST, ...command, ...args(directory)], {
    cwd: directory,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  process.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => process.once("close", () => resolve()).once("error", () => resolve()));
  const stop = async () => {
    process.kill();
    await ended;
    rmSync(directory, { recursive: true });
  };
  for (let attempt = 0; attempt < 100 && process.exitCode === null; attempt++) {
    if (await isReady(directory)) return stop;
    await sleep(50);
  }
  await stop();
  throw new Error(`${command.join(" ")} does not serve: ${said}`);
}

function freePort(host: string): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

const accepts = (endpoint: Endpoint): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(endpoint, () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
