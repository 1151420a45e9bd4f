/**
 * The programs under test: nginx, which Kong is made of, and haproxy, which stands for the load balancers.
 * On Debian: apt-get install --no-install-recommends nginx-light libnginx-mod-stream haproxy
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** Debian keeps servers where a user's PATH does not look. */
const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

const find = (name: string): string | undefined =>
  directories.map((directory) => join(directory, name)).find((file) => existsSync(file));

export const nginx = find("nginx");
export const haproxy = find("haproxy");

/** What `nginx -V` says about streams: built in, or a module to load, or neither. */
export const stream: { load?: string } | undefined = streamModule(nginx);

function streamModule(file: string | undefined): { load?: string } | undefined {
  if (file === undefined) return undefined;
  const flags = spawnSync(file, ["-V"], { encoding: "utf8" }).stderr;
  if (!flags.includes("--with-stream_realip_module")) return undefined;
  if (/--with-stream(?:\s|$)/.test(flags)) return {};
  const [, home] = /--modules-path=(\S+)/.exec(flags) ?? [];
  const load = join(home ?? "", "ngx_stream_module.so");
  return existsSync(load) ? { load } : undefined;
}

const needs: Record<string, boolean> = {
  "Linux, which has all of 127.0.0.0/8": process.platform === "linux",
  nginx: nginx !== undefined,
  haproxy: haproxy !== undefined,
};

/** Tests that need the programs: skipped with the reason where one is missing, and failing then in CI. */
export function describeReal(title: string, body: () => void, { needsStream = false } = {}): void {
  const missing = Object.keys(needs).filter((name) => !needs[name]);
  if (needsStream && nginx !== undefined && stream === undefined) missing.push("stream module of nginx with realip");
  const reason = `there is no ${missing.join(", no ")}`;
  if (missing.length === 0) describe(title, body);
  else if (process.env["CI"]) throw new Error(`CI must not skip this, but ${reason}`);
  else describe.skip(`${title} (${reason})`, body);
}
