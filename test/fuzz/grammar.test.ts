/** Everything else that users write: configs, flags, variables, listeners and annotations. */

import fc from "fast-check";
import { expect } from "vitest";
import { environmentLayer } from "../../src/config/environment.ts";
import type { Merge } from "../../src/generated/cloud.ts";
import { itemsOf } from "../../src/json/lists.ts";
import { type Listener, parseListeners, withProxyProtocol } from "../../src/kong/listen.ts";
import { merge } from "../../src/methods/merge.ts";
import { bytes } from "../manifests/bytes.ts";
import { release } from "../support/case.ts";
import { command } from "../support/command.ts";
import { law } from "../support/law.ts";

const told = ({ status, stdout, stderr }: ReturnType<typeof command>) => {
  expect([0, 1, 2], stderr).toContain(status);
  if (status !== 0 && stdout === "") expect(stderr).toMatch(/^kong-client-ip: error: \S.*: .*; .*\n$/);
};

// biome-ignore format: a kind of thing a line
const CONFIG = [
  "method: ", "cloud: ", "loadBalancer: ", "trustedCIDRs: ", "realIPHeader: ", "realIPRecursive: ", "allowTrustAll: ", "target: ", "patches: ", "silence: ", "ifNoKong: ", "__proto__: ", "constructor: ",
  "proxy-protocol", "http-headers", "external-traffic-policy", "eks", "generic", "nlb", "alb", "pass", "on", "true", "10.0.0.0/8", "0.0.0.0/0", "::/0", "provider:cloudflare", "X-Real-IP",
  "\n", "\n", "\n", "\n- ", "\n  ", "[", "]", "{", "}", ", ", "release: ", "namespace: ", "workload: ", "service: ", "code: ", "reason: ", "patch: ", "op: ", "add", "remove", "test", "copy", "from: ", "path: ", "value: ", "/spec", "/metadata/annotations", "/-", "~1",
  "&a ", "*a", "<<: ", "!!int ", "|\n  x", "# c\n", "---\n", "\t", "\0", '"', "'", "null", "~", "1",
];
const snippets = fc.array(fc.constantFrom(...CONFIG), { maxLength: 30 }).map((parts) => parts.join(""));
const PROXY = "method: proxy-protocol\ncloud: eks\ntrustedCIDRs: [10.0.0.0/16]\n";
const config = fc.oneof(
  snippets,
  snippets.map((text) => `${PROXY}${text}`),
  bytes.map((data) => data.toString()),
);
const verb = fc.constantFrom([], ["check"], ["preview"]);

law("any config is carried out or refused", fc.tuple(config, verb), 500, ([text, args]) =>
  told(command(args, { input: release, config: text })),
);

// biome-ignore format: a command's own a line
const WHOLE = [
  ["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"],
  ["--method", "external-traffic-policy", "--cloud", "gke"],
  ["--method=http-headers", "--cloud=generic", "--trusted-cidr", "10.0.0.0/8,fd00::/8", "--no-real-ip-recursive"],
];
const VERBS = [[], ["check"], ["preview"], ["patches"], ["values"], ["clouds"]];
// biome-ignore format: a kind of thing a line
const WORDS = [
  "--method", "--cloud", "--trusted-cidr", "--target", "--release", "--fail-on", "--format", "--explain", "--into", "--under",
  "--cloud=eks", "--method=proxy-protocol", "--trusted-cidr=10.0.0.0/16", "--release=demo", "--real-ip-recursive=on", "--no-real-ip-recursive", "--format=json", "--format=markdown",
  "--quiet", "-q", "--helm-plugin", "--", "-", "-x", "--help", "-V", "", "json", "warning",
];
const word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...CONFIG, "check", "preview", "--config") },
  { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
);
const line = fc
  .tuple(fc.constantFrom(...VERBS), fc.constantFrom([], ...WHOLE), fc.array(word, { maxLength: 4 }))
  .map((parts) => parts.flat());

law("any command line is carried out or refused", line, 1_000, (args) => {
  try {
    told(command(args, { input: release }));
    return true;
  } catch (error) {
    // Files that are not there are the shell's business.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
});

const variable = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      "METHOD",
      "CLOUD",
      "TRUSTED_CIDR",
      "TRUSTED_CIDRS",
      "REAL_IP_RECURSIVE",
      "TARGET_RELEASE",
      "RELEASE",
      "IF_NO_KONG",
      "ALLOW_TRUST_ALL",
    ),
    fc.string({ maxLength: 8 }),
  ),
  fc.oneof(fc.constantFrom(...CONFIG), fc.string({ maxLength: 8 })),
);
law("any environment is carried out or refused", fc.array(variable, { maxLength: 6 }), 500, (variables) => {
  const env = Object.fromEntries(variables.map(([name, value]) => [`KONG_CLIENT_IP_${name}`, value]));
  told(command(["--method=proxy-protocol", "--cloud=eks", "--trusted-cidr=10.0.0.0/16"], { input: release, env }));
  expect(() => environmentLayer({ PATH: "/bin" })).not.toThrow();
});

const address = fc.constantFrom("0.0.0.0:8000", "[::]:8443", "*:80", "127.0.0.1:9000", "0.0.0.0:65535");
// biome-ignore format: a kind of thing a line
const FLAGS = {
  KONG_PROXY_LISTEN: [" ssl", " http2", " proxy_protocol", "  backlog=16384", " so_keepalive=30m::10", " reuseport", "\tbind", " deferred", " "],
  KONG_STREAM_LISTEN: [" ssl", " udp", " proxy_protocol", " backlog=16384", " reuseport", "\tbind", " "],
};
// biome-ignore format: a kind of thing a line
const odd = fc.constantFrom(":99999", ":0", "host.name", "8000", " ", "\n", "\u00a0", ",", "off", " PROXY_PROTOCOL", "'", '"', "unix:/a", "{vault://env/x}");
const listen = (variable: keyof typeof FLAGS) =>
  fc
    .tuple(fc.constantFrom("", "", " ", "\n"), address, fc.shuffledSubarray(FLAGS[variable]))
    .map(([before, place, flags]) => before + place + flags.join(""));
const listeners = fc
  .constantFrom("KONG_PROXY_LISTEN" as const, "KONG_STREAM_LISTEN" as const)
  .chain((variable) =>
    fc.tuple(
      fc.constant(variable),
      fc.array(listen(variable), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(",", ", "),
      // Half of them are as they should be.
      fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(), odd), { maxLength: 2 })),
    ),
  )
  .map(([variable, entries, comma, odds]) => {
    const value = odds.reduce((text, [place, oddity]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + oddity + text.slice(at);
    }, entries.join(comma));
    return [variable, value] as const;
  });

law("listeners keep all they have, and speak PROXY once", listeners, 5_000, ([variable, value]) => {
  const listeners = parseListeners(variable, value);
  if (!Array.isArray(listeners)) {
    expect(listeners.what).toMatch(/^(?:is empty|has quotes|entry \d+ )/);
    return false;
  }
  const isTcp = ({ transport }: Listener) => transport === "TCP";
  const spoken = withProxyProtocol(value, listeners.filter(isTcp));
  const again = parseListeners(variable, spoken);
  if (!Array.isArray(again)) throw new Error(again.what);
  expect(withProxyProtocol(spoken, again.filter(isTcp))).toBe(spoken);
  // Kong reads flags with a value behind the others.
  const sorted = (all: typeof listeners) => all.map((each) => ({ ...each, flags: [...each.flags].sort() }));
  expect(sorted(again)).toEqual(
    sorted(
      listeners.map((listener) =>
        isTcp(listener) && !listener.flags.includes("proxy_protocol")
          ? { ...listener, flags: [...listener.flags, "proxy_protocol"] }
          : listener,
      ),
    ),
  );
  // Nothing is taken away: what was there is there in its order.
  let at = 0;
  for (const char of spoken) if (char === value[at]) at++;
  expect(at).toBe(value.length);
  return true;
});

const letters = fc.constantFrom(...'ab=, \n\t{}[]":1.-');
const old = fc.oneof(
  fc.string({ unit: letters, maxLength: 20 }),
  fc.constantFrom(
    "{}",
    "[]",
    '{"listeners":[]}',
    '{"a":[{"name":"http","x":1},{"name":"http"}],"__proto__":{"a":1}}',
    "a=1,b=2",
    " a = 1 , b",
    "null",
    '{"a":{"name":"http"}}',
  ),
  fc.json({ maxDepth: 3 }),
);
const token = fc.constantFrom("a", "b", "a.b", "proxy_protocol.enabled");
const kind: fc.Arbitrary<Merge> = fc.oneof(
  fc
    .dictionary(token, fc.constantFrom("true", "1", ""), { minKeys: 1, maxKeys: 2 })
    .map((pairs) => ({ pairs }) as Merge),
  fc.uniqueArray(token, { minLength: 1, maxLength: 3 }).map((words) => ({ words }) as Merge),
  fc
    .constantFrom(
      { a: { name: "{name}", port: "{port}", y: true } },
      { a: { name: "{name}" }, b: { x: { p: "{port}" }, name: "{name}" } },
    )
    .map((ports) => ({ ports }) as Merge),
);
const ports = fc.uniqueArray(
  fc.constantFrom({ name: "http", port: 80 }, { name: "tls", port: 443 }, { name: "__proto__", port: 1 }),
  { maxLength: 3 },
);

law(
  "a merge keeps what was there, and is done once",
  fc.tuple(old, kind, ports),
  5_000,
  ([text, parts, servicePorts]) => {
    const merged = merge(text, parts, servicePorts);
    if (merged === undefined) {
      expect(parts).toHaveProperty("ports");
      return false;
    }
    expect(merge(merged, parts, servicePorts)).toBe(merged);
    if (parts.words) expect(itemsOf(merged)).toEqual(expect.arrayContaining([...itemsOf(text), ...parts.words]));
    if (parts.pairs) {
      const keys = Object.keys(parts.pairs);
      const others = (list: string) => itemsOf(list).filter((item) => !keys.includes(item.split("=")[0]?.trim() ?? ""));
      expect(others(merged)).toEqual(others(text));
      for (const [key, value] of Object.entries(parts.pairs)) expect(itemsOf(merged)).toContain(`${key}=${value}`);
    }
    return true;
  },
);
