import { expect, test } from "vitest";
import { environmentLayer } from "../../src/config/environment.ts";
import { FORMS } from "../../src/config/short.ts";
import { SETTINGS } from "../../src/config/table.ts";
import { Failure } from "../../src/failure.ts";

const P = "KONG_CLIENT_IP_";

// biome-ignore format: a row a line
const rows: [environment: Record<string, string>, value: Record<string, unknown>][] = [
  [{}, {}],
  [{ PATH: "/bin", KONG_PROXY_LISTEN: "off", kong_client_ip_method: "a" }, {}],
  [{ [`${P}METHOD`]: "proxy-protocol", [`${P}CLOUD`]: "eks" }, { method: "proxy-protocol", cloud: "eks" }],
  [{ [`${P}METHOD`]: "", [`${P}TRUSTED_CIDR`]: "", [`${P}CONFIG`]: "" }, {}],
  [{ [`${P}TRUSTED_CIDR`]: "10.0.0.0/8, fd00::/8" }, { trustedCIDRs: ["10.0.0.0/8", "fd00::/8"] }],
  [{ [`${P}TRUSTED_CIDRS`]: "10.0.0.0/8" }, { trustedCIDRs: ["10.0.0.0/8"] }],
  [{ [`${P}TRUSTED_CIDR`]: "", [`${P}TRUSTED_CIDRS`]: "a" }, { trustedCIDRs: ["a"] }],
  [{ [`${P}TRUSTED_CIDR`]: "a", [`${P}TRUSTED_CIDRS`]: "b" }, { trustedCIDRs: ["a"] }],
  [{ [`${P}TRUSTED_CIDR`]: "," }, { trustedCIDRs: [] }],
  [{ [`${P}REAL_IP_RECURSIVE`]: "true", [`${P}ALLOW_TRUST_ALL`]: "off" }, { realIPRecursive: true, allowTrustAll: false }],
  [{ [`${P}REAL_IP_RECURSIVE`]: "maybe" }, { realIPRecursive: "maybe" }],
  [{ [`${P}RELEASE`]: "a", [`${P}TARGET_NAMESPACE`]: "b" }, { target: { release: "a", namespace: "b" } }],
  [{ [`${P}CONFIG`]: "a.yaml" }, {}],
];

test.each(rows)("%j means %j", (environment, value) => {
  expect(environmentLayer(environment).value).toEqual(value);
});

test("Every setting has a variable, named as its flag is", () => {
  for (const { key, path, kind } of SETTINGS) {
    const { flags, variables } = FORMS[key];
    const name = flags
      .replace(/^--| .*$/g, "")
      .replaceAll("-", "_")
      .toUpperCase();
    expect(variables[0]).toBe(name);
    const layer = environmentLayer({ [P + name]: kind === "switch" ? "true" : "a" });
    expect(layer.where(path)).toBe(P + name);
    expect(Object.keys(layer.value)).toEqual([path[0]]);
  }
});

test("What Kubernetes makes up for a Service called kong-client-ip is no setting", () => {
  const links = {
    [`${P}SERVICE_HOST`]: "10.0.0.1",
    [`${P}SERVICE_PORT`]: "80",
    [`${P}SERVICE_PORT_HTTP`]: "80",
    [`${P}PORT`]: "tcp://10.0.0.1:80",
    [`${P}PORT_80_TCP`]: "tcp://10.0.0.1:80",
    [`${P}PORT_80_TCP_ADDR`]: "10.0.0.1",
  };
  expect(environmentLayer(links).value).toEqual({});
});

// biome-ignore format: a row a line
const refused: [name: string, remedy: string][] = [
  [`${P}METHODS`, `did you mean ${P}METHOD?`],
  [`${P}LOADBALANCER`, `did you mean ${P}LOAD_BALANCER?`],
  [`${P}SERVICES_HOST`, "use one of: "],
  [`${P}PATCHES`, "use one of: "],
];

test.each(refused)("%s is refused: %s", (name, remedy) => {
  const read = () => environmentLayer({ [name]: "a" });
  expect(read).toThrow(Failure);
  expect(read).toThrow(expect.objectContaining({ code: "usage", exitCode: 2, where: name }));
  expect(read).toThrow(remedy);
});
