import { describe, expect, test } from "vitest";
import { findGateways, type Gateway } from "../../src/kong/find.ts";
import { read } from "../../src/manifests/read.ts";

/** A gateway whose container and pod say what a test is about, beside other documents of the stream. */
function gatewayOf(container: object, pod: object = {}, ...others: object[]): Gateway {
  const workload = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "edge", namespace: "front" },
    spec: { template: { spec: { ...pod, containers: [{ name: "proxy", image: "kong:3.9", ...container }] } } },
  };
  const stream = [...others, workload].map((each) => JSON.stringify(each)).join("\n---\n");
  const [gateway] = findGateways(read(Buffer.from(stream)).resources);
  if (!gateway) throw new Error("no gateway");
  return gateway;
}

const configMap = (name: string, data: Record<string, string>, namespace?: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  data,
});

const env = (...pairs: [name: string, value: string][]) => ({ env: pairs.map(([name, value]) => ({ name, value })) });
const settingOf = ({ env: all }: Gateway, name: string) => all.get(name)?.value;
const hidden = ({ hidden: all }: Gateway) => all.map(({ what, path }) => `${path.slice(5).join("/")}: ${what}`);

describe("References that the kubelet expands", () => {
  test("a plain variable before stands in its place", () => {
    const gateway = gatewayOf(
      env(
        ["PORT", "7000"],
        ["KONG_PROXY_LISTEN", "0.0.0.0:$(PORT) ssl, 0.0.0.0:8000"],
        ["KONG_TRUSTED_IPS", "$$(PORT)"],
      ),
    );
    expect(gateway.listeners.map(({ port }) => port)).toEqual([7000, 8000]);
    expect(gateway.listen.KONG_PROXY_LISTEN).toBe("0.0.0.0:$(PORT) ssl, 0.0.0.0:8000");
    expect(settingOf(gateway, "KONG_TRUSTED_IPS")).toBe("$(PORT)");
  });

  test("one that stands for more than a word is written out", () => {
    const gateway = gatewayOf(env(["MORE", "8000 ssl, 0.0.0.0:9000"], ["KONG_PROXY_LISTEN", "0.0.0.0:$(MORE)"]));
    expect(gateway.listen.KONG_PROXY_LISTEN).toBe("0.0.0.0:8000 ssl, 0.0.0.0:9000");
  });

  test("a variable of the pod's or of a Service is not known, and so no reason for Kong not to start", () => {
    const pod = { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } };
    for (const list of [
      [pod, { name: "KONG_PROXY_LISTEN", value: "$(POD_IP):8000" }],
      [{ name: "KONG_PROXY_LISTEN", value: "$(EDGE_SERVICE_HOST):8000" }],
    ])
      expect(gatewayOf({ env: list }).faults).toMatchObject([{ isFatal: false }]);
  });

  test("one that is nowhere stays as it is, and Kong does not start", () => {
    const gateway = gatewayOf(env(["KONG_PROXY_LISTEN", "0.0.0.0:$(NOWHERE)"]));
    expect(gateway.faults).toMatchObject([{ isFatal: true }]);
  });
});

describe("Vault references", () => {
  test.each([
    ["KONG_TRUSTED_IPS", "{vault://env/trust}", "kong:2.8"],
    ["KONG_TRUSTED_IPS", "10.0.0.0/8, {vault://env/trust}", "kong:3.9"],
  ])("%s=%s on %s is not known", (name, value, image) => {
    expect(gatewayOf({ image, ...env([name, value]) }).env.get(name)).toEqual({ index: 0 });
  });

  test("in a list they are no references before 3.9", () => {
    const gateway = gatewayOf({ image: "kong:3.8", ...env(["KONG_PROXY_LISTEN", "0.0.0.0:8000, {vault://env/more}"]) });
    expect(gateway.faults).toMatchObject([{ isFatal: true }]);
  });
});

describe("ConfigMaps in the stream", () => {
  const map = configMap("settings", { KONG_PROXY_LISTEN: "0.0.0.0:7000", KONG_TRUSTED_IPS: "10.7.0.0/16" }, "front");
  const from = (name: string, prefix?: string) => ({
    envFrom: [{ configMapRef: { name }, ...(prefix && { prefix }) }],
  });

  test("envFrom is read, and env wins over it", () => {
    const gateway = gatewayOf({ ...from("settings"), ...env(["KONG_TRUSTED_IPS", "10.8.0.0/16"]) }, {}, map);
    expect(gateway.listeners.map(({ port }) => port)).toEqual([7000]);
    expect(settingOf(gateway, "KONG_TRUSTED_IPS")).toBe("10.8.0.0/16");
    expect(hidden(gateway)).toEqual([]);
  });

  test("of another namespace, or twice, or not there, they are not", () => {
    const elsewhere = { ...map, metadata: { name: "settings", namespace: "back" } };
    for (const others of [[elsewhere], [map, map], []])
      expect(hidden(gatewayOf(from("settings"), {}, ...others))).toEqual([
        "envFrom: envFrom may hold settings that are not seen here",
      ]);
  });

  test("a Secret is never read, unless its prefix makes none of its keys Kong's", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
      stringData: { KONG_TRUSTED_IPS: "::/0" },
    };
    const gateway = gatewayOf({ envFrom: [{ secretRef: { name: "s" } }] }, {}, secret);
    expect(hidden(gateway)).toHaveLength(1);
    expect(gateway.env.has("KONG_TRUSTED_IPS")).toBe(false);
    expect(hidden(gatewayOf({ envFrom: [{ secretRef: { name: "s" }, prefix: "PG_" }] }, {}, secret))).toEqual([]);
  });

  test("valueFrom is read too, and nothing in it is expanded", () => {
    const item = { name: "KONG_TRUSTED_IPS", valueFrom: { configMapKeyRef: { name: "more", key: "trust" } } };
    const gateway = gatewayOf({ env: [item] }, {}, configMap("more", { trust: "10.9.0.0/16 $(X) $$" }));
    expect(settingOf(gateway, "KONG_TRUSTED_IPS")).toBe("10.9.0.0/16 $(X) $$");
  });

  const conf = configMap("conf", {
    "kong.conf": "# ours\ntrusted_ips = 10.6.0.0/16 # peers\nproxy_listen=0.0.0.0:6000\n",
  });
  const volumes = [{ name: "conf", configMap: { name: "conf" } }];

  test.each([
    [{ mountPath: "/etc/kong" }],
    [{ mountPath: "/etc/kong.conf", subPath: "kong.conf" }],
    [{ mountPath: "/etc/kong/kong.conf", subPath: "kong.conf" }],
  ])("a kong.conf mounted at %o is read, and the environment wins over it", (mount) => {
    const container = { volumeMounts: [{ name: "conf", ...mount }], ...env(["KONG_TRUSTED_IPS", "10.5.0.0/16"]) };
    const gateway = gatewayOf(container, { volumes }, conf);
    expect(gateway.listeners.map(({ port }) => port)).toEqual([6000]);
    expect(settingOf(gateway, "KONG_TRUSTED_IPS")).toBe("10.5.0.0/16");
    expect(hidden(gateway)).toEqual([]);
    expect(settingOf(gatewayOf({ volumeMounts: container.volumeMounts }, { volumes }, conf), "KONG_TRUSTED_IPS")).toBe(
      "10.6.0.0/16",
    );
  });

  test("a file named with -c is read in place of those", () => {
    const container = {
      args: ["kong", "start", "-c", "/own/a.conf"],
      volumeMounts: [{ name: "conf", mountPath: "/own" }],
    };
    const own = [{ name: "conf", configMap: { name: "conf", items: [{ key: "kong.conf", path: "a.conf" }] } }];
    expect(gatewayOf(container, { volumes: own }, conf).listeners.map(({ port }) => port)).toEqual([6000]);
    expect(hidden(gatewayOf(container, { volumes: own }))).toHaveLength(1);
  });
});

/** How Kong is started, and whether that may hide settings. */
// biome-ignore format: a row a line
const commands: [command: string[] | undefined, args: string[] | undefined, isHidden: boolean][] = [
  [undefined, undefined, false],
  [["/docker-entrypoint.sh"], ["kong", "docker-start"], false],
  [undefined, ["kong", "start", "--vv", "-p", "/tmp/kong"], false],
  [["kong", "start", "--run-migrations"], undefined, false],
  [["/bin/sh", "-c"], ["until nc -z db 5432; do sleep 1; done; exec kong docker-start"], false],
  [["sh", "-c", "KONG_TRUSTED_IPS=::/0 kong start"], undefined, true],
  [["sh", "-c", "set -a; . /vault/env; kong start"], undefined, true],
  [["bash", "-c", "export X=1 && /docker-entrypoint.sh kong docker-start"], undefined, true],
  [["sh", "-c", "kong start --nginx-conf /tmp/a"], undefined, true],
  [["sh", "/start.sh"], undefined, true],
  [["/start.sh"], undefined, true],
  [["env", "KONG_TRUSTED_IPS=::/0", "kong", "start"], undefined, true],
  [undefined, ["kong", "start", "--nginx-conf=/tmp/a"], true],
];

test.each(commands)("command %j and arguments %j hide settings: %j", (command, args, isHidden) => {
  const gateway = gatewayOf({ ...(command && { command }), ...(args && { args }) });
  expect(gateway.hidden.length > 0).toBe(isHidden);
});

test("An empty directory that nobody else writes to hides nothing, and one that an init container fills does", () => {
  const mount = { volumeMounts: [{ name: "conf", mountPath: "/etc/kong" }] };
  const volumes = [{ name: "conf", emptyDir: {} }];
  expect(hidden(gatewayOf(mount, { volumes }))).toEqual([]);
  expect(hidden(gatewayOf(mount, { volumes, initContainers: [{ name: "a", ...mount }] }))).toHaveLength(1);
  const prefix = {
    volumeMounts: [{ name: "conf", mountPath: "/kong_prefix/" }],
    ...env(["KONG_PREFIX", "/kong_prefix/"]),
  };
  expect(hidden(gatewayOf(prefix, { volumes, initContainers: [{ name: "a", ...prefix }] }))).toEqual([]);
  expect(hidden(gatewayOf(prefix, { volumes: [{ name: "conf", hostPath: { path: "/x" } }] }))).toHaveLength(1);
});
