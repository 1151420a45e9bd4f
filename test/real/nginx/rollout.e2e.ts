/**
 * What the steps of `rollout` lose under constant load, and what a switch at once loses: two pods that are exchanged one
 * after the other, with the directives that the steps' manifests mean, behind load balancers that do what their Services
 * ask for.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Config } from "../../../src/index.ts";
import { postrender } from "../../../src/index.ts";
import { guided } from "../../rollout/guided.ts";
import { root } from "../../support/program.ts";
import { BALANCER, BALANCERS, CLIENT, NODE, NODES } from "./cast.ts";
import { type KubeNode, kubeNode } from "./kube-node.ts";
import { type Count, type Load, startLoad } from "./load.ts";
import { type Pod, startPod } from "./pods.ts";
import { fitted, listenersOf, RELEASE } from "./release.ts";
import { CHECK, type Doing, type Switchable, startSwitchable } from "./switchable.ts";
import { describeReal } from "./tools.ts";

/** A network of our own, so that ports are free. */
const NETWORK = `127.${100 + (process.pid % 100)}`;
const [POD_A, POD_B, FIRST, SECOND] = [1, 2, 3, 4].map((n) => `${NETWORK}.0.${n}`) as [string, string, string, string];

/** How long each part of a rolling update takes, in milliseconds. */
const PAUSE = 700;
const pause = () => sleep(PAUSE);

const running: { stop(): Promise<void> }[] = [];
const keep = <Thing extends { stop(): Promise<void> }>(thing: Thing): Thing => {
  running.unshift(thing);
  return thing;
};
afterEach(async () => {
  for (const thing of running.splice(0)) await thing.stop();
});

const bothAt = (port: number) => [POD_A, POD_B].map((host) => ({ host, port }));

const startPods = async (stream: string): Promise<Pod[]> => {
  const listeners = listenersOf(stream).filter(({ isStream }) => !isStream);
  const pods: Pod[] = [];
  for (const host of [POD_A, POD_B]) pods.push(keep(await startPod(host, listeners)));
  return pods;
};

/** What sends to pods. */
type Sender = Pick<Switchable, "leaveOut">;

/** A rolling update: the pods one after the other; nothing new is sent to one that ends, as with a preStop hook. */
async function exchange(pods: readonly Pod[], stream: string, senders: readonly Sender[]): Promise<void> {
  for (const [n, pod] of pods.entries()) {
    if (n > 0) await pause();
    for (const sender of senders) await sender.leaveOut(pod.host, true);
    await sleep(PRE_STOP);
    await pod.exchange(listenersOf(stream).filter(({ isStream }) => !isStream));
    for (const sender of senders) await sender.leaveOut(pod.host, false);
  }
}

const PRE_STOP = 100;

/** Clients follow DNS, a few first; those that keep a connection come later. */
async function move(load: Load, { endpoint }: Switchable): Promise<void> {
  for (const share of [0.2, 0.5, 1]) {
    load.point(endpoint, share);
    await pause();
  }
  await pause();
}

/** The Services of a stream, by the end of their names, with the port that is for HTTP and the annotations. */
function servicesOf(stream: string): { name: string; port: number; annotations: Record<string, string> }[] {
  return parseAllDocuments(stream)
    .map((document) => document.toJS() ?? {})
    .filter(({ kind, spec }) => kind === "Service" && spec.type === "LoadBalancer")
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      port: spec.ports.find(({ port }: { port: number }) => port === 80).targetPort,
      annotations: metadata.annotations ?? {},
    }));
}

const share = ({ all, lost }: Count): number => lost / all;
const shareOfOthers = ({ all, others }: Count, before: string): number =>
  [...others].reduce((sum, [address, n]) => (address === before ? sum : sum + n), 0) / all;

/** What is measured here, as the page tells it. */
const page = readFileSync(join(root, "docs/rollout.md"), "utf8");
function told(title: string): { lost: [number, number]; other: [number, number] } {
  const [, ...cells] =
    page
      .split("\n")
      .find((line) => line.startsWith(`| ${title} |`))
      ?.split("|")
      .map((cell) => cell.trim()) ?? [];
  const range = (text = ""): [number, number] => {
    const [least = Number.NaN, most = least] = text.split("–").map((part) => Number.parseFloat(part) / 100);
    return [least, most];
  };
  return { lost: range(cells[1]), other: range(cells[2]) };
}

/** @param before the address by which Kong saw everybody before, if not by their own */
function expectAsTold(title: string, count: Count, before = CLIENT): void {
  const { lost, other } = told(title);
  expect(count.all, title).toBeGreaterThan(40);
  expect(share(count), `${title}: lost`).toBeGreaterThanOrEqual(lost[0]);
  expect(share(count), `${title}: lost`).toBeLessThanOrEqual(lost[1]);
  expect(shareOfOthers(count, before), `${title}: under another address`).toBeGreaterThanOrEqual(other[0]);
  expect(shareOfOthers(count, before), `${title}: under another address`).toBeLessThanOrEqual(other[1]);
  if (process.env["ROLLOUT_NUMBERS"]) console.log(title, count);
}

const PROXY_PROTOCOL: Config = { method: "proxy-protocol", cloud: "hetzner", trustedCIDRs: [BALANCERS] };

describeReal("proxy-protocol", () => {
  const doing = (stream: string, isSecond: boolean): Doing => {
    const service = servicesOf(stream).find(({ name }) => name.endsWith("-second") === isSecond);
    if (!service) throw new Error("there is no such Service");
    const isProxy = service.annotations["load-balancer.hetzner.cloud/uses-proxyprotocol"] === "true";
    return { kind: isProxy ? "proxy" : "plain", servers: bothAt(service.port) };
  };
  const done = postrender(RELEASE, PROXY_PROTOCOL).stream;
  const start = async () => {
    const pods = await startPods(RELEASE);
    const first = keep(await startSwitchable(FIRST, { before: doing(RELEASE, false), after: doing(done, false) }));
    const load = keep(startLoad(first.endpoint));
    await pause();
    return { pods, first, load };
  };

  test("by steps", { timeout: 60_000 }, async () => {
    const [listeners, second, both, last] = guided(Buffer.from(RELEASE), PROXY_PROTOCOL).steps.map(String);
    if (!listeners || !second || !both || !last) throw new Error("there are other steps");
    const { pods, first, load } = await start();
    const beside = keep(await startSwitchable(SECOND, { only: doing(second, true) }));
    await exchange(pods, listeners, [first, beside]);
    await move(load, beside);
    const before = await load.count();
    expect([before.lost, before.seen + (before.others.get(BALANCER) ?? 0)]).toEqual([0, before.all]);
    await first.does("after");
    await exchange(pods, both, [first, beside]);
    await move(load, first);
    await exchange(pods, last, [first, beside]);
    expectAsTold("`proxy-protocol` by steps", await load.count());
  });

  test("at once, the load balancer first", { timeout: 60_000 }, async () => {
    const { pods, first, load } = await start();
    await load.count();
    await first.does("after");
    await pause();
    await exchange(pods, done, [first]);
    const during = await load.count();
    await pause();
    expectAsTold("`proxy-protocol` at once, the load balancer first", during, BALANCER);
    const after = await load.count();
    expect(after.seen).toBe(after.all);
  });

  test("at once, the pods first", { timeout: 60_000 }, async () => {
    const { pods, first, load } = await start();
    await load.count();
    await exchange(pods, done, [first]);
    await pause();
    await first.does("after");
    expectAsTold("`proxy-protocol` at once, the pods first", await load.count(), BALANCER);
  });
});

const LOCAL: Config = { method: "external-traffic-policy", cloud: "gke" };

describeReal("external-traffic-policy", () => {
  /** Of three nodes two have a pod. */
  const cluster = async (stream: string) => {
    const pods = await startPods(stream);
    const port = servicesOf(stream)[0]?.port ?? 0;
    const all = bothAt(port);
    const nodes = [all.slice(0, 1), all.slice(1), []].map((local, n) =>
      keep(kubeNode(`${NETWORK}.1.${n + 1}`, local, all)),
    );
    return { pods, nodes };
  };
  const policyOf = (stream: string, isSecond: boolean) => {
    const found = parseAllDocuments(stream)
      .map((document) => document.toJS() ?? {})
      .find(
        ({ kind, metadata, spec }) =>
          kind === "Service" && spec.type === "LoadBalancer" && metadata.name.endsWith("-second") === isSecond,
      );
    return found?.spec.externalTrafficPolicy === "Local" ? "Local" : "Cluster";
  };
  const balancer = async (
    host: string,
    nodes: readonly KubeNode[],
    service: string,
    stream: string,
    isSecond: boolean,
  ) => {
    const ports = await Promise.all(nodes.map((node) => node.open(service, policyOf(stream, isSecond))));
    const servers = nodes.map(({ host: to }, n) => ({
      host: to,
      port: ports[n]?.traffic ?? 0,
      health: ports[n]?.health ?? 0,
    }));
    const made = keep(await startSwitchable(host, { only: { kind: "proxy", servers } }));
    await sleep(CHECK.every * (CHECK.fails + 1));
    return made;
  };

  test("by steps", { timeout: 60_000 }, async () => {
    const [second, both] = guided(Buffer.from(RELEASE), LOCAL).steps.map(String);
    if (!second || !both) throw new Error("there are other steps");
    const { nodes } = await cluster(RELEASE);
    const first = await balancer(FIRST, nodes, "first", RELEASE, false);
    const load = keep(startLoad(first.endpoint));
    await pause();
    const beside = await balancer(SECOND, nodes, "second", second, true);
    await move(load, beside);
    const before = await load.count();
    expect([before.lost, before.seen + (before.others.get(NODE) ?? 0)]).toEqual([0, before.all]);
    for (const node of nodes) node.change("first", policyOf(both, false));
    await sleep(CHECK.every * (CHECK.fails + 1));
    await move(load, first);
    await pause();
    expectAsTold("`external-traffic-policy` by steps", await load.count());
  });

  test("at once", { timeout: 60_000 }, async () => {
    const { nodes } = await cluster(RELEASE);
    const first = await balancer(FIRST, nodes, "first", RELEASE, false);
    const load = keep(startLoad(first.endpoint));
    await pause();
    await load.count();
    for (const node of nodes) node.change("first", policyOf(postrender(RELEASE, LOCAL).stream, false));
    await sleep(CHECK.every * (CHECK.fails - 1));
    const during = await load.count();
    await sleep(CHECK.every * 3);
    await load.count();
    await pause();
    expectAsTold("`external-traffic-policy` at once, until the health check fails", during, NODE);
    const after = await load.count();
    expect(after.seen).toBe(after.all);
  });
});

describeReal("http-headers", () => {
  const HEADERS: Config = { method: "http-headers", cloud: "hetzner", trustedCIDRs: [BALANCERS, NODES] };
  const plain = fitted(RELEASE, { type: "LoadBalancer", isHttp: true });
  const done = postrender(plain, HEADERS).stream;
  const doing = (stream: string, isSecond = false): Doing => {
    const service = servicesOf(stream).find(({ name }) => name.endsWith("-second") === isSecond);
    const isHttp = service?.annotations["load-balancer.hetzner.cloud/protocol"] === "http";
    return { kind: isHttp ? "header" : "plain", servers: bothAt(service?.port ?? 0) };
  };

  test("by steps", { timeout: 60_000 }, async () => {
    const [second, services, workloads, last] = guided(Buffer.from(plain), HEADERS).steps.map(String);
    if (!second || !services || !workloads || !last) throw new Error("there are other steps");
    const pods = await startPods(plain);
    const first = keep(await startSwitchable(FIRST, { before: doing(plain), after: doing(services) }));
    const load = keep(startLoad(first.endpoint));
    await pause();
    const beside = keep(await startSwitchable(SECOND, { only: doing(second, true) }));
    await move(load, beside);
    await first.does("after");
    await move(load, first);
    await exchange(pods, workloads, [first, beside]);
    const before = await load.count();
    // Nobody is taken for another client: until all pods trust the load balancer, Kong sees it, as before.
    expect([before.lost, before.seen + (before.others.get(BALANCER) ?? 0)]).toEqual([0, before.all]);
    await exchange(pods, last, [first, beside]);
    expectAsTold("`http-headers` by steps", await load.count());
  });

  /** Kong sees clients themselves, by Local, until a proxy comes before it. */
  const local = async () => {
    const pods = await startPods(plain);
    const all = bothAt(servicesOf(plain)[0]?.port ?? 0);
    const node = keep(kubeNode(`${NETWORK}.1.1`, all, all));
    const { traffic } = await node.open("first", "Local");
    const packets: Doing = { kind: "proxy", servers: [{ host: node.host, port: traffic }] };
    const first = keep(await startSwitchable(FIRST, { before: packets, after: doing(done) }));
    const load = keep(startLoad(first.endpoint));
    await pause();
    const seen = await load.count();
    expect(seen.seen).toBe(seen.all);
    return { pods, first, load, node };
  };

  test("trust first, then the proxy", { timeout: 60_000 }, async () => {
    const { pods, first, load, node } = await local();
    await exchange(pods, done, [first, node]);
    await first.does("after");
    await pause();
    expectAsTold("`http-headers` where Kong sees the client: trust first", await load.count());
  });

  test("the proxy first", { timeout: 60_000 }, async () => {
    const { pods, first, load, node } = await local();
    await first.does("after");
    await pause();
    await exchange(pods, done, [first, node]);
    expectAsTold("`http-headers` where Kong sees the client: the proxy first", await load.count());
  });
});

test("clients have an address of their own", () => {
  expect([BALANCER, NODE]).not.toContain(CLIENT);
});
