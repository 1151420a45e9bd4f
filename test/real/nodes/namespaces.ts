import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/**
 * A network namespace of the kernel. A process of ours holds it and nothing else names it, so that the kernel takes it
 * back, with all interfaces and rules in it, whatever becomes of the tests.
 */
export interface Namespace {
  pid: number;
  /** What a command line begins with to be run in it. */
  enter: readonly [string, ...string[]];
  stop(): void;
}

export async function newNamespace(): Promise<Namespace> {
  // It ends with its input, which ends with us at the latest.
  const holder = spawn("unshare", ["--net", "sh", "-c", "echo made && exec cat"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [said] = await Promise.race([once(holder.stdout, "data"), once(holder, "exit")]);
  if (holder.pid === undefined || !Buffer.isBuffer(said)) throw new Error("there is no new network namespace");
  return {
    pid: holder.pid,
    enter: ["nsenter", `--net=/proc/${holder.pid}/ns/net`, "--"],
    stop: () => holder.kill("SIGKILL"),
  };
}

/**
 * Runs a program in a namespace to its end, or in our own.
 *
 * @throws with what it said where it fails
 */
export function inside(namespace: Namespace | undefined, command: readonly string[], input = ""): void {
  const [file = "", ...args] = [...(namespace?.enter ?? []), ...command];
  const { status, stderr, error } = spawnSync(file, args, { input, encoding: "utf8" });
  if (error || status !== 0) throw new Error(`${command.join(" ")}: ${error?.message ?? stderr}\n${input}`);
}

/** Why namespaces cannot be made and furnished here, if so. */
export function missingPower(): string | undefined {
  if (process.platform !== "linux") return "Linux";
  const probe = "ip link add probe type veth peer name other && nft add table ip probe";
  return spawnSync("unshare", ["--net", "sh", "-c", probe]).status === 0 ? undefined : "right to make namespaces";
}
