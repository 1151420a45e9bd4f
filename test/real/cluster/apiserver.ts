/** A kube-apiserver with its etcd: on loopback, on free ports, with its data in a directory that goes with it. */

import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Assets } from "./assets.ts";
import { type Client, clientOf } from "./client.ts";

export interface ApiServer {
  kubeconfig: string;
  client: Client;
  stop(): Promise<void>;
}

const TOKEN = "an-administrator-on-loopback-alone";

export async function startApiServer({ apiserver, etcd }: Assets): Promise<ApiServer> {
  const home = mkdtempSync(join(tmpdir(), "kong-client-ip-cluster-"));
  const file = (name: string) => join(home, name);
  const children: ChildProcess[] = [];
  const killAll = () => {
    for (const child of children.toReversed()) child.kill("SIGKILL");
  };
  process.on("exit", killAll);
  const stop = async () => {
    killAll();
    await Promise.all(children.map(async (child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
    process.off("exit", killAll);
    rmSync(home, { recursive: true, force: true });
  };

  const [clients, peers, port] = await freePorts(3);
  const etcdUrl = `http://127.0.0.1:${clients}`;
  const peerUrl = `http://127.0.0.1:${peers}`;
  const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  writeFileSync(file("sa.key"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(file("tokens.csv"), `${TOKEN},admin,admin,system:masters\n`, { mode: 0o600 });
  mkdirSync(file("certs"));

  const start = (program: string, args: Record<string, string>) => {
    const log = openSync(file(`${children.length}.log`), "w");
    const flags = Object.entries(args).map(([name, value]) => `--${name}=${value}`);
    children.push(spawn(program, flags, { cwd: home, stdio: ["ignore", log, log] }));
    closeSync(log);
  };
  start(etcd, {
    "data-dir": file("etcd"),
    "listen-client-urls": etcdUrl,
    "advertise-client-urls": etcdUrl,
    "listen-peer-urls": peerUrl,
    "initial-advertise-peer-urls": peerUrl,
    "initial-cluster": `default=${peerUrl}`,
    "log-level": "error",
  });
  start(apiserver, {
    "etcd-servers": etcdUrl,
    "bind-address": "127.0.0.1",
    "secure-port": String(port),
    "cert-dir": file("certs"),
    "token-auth-file": file("tokens.csv"),
    "authorization-mode": "RBAC",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": file("sa.key"),
    "service-account-signing-key-file": file("sa.key"),
    "service-cluster-ip-range": "10.96.0.0/16,fd00:96::/108",
    // Nobody makes the account `default` of a namespace here, and no pod runs.
    "disable-admission-plugins": "ServiceAccount",
  });

  try {
    const client = await ready(`https://127.0.0.1:${port}`, file("certs/apiserver.crt"), children);
    const kubeconfig = file("kubeconfig");
    writeFileSync(kubeconfig, kubeconfigOf(port as number, file("certs/apiserver.crt")), { mode: 0o600 });
    return { kubeconfig, client, stop };
  } catch (error) {
    const logs = children.map((_, index) => readFileSync(file(`${index}.log`), "utf8").slice(-4000));
    await stop();
    throw new Error(`the API server does not start: ${error}\n${logs.join("\n")}`);
  }
}

async function ready(url: string, certificate: string, children: readonly ChildProcess[]): Promise<Client> {
  let last: unknown = "it is not ready after a minute";
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error("it ended");
    try {
      const client = clientOf(url, readFileSync(certificate, "utf8"), TOKEN);
      await client.request("GET", "/readyz");
      // Services and Namespaces need what the server makes for itself after it is ready.
      await client.request("GET", "/api/v1/namespaces/default/services/kubernetes");
      return client;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** JSON is YAML, too. */
const kubeconfigOf = (port: number, certificate: string) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [
      { name: "test", cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": certificate } },
    ],
    users: [{ name: "admin", user: { token: TOKEN } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "admin" } }],
  });

/** Ports that are free all at once. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
