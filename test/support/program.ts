import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const system = process.platform === "win32" ? "windows" : process.platform;

/** This machine's executable, as `npm run executables -- --here` makes it. */
export const standalone = join(
  root,
  `release/${system}-${process.arch}/kong-client-ip/kong-client-ip${system === "windows" ? ".exe" : ""}`,
);

/** The program under test: Node and its bundle, or the executable that the environment names. */
export const executable = process.env["KONG_CLIENT_IP_PROGRAM"];
export const program: readonly [string, ...string[]] = executable
  ? [executable]
  : [process.execPath, join(root, "dist/cli.cjs")];

export interface Run {
  input?: string | Uint8Array;
  cwd?: string;
  /** Added to an environment without settings of ours. */
  env?: Record<string, string>;
}

/** Runs the program as users get it, to its end. */
export const kongClientIp = (args: readonly string[], options: Run = {}) => start(program, args, options);

/** Runs a program, which is all but the last of its command line, to its end. */
export function start([file, ...first]: typeof program, args: readonly string[], options: Run = {}) {
  const { input = "", cwd = root, env = {} } = options;
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("KONG_CLIENT_IP_"));
  const { status, stdout, stderr, error } = spawnSync(file, [...first, ...args], {
    input,
    cwd,
    env: { ...Object.fromEntries(own), ...env },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error) throw error;
  return { status, stdout, stderr: stderr.toString() };
}
