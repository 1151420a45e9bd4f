/** What `check` promises of manifests, and what `verify` finds of the Kong and the load balancer that they ask for. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Config, postrender } from "../../../src/index.ts";
import { fitting } from "../../clouds/fitting.ts";
import { newDirectory } from "../../support/directory.ts";
import { BALANCER, BALANCERS, NODE, NODES, virtualAddress } from "./cast.ts";
import { startForwarder } from "./forwarder.ts";
import { startBalancers } from "./haproxy.ts";
import { type KongListener, startKong } from "./nginx.ts";
import { PROFILES } from "./profiles.ts";
import { listenersOf, RELEASE } from "./release.ts";
import { describeReal } from "./tools.ts";
import { SELF, verify } from "./verify.ts";
import { type Hop, proxying, replacing, tcp } from "./ways.ts";

const home = newDirectory();

/** The flags that judge manifests as a config would have them. */
const flagsOf = ({ cloud, loadBalancer, method }: Config): string[] => [
  `--cloud=${cloud}`,
  `--method=${method}`,
  ...(loadBalancer === undefined ? [] : [`--load-balancer=${loadBalancer}`]),
];

/** The release that a load balancer needs, changed as a config asks for. */
const filtered = (config: Config): string => postrender(fitting(config, RELEASE), config).stream.toString();

/** Runs the manifests' listeners behind a load balancer, and compares. */
async function compare(manifests: string, ways: readonly (readonly Hop[])[], flags: readonly string[]) {
  const file = join(home, "manifests.yaml");
  writeFileSync(file, manifests);
  const listeners = listenersOf(manifests);
  const kong = await startKong(listeners, { format: "kong_log_format" });
  const balancers = await startBalancers(kong.endpoints.flatMap((to) => ways.map((hops) => ({ hops, to }))));
  const urls = balancers.endpoints.map(({ host, port }) => `http://${host}:${port}`);
  const directs = kong.endpoints.map(({ host, port }) => `--direct=${host}:${port}`);
  const all = ["--wait=2", `--from=${SELF}`, `--expect=${file}`, ...flags, ...directs, ...urls];
  const report = await verify(kong.log, all);
  await balancers.stop();
  await kong.stop();
  return report;
}

/** Profiles whose manifests and load balancers come to the same thing are tried once. */
const profiles = new Map(
  PROFILES.map((profile) => {
    const stream = filtered(profile.config);
    return [JSON.stringify([listenersOf(stream), profile.ways]), { ...profile, stream }];
  }),
);

describeReal("what check promises of what the filter writes, verify finds", () => {
  test.each([...profiles.values()])("$title", async ({ stream, ways, config }) => {
    const {
      status,
      differences,
      ways: found,
    } = await compare(
      stream,
      ways.map(({ hops }) => hops),
      flagsOf(config),
    );
    expect(differences).toEqual([]);
    expect(new Set(found.filter(({ way }) => way.startsWith("http")).map(({ outcome }) => outcome))).toEqual(
      new Set(["client"]),
    );
    expect(status).toBe(0);
  });
});

const EKS: Config = { cloud: "eks", loadBalancer: "nlb", method: "proxy-protocol", trustedCIDRs: [BALANCERS, NODES] };
const ALB: Config = { cloud: "eks", loadBalancer: "alb", method: "http-headers", trustedCIDRs: [BALANCERS, NODES] };
const EVERYBODY: Partial<Config> = { trustedCIDRs: ["0.0.0.0/0", "::/0"], allowTrustAll: true };

/** Manifests and a load balancer, whether it is theirs, and what comes of it. */
const STORIES: { title: string; manifests: string; hops: Hop[]; config: Config; live: string; differs: boolean }[] = [
  {
    title: "Nobody has done anything yet",
    manifests: RELEASE,
    hops: [tcp(NODE)],
    config: { ...EKS, method: "external-traffic-policy" },
    live: "hidden",
    differs: false,
  },
  {
    title: "Everybody is trusted",
    manifests: filtered({ ...ALB, ...EVERYBODY, realIPRecursive: true }),
    hops: [replacing(BALANCER, "X-Real-IP")],
    config: { ...ALB, loadBalancer: "alb" },
    live: "forgeable",
    differs: false,
  },
  {
    title: "The load balancer does not send the PROXY header that it promises",
    manifests: filtered(EKS),
    hops: [tcp(BALANCER)],
    config: EKS,
    live: "forgeable",
    differs: true,
  },
  {
    title: "Kong was not restarted, and knows nothing of the PROXY header",
    manifests: RELEASE,
    hops: [proxying(BALANCER, 2)],
    config: { ...EKS, method: "external-traffic-policy" },
    live: "refused",
    differs: true,
  },
  {
    title: "Another node than those that are trusted stands between",
    manifests: filtered({ ...EKS, trustedCIDRs: [BALANCERS] }),
    hops: [proxying(BALANCER, 2), tcp(NODE)],
    config: EKS,
    live: "hidden",
    differs: true,
  },
];

describeReal("where live differs from judged, verify says so", () => {
  test.each(STORIES)("$title", async ({ manifests, hops, config, live, differs }) => {
    const { status, ways, differences } = await compare(manifests, [hops], flagsOf(config));
    const named = ways.filter(({ way }) => way.startsWith("http"));
    expect(named.map(({ outcome }) => outcome)).toEqual(named.map(() => live));
    const names = new Set(differences.map(({ way }) => way).filter((way) => way.startsWith("http")));
    expect([...names]).toEqual(differs ? named.map(({ way }) => way) : []);
    expect(status).toBe(1);
  });
});

const PLAIN: KongListener = {
  title: "plain",
  proxyProtocol: false,
  trusted: [],
  header: "X-Real-IP",
  recursive: false,
};
const [own] = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .filter(({ internal, family }) => !internal && family === "IPv4");

describeReal("past a node that only rewrites the destination", () => {
  const through = async (host: string, flags: string[] = []) => {
    const kong = await startKong([PLAIN], { format: "combined" });
    const node = await startForwarder(host, kong.endpoints[0]);
    const report = await verify(kong.log, ["--wait=2", ...flags, `http://${node.host}:${node.port}`]);
    await node.stop();
    await kong.stop();
    return report;
  };

  test("Kong sees the client, by the address that --from says", async () => {
    const { status, ways } = await through(virtualAddress(0), [`--from=${SELF}`]);
    expect(ways).toMatchObject([{ outcome: "client", addresses: [SELF] }]);
    expect(status).toBe(0);
  });

  test.skipIf(!own)("Kong sees the client, by the address of the socket", async () => {
    const { status, ways } = await through(own?.address ?? "");
    expect(ways).toMatchObject([{ outcome: "client", addresses: [own?.address] }]);
    expect(status).toBe(0);
  });

  test("an address that every machine has proves nothing", async () => {
    const { status, ways } = await through(virtualAddress(0));
    expect(ways).toMatchObject([{ outcome: "unproven", addresses: [SELF] }]);
    expect(status).toBe(1);
  });

  test("another address than --from says is not the client's", async () => {
    const { status, ways } = await through(virtualAddress(0), ["--from=203.0.113.7"]);
    expect(ways).toMatchObject([{ outcome: "hidden", addresses: [SELF] }]);
    expect(status).toBe(1);
  });
});

describeReal("with TLS", () => {
  const tls = { certificate: join(home, "certificate.pem"), key: join(home, "key.pem") };
  beforeAll(() => {
    const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=kong".split(
      " ",
    );
    execFileSync("openssl", [...request, "-keyout", tls.key, "-out", tls.certificate], { stdio: "ignore" });
  });

  /** A way to a listener with TLS, and what is found with and without looking at the certificate. */
  const WAYS: { title: string; proxyProtocol: boolean; hops: Hop[]; found: [insecure: string, strict: string] }[] = [
    { title: "packets", proxyProtocol: false, hops: [tcp(NODE)], found: ["hidden", "unreachable"] },
    { title: "PROXY v1", proxyProtocol: true, hops: [proxying(BALANCER, 1)], found: ["client", "unreachable"] },
    { title: "PROXY v2", proxyProtocol: true, hops: [proxying(BALANCER, 2)], found: ["client", "unreachable"] },
    {
      title: "a PROXY header too many",
      proxyProtocol: false,
      hops: [proxying(BALANCER, 2)],
      found: ["refused", "refused"],
    },
    { title: "no PROXY header", proxyProtocol: true, hops: [tcp("127.0.9.9")], found: ["refused", "refused"] },
  ];

  describe.each(WAYS)("and $title", ({ proxyProtocol, hops, found: [insecure, strict] }) => {
    test(`it is ${insecure}, or ${strict} where the certificate counts`, async () => {
      const listener = { ...PLAIN, proxyProtocol, trusted: [BALANCERS], header: "proxy_protocol", isTls: true };
      const kong = await startKong([listener], { format: "combined", tls });
      const balancers = await startBalancers(kong.endpoints.map((to) => ({ hops, to })));
      const urls = balancers.endpoints.map(({ host, port }) => `https://${host}:${port}`);
      const all = ["--wait=2", `--from=${SELF}`, ...urls];
      const [loose, careful] = await Promise.all([verify(kong.log, ["--insecure", ...all]), verify(kong.log, all)]);
      await balancers.stop();
      await kong.stop();
      expect(loose.ways.map(({ outcome }) => outcome)).toEqual([insecure]);
      expect(careful.ways.map(({ outcome }) => outcome)).toEqual([strict]);
    });
  });

  test("a port for TLS that is asked without it is told from one that fails", async () => {
    const kong = await startKong([{ ...PLAIN, isTls: true }], { format: "combined", tls });
    const [{ host, port } = { host: "", port: 0 }] = kong.endpoints;
    const report = await verify(kong.log, ["--wait=2", "--insecure", `--direct=${host}:${port}`, `--from=${SELF}`]);
    await kong.stop();
    expect(report.ways).toMatchObject([
      { outcome: "refused", because: "it answers 400 to what is not TLS" },
      { outcome: "client" },
    ]);
    expect(report.status).toBe(0);
  });
});
