/** Pods that stand for Kong's: nginx with the directives that manifests mean, exchanged one after the other. */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KongListener } from "./nginx.ts";
import { nginx } from "./tools.ts";

/** A pod with an address of its own, so that its listeners have the ports that the manifests say. */
export interface Pod {
  host: string;
  /**
   * Takes other listeners, as a rolling update does: what comes from now on is for the new pod, and what is under way the
   * old one ends.
   */
  exchange(listeners: readonly KongListener[]): Promise<void>;
  stop(): Promise<void>;
}

/** The port of a listener, by its title, which is its entry in KONG_PROXY_LISTEN. */
const portOf = ({ title }: KongListener): string => /:(\d+)(?:\s|$)/.exec(title)?.[1] ?? "";

const LONGEST = "120";

/** Waits until the old pod has ended what it had, as `kubectl rollout status` does: one worker is left. */
async function gone(master: string): Promise<void> {
  const workers = () => readFileSync(`/proc/${master}/task/${master}/children`, "utf8").trim().split(" ");
  for (let attempt = 0; attempt < 500 && workers().length > 1; attempt++) await sleep(10);
}

export async function startPod(host: string, listeners: readonly KongListener[]): Promise<Pod> {
  if (nginx === undefined) throw new Error("there is no nginx");
  const directory = mkdtempSync(join(tmpdir(), "kong-client-ip-"));
  const config = join(directory, "config");
  writeFileSync(config, configOf(host, listeners, 0));
  const process = spawn(
    "timeout",
    ["--kill-after=2", LONGEST, nginx, "-e", "stderr", "-p", directory, "-c", "config"],
    {
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let said = "";
  process.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => process.once("close", () => resolve()));
  let generation = 0;
  await until(host, 0, () => said);
  return {
    host,
    async exchange(next) {
      generation += 1;
      writeFileSync(config, configOf(host, next, generation));
      await run(nginx ?? "", ["-e", "stderr", "-p", directory, "-c", "config", "-s", "reload"]);
      await until(host, generation, () => said);
      await gone(readFileSync(join(directory, "pid"), "utf8").trim());
    },
    async stop() {
      process.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}

const run = (file: string, args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn(file, args, { stdio: "ignore" })
      .once("error", reject)
      .once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${file} ${args.join(" ")}: ${code}`))));
  });

/** Where a pod says which generation of it answers, as a readiness probe would ask. */
const STATUS = 8100;

async function until(host: string, generation: number, said: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await statusOf(host)) === String(generation)) return;
    await sleep(20);
  }
  throw new Error(`the pod at ${host} is not ready: ${said()}`);
}

const statusOf = (host: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = "";
    const socket = connect({ host, port: STATUS }, () => socket.write("GET / HTTP/1.0\r\n\r\n"));
    socket.setEncoding("latin1").on("data", (text: string) => {
      answer += text;
    });
    socket.once("error", () => resolve("")).once("close", () => resolve(answer.split("\r\n").at(-1) ?? ""));
  });

function configOf(host: string, listeners: readonly KongListener[], generation: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`);
  // Kong's listeners are one server, and its trust is for all of it. Kong/kong:kong/templates/nginx_kong.lua
  const [any] = listeners;
  const listen = listeners.map(
    (each) => `listen ${host}:${portOf(each)}${each.proxyProtocol ? " proxy_protocol" : ""};`,
  );
  const trust = any?.trusted.map((cidr) => `set_real_ip_from ${cidr};`) ?? [];
  return `
    daemon off; pid pid; error_log stderr; worker_processes 1;
    events { worker_connections 1024; }
    http {
      ${temporary.join(" ")}
      access_log off;
      server {
        ${[...new Set(listen)].join(" ")}
        ${trust.join(" ")}
        real_ip_header ${any?.header}; real_ip_recursive ${any?.recursive ? "on" : "off"};
        return 200 "$remote_addr";
      }
      server { listen ${host}:${STATUS}; return 200 "${generation}"; }
    }
  `;
}
