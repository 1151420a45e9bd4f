import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";
import { FUNCTION, GKE, HEAD, KONG, MAP } from "./texts.ts";

/** What is wrong, the input and the whole message; the secret in it must never be told. */
const REFUSALS: [string, string, string][] = [
  [
    "a key in the spec is misspelt",
    `${HEAD}${FUNCTION}  spec:\n    metod: proxy-protocol\n    cloud: eks\n${KONG}`,
    'stdin:7:5: unknown key "metod"; did you mean method?',
  ],
  [
    "a value in the spec is unknown",
    `${HEAD}${KONG}${FUNCTION}  spec: {method: proxy-protocol, cloud: ekz}\n`,
    'stdin:27:34: unknown cloud "ekz"; did you mean eks?',
  ],
  [
    "an item of a list in the spec is wrong",
    `${HEAD}${KONG}${FUNCTION}  spec:\n    method: proxy-protocol\n    cloud: eks\n    trustedCIDRs:\n    - 10.0.0.0/16\n    - nobody\n`,
    'stdin:32:5: "nobody": it is not an IP address or CIDR, and Kong takes no host names; write it like 10.0.0.0/16',
  ],
  [
    "JSON has a wrong value",
    `{"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [],\n "functionConfig": {"apiVersion": "kong-client-ip/v1", "kind": "KongClientIP", "spec": {"method": "x", "cloud": "eks"}}}`,
    'stdin:2:89: unknown method "x"; use one of: external-traffic-policy, proxy-protocol, http-headers',
  ],
  [
    "there is no spec",
    `${HEAD}${FUNCTION}${KONG}`,
    "config: method is missing, and there is no kong-client-ip.yaml in the working directory; set method (--method) to external-traffic-policy, proxy-protocol or http-headers",
  ],
  [
    "settings stand outside the spec",
    `${HEAD}${FUNCTION}  method: proxy-protocol\n${KONG}`,
    "stdin:6:3: method stands outside spec; move it into spec",
  ],
  [
    "the spec is no map",
    `${HEAD}${FUNCTION}  spec: []\n${KONG}`,
    "stdin:6:3: spec is not a map; write keys such as method: and cloud:",
  ],
  [
    "the config is of another kind",
    `${HEAD}functionConfig:\n  apiVersion: v1\n  kind: Secret\n  stringData: {a: do-not-print-me}\n${KONG}`,
    "stdin:5:3: an object of this kind holds no settings; use kind KongClientIP, or a ConfigMap",
  ],
  [
    "the config has no kind",
    `${HEAD}functionConfig: {method: proxy-protocol}\n${KONG}`,
    "stdin:3:1: an object of this kind holds no settings; use kind KongClientIP, or a ConfigMap",
  ],
  [
    "the config is of another version",
    `${HEAD}${GKE.replace("client-ip/v1", "client-ip/v2")}${KONG}`,
    "stdin:4:3: this version of KongClientIP is not known; write apiVersion: kong-client-ip/v1",
  ],
  [
    "the config is no object",
    `${HEAD}functionConfig: do-not-print-me\n${KONG}`,
    "stdin:3:1: functionConfig is not a map; write it as a map",
  ],
  [
    "a key of a ConfigMap is misspelt",
    `${HEAD}${MAP}  data:\n    method: proxy-protocol\n    trustedCIDR: 10.0.0.0/16\n${KONG}`,
    'stdin:8:5: unknown key "trustedCIDR"; did you mean trustedCIDRs?',
  ],
  [
    "a value of a ConfigMap is wrong",
    `${HEAD}${MAP}  data:\n    method: proxy-protocol\n    cloud: eks\n    trustedCIDRs: 10.0.0.0/16,nobody\n${KONG}`,
    'stdin:9:5: "nobody": it is not an IP address or CIDR, and Kong takes no host names; write it like 10.0.0.0/16',
  ],
  [
    "a switch of a ConfigMap is a word",
    `${HEAD}${MAP}  data:\n    method: http-headers\n    cloud: generic\n    trustedCIDRs: 10.0.0.0/16\n    realIPRecursive: maybe\n${KONG}`,
    "stdin:10:5: realIPRecursive must be true or false; correct it in the config",
  ],
  [
    "a target of a ConfigMap is nothing",
    `${HEAD}${MAP}  data:\n    method: external-traffic-policy\n    cloud: gke\n    target.release:\n${KONG}`,
    "stdin:9:5: target.release must be a string; correct it in the config",
  ],
  [
    "the version of the list is unknown",
    `${HEAD.replace("v1", "v9")}${GKE}${KONG}`,
    "stdin:1:1: this version of ResourceList is not known; use one of: config.kubernetes.io/v1, config.kubernetes.io/v1beta1, config.kubernetes.io/v1alpha1",
  ],
  ["items are no list", `${HEAD}${GKE}items: {a: 1}\n`, "stdin:9:1: items is not a list; write it as a list"],
  [
    "results are no list",
    `${HEAD}${GKE}${KONG}results:\n  name: an-old-way\n  items: []\n`,
    "stdin:30:1: results is not a list; write it as a list",
  ],
  [
    "a document follows",
    `${HEAD}${GKE}${KONG}---\n# more\nkind: ConfigMap\ndata: {a: do-not-print-me}\n`,
    "stdin:30: a ResourceList must stand alone; put the document into its items",
  ],
  [
    "a document goes before",
    `kind: Secret\nstringData: {a: do-not-print-me}\n---\n${HEAD}${GKE}${KONG}`,
    "stdin:1: a ResourceList must stand alone; put the document into its items",
  ],
  [
    "a second list follows behind a document end",
    `${HEAD}${GKE}${KONG}...\n${HEAD}${KONG}`,
    "stdin:31:1: ResourceList is followed by another document, which Kubernetes does not read; put a line of --- between them",
  ],
  [
    "it is not valid YAML",
    `${HEAD}${GKE}${KONG}- kind: Secret\n  a: "do-not-print-me\n`,
    "stdin:32:1: ResourceList cannot be read: a quote, bracket or comma is missing; mend the template",
  ],
  [
    "there are no items",
    `${HEAD}${GKE}`,
    "stdin: no workload runs Kong's proxy: there are no resources; render the chart that runs it, or set ifNoKong (--if-no-kong) to pass",
  ],
  [
    "a change would be written into an alias",
    `${HEAD}${GKE}${KONG.replace("spec:\n    type", "spec: &shared\n    type")}- {kind: Other, spec: *shared}\n`,
    "Service demo-kong-proxy: /items/0/spec is written through a YAML alias or merge key, so a change would show in several places; write the value out",
  ],
];

describe("A ResourceList is refused where", () => {
  test.each(REFUSALS)("%s", (_, input, message) => {
    const { status, stdout, stderr } = command([], { input });
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: `kong-client-ip: error: ${message}\n` });
    expect(status).toBeGreaterThan(0);
    expect(stderr).not.toContain("do-not-print-me");
  });
});
