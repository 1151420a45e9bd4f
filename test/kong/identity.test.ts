import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/json/values.ts";
import { identitiesOf } from "../../src/kong/identity.ts";

const gatewayIs = (container: JsonObject) => identitiesOf([{ name: "any", ...container }])[0] === "gateway";
const variables = (...names: string[]) => ({ image: "acme/edge:1", env: names.map((name) => ({ name, value: "x" })) });

describe("An image runs Kong's gateway", () => {
  test.each([
    "kong",
    "kong:3.9",
    "kong/kong:3.9",
    "kong/kong-gateway:3.10.0.2",
    "kong/kong-gateway-dev:3.15.0.0-rc.5-distroless",
    "bitnami/kong:3.9.1-debian-12-r2",
    "registry.local:5000/mirror/kong:3.9",
    "registry.local:5000/kong",
    "docker.io/library/kong@sha256:0123456789abcdef",
    "kong:3.9@sha256:0123456789abcdef",
  ])("%s", (image) => expect(gatewayIs({ image })).toBe(true));
});

describe("An image does not", () => {
  test.each([
    "kong/kubernetes-ingress-controller:3.5",
    "kong-docker-kubernetes-ingress-controller.bintray.io/kong-ingress-controller:0.7.0",
    "kong/kong-operator:2.0",
    "kong/gateway-operator-oss:1.6",
    "kong/deck:1.40",
    "kong/kongctl:1",
    "pantsel/konga",
    "kong:5000/acme/shop:1",
    "acme/hongkong:1",
    "istio/proxyv2:1.22",
    "",
  ])("%s", (image) => expect(gatewayIs({ image })).toBe(false));
});

test.each([
  "KONG_DATABASE",
  "KONG_PROXY_LISTEN",
  "KONG_STREAM_LISTEN",
  "KONG_ROLE",
  "KONG_NGINX_WORKER_PROCESSES",
  "KONG_DECLARATIVE_CONFIG_STRING",
])("The variable %s is the gateway's", (name) => expect(gatewayIs(variables(name))).toBe(true));

test.each(["KONG_ADMIN_URL", "KONG_PG_HOST", "KONG_URL", "KONGA_DATABASE", "MY_KONG_DATABASE", "kong_database"])(
  "The variable %s is not",
  (name) => expect(gatewayIs(variables(name))).toBe(false),
);

test("Variables do not count in a controller, nor beside a container with Kong's image", () => {
  expect(gatewayIs(variables("KONG_DATABASE", "CONTROLLER_KONG_ADMIN_URL"))).toBe(false);
  expect(gatewayIs({ ...variables("KONG_DATABASE"), image: "kong/kubernetes-ingress-controller:3" })).toBe(false);
  const sidecar = variables("KONG_PROXY_LISTEN");
  expect(identitiesOf([sidecar, { image: "kong" }]).map((identity) => identity === "gateway")).toEqual([false, true]);
});

const runs = (command: string[] | undefined, args?: string[]) =>
  gatewayIs({ image: "kong:3.9", ...(command && { command }), ...(args && { args }) });

describe("A container with Kong's image runs Kong", () => {
  test.each<[string[] | undefined, string[]?]>([
    [undefined],
    [undefined, ["kong", "docker-start"]],
    [["kong", "start"]],
    [undefined, ["start", "--vv"]],
    [["/usr/local/bin/kong", "start", "-v"]],
    [["/docker-entrypoint.sh"], ["kong", "docker-start"]],
    [["/bin/sh", "-c", "kong migrations bootstrap && exec kong start"]],
    [["bash", "-ec", "kong prepare -p /kong; nginx -p /kong"]],
    [["sh", "/scripts/run.sh"]],
    [["tini", "--", "/start.sh"]],
    [["sh", "-c", "exec /docker-entrypoint.sh $0"]],
  ])("%j %j", (command, args) => expect(runs(command, args)).toBe(true));
});

describe("or something else", () => {
  test.each<[string[] | undefined, string[]?]>([
    [["kong", "migrations", "up"]],
    [undefined, ["kong", "config", "db_import", "/kong.yaml"]],
    [["sleep", "infinity"]],
    [["tini", "--", "sleep", "1d"]],
    [["sh", "-c", "sleep 1d"]],
    [["/bin/sh", "-c"], ["kong health; sleep 5"]],
    [["deck", "gateway", "sync"]],
    [["/kong-ingress-controller"]],
  ])("%j %j", (command, args) => expect(runs(command, args)).toBe(false));
});

test("The user's word settles it", () => {
  const pod = [
    { name: "a", image: "kong" },
    { name: "b", image: "acme/edge", command: ["run"] },
  ];
  expect(identitiesOf(pod, "b")).toEqual(["nothing", "gateway"]);
});
