import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("..", import.meta.url));

export interface Run {
  input?: string | Uint8Array;
  cwd?: string;
  /** Added to an environment without settings of ours. */
  env?: Record<string, string>;
}

/** Runs the program as users get it, to its end. */
export function kongClientIp(args: readonly string[], { input = "", cwd = root, env = {} }: Run = {}) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("KONG_CLIENT_IP_"));
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, "dist/cli.cjs"), ...args], {
    input,
    cwd,
    env: { ...Object.fromEntries(own), ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { status, stdout, stderr: stderr.toString() };
}
