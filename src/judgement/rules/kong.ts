import { closestMatch } from "leven";
import { type JsonObject, mapsAt, textAt } from "../../json/values.ts";
import { OVERRIDES } from "../../kong/directives.ts";
import type { Gateway } from "../../kong/find.ts";
import { isSince } from "../../kong/version.ts";
import { addedTrust, badTrustedEntries, directives, placeOf, settingOf } from "../kong.ts";
import { type Case, type Hit, hit, type Rule } from "../rule.ts";

/** The variables that matter here, for finding misspelt ones. */
const VARIABLES = [
  "KONG_TRUSTED_IPS",
  "KONG_REAL_IP_HEADER",
  "KONG_REAL_IP_RECURSIVE",
  "KONG_PROXY_LISTEN",
  "KONG_STREAM_LISTEN",
  "KONG_PORT_MAPS",
];
const INJECTED = /^KONG_NGINX_PROXY_(?:REAL_IP_HEADER|REAL_IP_RECURSIVE|SET_REAL_IP_FROM)$/;

/** Attempts at Kong's own settings as injected directives, which nginx does not have. */
const NO_DIRECTIVES = /^KONG_NGINX_(?:PROXY|HTTP)_(?:PROXY_LISTEN|STREAM_LISTEN|PROXY_PROTOCOL|TRUSTED_IPS|READ_IP)/;

const names = ({ gateway }: Case) =>
  mapsAt(gateway.workload.value, [...gateway.container.path, "env"]).map(
    (item: JsonObject) => textAt(item, ["name"]) ?? "",
  );

/** The variable that a name was meant to be. Two letters wrong leave one of three parts whole, which is quick to see. */
function nearest(name: string): string | undefined {
  const alike = VARIABLES.filter((known) => thirds(known.replace("KONG_", "")).some((part) => name.includes(part)));
  return alike.length === 0 ? undefined : closestMatch(name, alike, { maxDistance: 2 });
}

function thirds(word: string): string[] {
  const size = Math.ceil(word.length / 3);
  return [word.slice(0, size), word.slice(size, 2 * size), word.slice(2 * size)];
}

const added = (gateway: Gateway): Hit[] =>
  addedTrust(gateway).map((variable) =>
    hit(
      gateway.workload,
      `${variable} adds trust to that of KONG_TRUSTED_IPS`,
      `remove it, and name its addresses in trusted_ips`,
      placeOf(gateway, variable),
    ),
  );

/** What bites in Kong's own settings. */
export const kongRules: Record<string, Rule> = {
  "kong-will-not-start": {
    severity: "error",
    title: "Kong refuses to start with these settings",
    story:
      "Kong checks its listeners and trusted addresses when it starts: no quotes inside the value, no flag twice or in upper case, no netmasks or host names, one string and not a YAML list. A variable KONG_NGINX_PROXY_X becomes the directive x in nginx's configuration, and nginx refuses one that it does not know. KONG_REAL_IP_RECURSIVE goes to nginx as it is, which knows `on` and `off` alone; Helm turns an unquoted `on` into `true`.",
    source: "Kong/kong:kong/conf_loader/listeners.lua@43-175, parse.lua@568-575; nginx.org/r/real_ip_recursive",
    find: ({ gateway }) => {
      const { workload, container, faults } = gateway;
      const bad = badTrustedEntries(gateway).length;
      return [
        ...faults
          .filter(({ isFatal }) => isFatal)
          .map(({ what, remedy }) => hit(workload, what, remedy, container.path)),
        ...(bad > 0
          ? [
              hit(
                workload,
                "KONG_TRUSTED_IPS is not a comma list of IP addresses and CIDRs",
                'write one string like "10.0.0.0/16,fd00::/8"',
                placeOf(gateway, "KONG_TRUSTED_IPS"),
              ),
            ]
          : []),
        ...[...gateway.env.keys()]
          .filter((name) => NO_DIRECTIVES.test(name))
          .map((name) =>
            hit(
              workload,
              `${name} puts a directive into nginx that nginx does not know`,
              "remove it; Kong's own settings have no nginx_ before them",
              placeOf(gateway, name),
            ),
          ),
        ...directives(gateway).refused.map(({ variable, what }) =>
          hit(
            workload,
            `${variable} ${what}`,
            variable === "KONG_REAL_IP_RECURSIVE"
              ? 'write real_ip_recursive: "on" with quotes'
              : "write it as nginx would read it after the directive's name",
            placeOf(gateway, variable),
          ),
        ),
      ];
    },
  },
  "opaque-listeners": {
    severity: "warning",
    title: "the manifest does not tell what Kong listens on",
    story:
      "A listen setting that comes from valueFrom or a vault cannot be judged, nor changed in place. Write it out in the chart's values.",
    source: "Kong/kong:kong/conf_loader/init.lua@376-537",
    find: ({ gateway: { workload, container, faults } }) =>
      faults.filter(({ isFatal }) => !isFatal).map(({ what, remedy }) => hit(workload, what, remedy, container.path)),
  },
  "overridden-setting": {
    severity: "error",
    title: "an injected nginx directive silently wins over Kong's setting",
    story:
      "KONG_NGINX_PROXY_REAL_IP_HEADER and KONG_NGINX_PROXY_REAL_IP_RECURSIVE put directives into nginx's configuration. Where one is set, Kong drops KONG_REAL_IP_HEADER or KONG_REAL_IP_RECURSIVE without a word.",
    source: "Kong/kong:kong/conf_loader/init.lua@62-78",
    find: ({ gateway }) =>
      Object.entries(OVERRIDES)
        .filter(([name, override]) => {
          const [ours, theirs] = [gateway.env.get(name), gateway.env.get(override)];
          return ours && theirs && ours.value?.trim() !== theirs.value?.trim() && isSince(gateway.version, [2, 0]);
        })
        .map(([name, override]) =>
          hit(
            gateway.workload,
            `${override} silently wins over ${name}`,
            `remove ${override.slice(5).toLowerCase()} from the chart's env`,
            placeOf(gateway, override),
          ),
        ),
  },
  "added-trust": {
    severity: "warning",
    title: "nginx trusts addresses of which Kong itself does not know",
    story:
      "KONG_NGINX_PROXY_SET_REAL_IP_FROM and its like, for streams KONG_NGINX_SPROXY_SET_REAL_IP_FROM, add to the addresses in KONG_TRUSTED_IPS and take none away. Kong's own code believes X-Forwarded-Proto and its like by KONG_TRUSTED_IPS alone, so the two differ. A run that sets KONG_TRUSTED_IPS cannot take such trust back, and refuses.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@137-143",
    find: ({ gateway }) => added(gateway),
  },
  "trust-beyond-config": {
    severity: "error",
    title: "the manifests trust more than the config says",
    story:
      "Directives such as KONG_NGINX_PROXY_SET_REAL_IP_FROM add to the trusted addresses of the config. Whoever connects from there could write a PROXY header, or a request header, of its own.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@137-143",
    find: ({ gateway, run }) => (run && run.settings.trust.cidrs.length > 0 ? added(gateway) : []),
  },
  "misspelt-setting": {
    severity: "warning",
    title: "a variable that Kong ignores looks like one that it knows",
    story:
      "Kong drops KONG_ variables that it does not know without a word. The chart writes KONG_ before each key of env, so a key that has it already becomes KONG_KONG_…; a letter wrong in read_ip_recursive does nothing; and PROXY_PROTOCOL in capitals is the name of a header that nobody sends.",
    source: "Kong/kubernetes-ingress-controller#549; Kong/kong#5416; Kong/kong:kong/conf_loader/init.lua@549",
    find: (given) => {
      const { workload } = given.gateway;
      const wrong = [...given.gateway.env.keys()].flatMap((name) => {
        const meant =
          VARIABLES.includes(name) || INJECTED.test(name) ? undefined : nearest(name.replace(/^KONG_KONG_/, "KONG_"));
        return meant === undefined
          ? []
          : [
              hit(
                workload,
                `Kong ignores ${name}`,
                `write ${meant}, which is ${meant.slice(5).toLowerCase()} in the chart's env`,
                placeOf(given.gateway, name),
              ),
            ];
      });
      const header = settingOf(given.gateway, "KONG_REAL_IP_HEADER");
      const isOdd = header !== undefined && header !== "proxy_protocol" && /^proxy[-_]?protocol$/i.test(header);
      return isOdd
        ? [
            ...wrong,
            hit(
              workload,
              "KONG_REAL_IP_HEADER names a header, not the PROXY protocol",
              "write proxy_protocol in lower case",
              placeOf(given.gateway, "KONG_REAL_IP_HEADER"),
            ),
          ]
        : wrong;
    },
  },
  "duplicate-variable": {
    severity: "warning",
    title: "a variable stands twice in a container",
    story:
      "Of several with one name the last counts, and server-side apply, Helm 4's default on install, refuses the manifest.",
    source: "helm/helm#31529",
    find: (given) => {
      const known = names(given).filter((name) => VARIABLES.includes(name));
      const seen = new Set<string>();
      const twice = known.filter((name) => seen.size === seen.add(name).size);
      return [...new Set(twice)].map((name) =>
        hit(
          given.gateway.workload,
          `${name} stands twice in the container's environment`,
          "set it in one place of the chart's values",
          placeOf(given.gateway, name),
        ),
      );
    },
  },
};
