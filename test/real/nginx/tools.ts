/**
 * The programs under test: nginx, which Kong is made of, and haproxy, which stands for the load balancers.
 * On Debian: apt-get install --no-install-recommends nginx-light libnginx-mod-stream haproxy
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeWith, findProgram } from "../../support/needs.ts";

export const nginx = findProgram("nginx");
export const haproxy = findProgram("haproxy");

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

/** What tests with nginx and haproxy need. */
const needs: Record<string, boolean> = {
  "Linux, which has all of 127.0.0.0/8": process.platform === "linux",
  nginx: nginx !== undefined,
  haproxy: haproxy !== undefined,
};
const needsStream = { "stream module of nginx with realip": stream !== undefined };

/** Tests that need the programs: skipped with the reason where one is missing, and failing then in CI. */
export const describeReal = (title: string, body: () => void, options: { needsStream?: boolean } = {}): void =>
  describeWith({ ...needs, ...(options.needsStream && nginx !== undefined && needsStream) }, title, body);
