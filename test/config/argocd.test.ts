import { expect, test } from "vitest";
import { argocdSettings } from "../../src/config/argocd.ts";
import { fileLayer } from "../../src/config/file.ts";
import { mergeLayers } from "../../src/config/layers.ts";
import { FORMS } from "../../src/config/short.ts";
import { SETTINGS } from "../../src/config/table.ts";
import { Failure } from "../../src/failure.ts";
import { layersOf } from "../support/command.ts";

const LIST = "ARGOCD_APP_PARAMETERS";
const ENV = "ARGOCD_ENV_KONG_CLIENT_IP_";
const settings = (environment: Record<string, string>) => argocdSettings(environment);
const parameters = (list: unknown) => settings({ [LIST]: typeof list === "string" ? list : JSON.stringify(list) });

/** Parameters, and the settings they stand for. */
// biome-ignore format: a row a line
const rows: [list: unknown, value: Record<string, unknown>][] = [
  ["", {}],
  ["null", {}],
  [[], {}],
  [[{ name: "method", string: "proxy-protocol" }, { name: "cloud", string: "eks" }], { method: "proxy-protocol", cloud: "eks" }],
  [[{ name: "loadBalancer", string: "a" }], { loadBalancer: "a" }],
  [[{ name: "load-balancer", string: "a" }], { loadBalancer: "a" }],
  [[{ name: "trustedCIDRs", array: ["a", " b,c", ""] }], { trustedCIDRs: ["a", "b", "c"] }],
  [[{ name: "trusted-cidr", string: "a, b" }], { trustedCIDRs: ["a", "b"] }],
  [[{ name: "trusted-cidrs", array: ["a"] }], { trustedCIDRs: ["a"] }],
  [[{ name: "realIPHeader", string: "X-Real-IP" }], { realIPHeader: "X-Real-IP" }],
  [[{ name: "realIPRecursive", string: "true" }, { name: "allow-trust-all", string: "off" }], { realIPRecursive: true, allowTrustAll: false }],
  [[{ name: "target", map: { release: "a", workload: "" } }, { name: "namespace", string: "b" }], { target: { release: "a", namespace: "b" } }],
  [[{ name: "target-service", string: "a" }], { target: { service: "a" } }],
  [[{ name: "ifNoKong", string: "pass" }], { ifNoKong: "pass" }],
  // What forms leave empty.
  [[{ name: "method", string: "" }, { name: "trustedCIDRs", array: [""] }, { name: "target", map: {} }], {}],
  [[{ name: "trustedCIDRs", string: "", array: ["a"], map: {} }], { trustedCIDRs: ["a"] }],
  [[{ name: "method", string: "" }, { name: "method", string: "a" }], { method: "a" }],
  [[{ name: "method" }, { name: "method", string: null }], {}],
  // What belongs to others, in any shape.
  [[{ name: "chart", string: "a" }, { name: "values-files", array: ["a"] }, { name: "values", string: "a" }], {}],
  [[{ name: "release-name", string: "a" }, { name: "helm-parameters", map: { method: "a" } }, { name: "x", array: [1] }], {}],
];

test.each(rows)("%j means %j", (list, value) => {
  const { layers, config } = parameters(list);
  expect(layers.map((layer) => layer.value)).toEqual([{}, value]);
  expect(config).toBeUndefined();
});

test("Every setting has a parameter, named as its flag is", () => {
  for (const { key, path, kind } of SETTINGS) {
    const { flags } = FORMS[key];
    const name = flags.replace(/^--| .*$/g, "");
    const [, layer] = parameters([{ name, string: kind === "switch" ? "true" : "a" }]).layers;
    expect(Object.keys(layer?.value ?? {})).toEqual([path[0]]);
    expect(layer?.where(path)).toBe(`${LIST}, ${name}`);
  }
});

/** The config of all five places, the strongest last. */
function merged(strength: number) {
  const value = ["aks", "gke", "eks", "oci", "generic"].slice(0, strength);
  const [file, plain, env, parameter, flag] = value;
  const variables = {
    ...(plain && { KONG_CLIENT_IP_CLOUD: plain }),
    ...(env && { [`${ENV}CLOUD`]: env }),
    ...(parameter && { [LIST]: JSON.stringify([{ name: "cloud", string: parameter }]) }),
  };
  const config = `method: external-traffic-policy\ncloud: ${file}\n`;
  return mergeLayers(layersOf(flag ? [`--cloud=${flag}`] : [], { config, env: variables })).config.cloud;
}

test("Flags win over parameters, those over plugin.env, that over variables, those over the file", () => {
  expect([1, 2, 3, 4, 5].map(merged)).toEqual(["aks", "gke", "eks", "oci", "generic"]);
});

// biome-ignore format: a row a line
const files: [environment: Record<string, string>, config: string | undefined][] = [
  [{ [`${ENV}CONFIG`]: "a.yaml" }, "a.yaml"],
  [{ [`${ENV}CONFIG`]: "" }, undefined],
  [{ [`${ENV}CONFIG`]: "a.yaml", [LIST]: '[{"name":"config","string":"b.yaml"}]' }, "b.yaml"],
  [{ [`${ENV}CONFIG`]: "../../shared/./a.yaml", ARGOCD_APP_SOURCE_PATH: "clusters/one" }, "../../shared/./a.yaml"],
];

test.each(files)("%j names the config file %s", (environment, config) => {
  expect(settings(environment).config).toBe(config);
});

test.each(["/etc/passwd", "../a.yaml", "a/../../../b.yaml"])("A config file outside of the repository: %s", (file) => {
  const environment = { ARGOCD_APP_SOURCE_PATH: file.startsWith("a/") ? "one" : "." };
  const message = "the config file is outside of the repository; name one inside, like my.yaml";
  expect(() => settings({ ...environment, [`${ENV}CONFIG`]: file })).toThrow(`${ENV}CONFIG: ${message}`);
  const list = JSON.stringify([{ name: "config", string: file }]);
  expect(() => settings({ ...environment, [LIST]: list })).toThrow(`${LIST}: ${message}`);
});

const remedy = "leave it to Argo CD, which makes it from spec.source.plugin.parameters";
// biome-ignore format: a row a line
const refused: [list: unknown, message: string][] = [
  ["secret", `it is not JSON; ${remedy}`],
  ['"secret"', `it is not a list; ${remedy}`],
  ['{"name":"method"}', `it is not a list; ${remedy}`],
  [["secret"], `item 1 has no name; ${remedy}`],
  [[{ name: "a" }, { string: "secret" }], `item 2 has no name; ${remedy}`],
  [[{ name: "method", string: 7 }], 'string of parameter "method" is not made of strings; put it in quotes'],
  [[{ name: "trustedCIDRs", array: [["secret"]] }], 'array of parameter "trustedCIDRs" is not made of strings; put it in quotes'],
  [[{ name: "trustedCIDRs", array: { a: "secret" } }], 'array of parameter "trustedCIDRs" is not made of strings; put it in quotes'],
  [[{ name: "method", array: ["secret"] }], 'parameter "method" is an array; give it as a string'],
  [[{ name: "cloud", map: { a: "secret" } }], 'parameter "cloud" is a map; give it as a string'],
  [[{ name: "trusted-cidr", map: { a: "secret" } }], 'parameter "trusted-cidr" is a map; give it as an array or a string'],
  [[{ name: "target", string: "secret" }], 'parameter "target" is a string; give it as a map'],
  [[{ name: "config", array: ["secret"] }], 'parameter "config" is an array; give it as a string'],
  [[{ name: "target", map: { relaese: "secret" } }], 'parameter "target" has no key "relaese"; did you mean release?'],
  [[{ name: "cloud", string: "secret", array: ["secret"] }], 'parameter "cloud" has several values; keep string, array or map'],
  [[{ name: "cloud", string: "a" }, { name: "cloud", string: "b" }], '"cloud" and "cloud" say the same twice; remove one'],
  [[{ name: "trustedCIDRs", string: "a" }, { name: "trusted-cidr", string: "b" }], '"trustedCIDRs" and "trusted-cidr" say the same twice; remove one'],
  [[{ name: "target", map: { release: "a" } }, { name: "release", string: "b" }], '"target.release" and "release" say the same twice; remove one'],
  [[{ name: "metod", string: "secret" }], 'there is no parameter "metod"; did you mean method?'],
  [[{ name: "trustedCIDR", array: [] }], 'there is no parameter "trustedCIDR"; did you mean trusted-cidr?'],
  [[{ name: "TRUSTED_CIDRS" }], 'there is no parameter "TRUSTED_CIDRS"; did you mean trustedCIDRs?'],
  [[{ name: "loadbalancer" }], 'there is no parameter "loadbalancer"; did you mean loadBalancer?'],
  [[{ name: "configs" }], 'there is no parameter "configs"; did you mean config?'],
  [[{ name: "patches", array: ["secret"] }], '"patches" cannot be a parameter; put it in a config file, which parameter config names'],
];

test.each(refused)("%j is refused", (list, message) => {
  const read = () => parameters(list);
  expect(read).toThrow(Failure);
  expect(read).toThrow(expect.objectContaining({ exitCode: 2, message: `${LIST}: ${message}` }));
  expect(message).not.toContain("secret");
});

test("A value that the schema refuses is named by its parameter", () => {
  const list = [{ name: "real-ip-recursive", string: "maybe" }];
  const read = () =>
    mergeLayers([fileLayer("k.yaml", "method: http-headers\ncloud: gke\n"), ...parameters(list).layers]);
  const what = "realIPRecursive must be true or false";
  expect(read).toThrow(expect.objectContaining({ exitCode: 2, where: `${LIST}, real-ip-recursive`, what }));
});

test.each(["METHODS", "SERVICE_HOST"])("A variable of plugin.env that means nothing is refused: %s", (name) => {
  const read = () => settings({ [ENV + name]: "a" });
  expect(read).toThrow(expect.objectContaining({ code: "usage", where: ENV + name, what: "there is no such setting" }));
});
