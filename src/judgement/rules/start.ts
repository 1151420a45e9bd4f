import type { Gateway } from "../../kong/find.ts";
import { badTrustedEntries, directives, placeOf } from "../kong.ts";
import { type Finding, findingOf, type Hit, hit, type Rule } from "../rule.ts";

/** Attempts at Kong's own settings as injected directives, which nginx does not have. */
const NO_DIRECTIVES = /^KONG_NGINX_(?:PROXY|HTTP)_(?:PROXY_LISTEN|STREAM_LISTEN|PROXY_PROTOCOL|TRUSTED_IPS|READ_IP)/;

/** Why a gateway's listeners are not known: because Kong would not start with them, or because nobody can tell. */
function* faultHits({ workload, container, faults }: Gateway, isFatal: boolean): Iterable<Hit> {
  for (const fault of faults)
    if (fault.isFatal === isFatal) yield hit(workload, fault.what, fault.remedy, container.path);
}

/** What keeps Kong from starting, or from being understood. */
export const startRules = {
  "kong-will-not-start": {
    severity: "error",
    title: "Kong refuses to start with these settings",
    story:
      "Kong checks its listeners and trusted addresses when it starts: no quotes inside the value, no flag twice or in upper case, no netmasks or host names, one string and not a YAML list. A variable KONG_NGINX_PROXY_X becomes the directive x in nginx's configuration, and nginx refuses one that it does not know. KONG_REAL_IP_RECURSIVE goes to nginx as it is, which knows `on` and `off` alone; Helm turns an unquoted `on` into `true`.",
    source: "Kong/kong:kong/conf_loader/listeners.lua@43-175, parse.lua@568-575; nginx.org/r/real_ip_recursive",
    *find({ gateway }) {
      const { workload } = gateway;
      yield* faultHits(gateway, true);
      if (badTrustedEntries(gateway).length > 0)
        yield hit(
          workload,
          "KONG_TRUSTED_IPS is not a comma list of IP addresses and CIDRs",
          'write one string like "10.0.0.0/16,fd00::/8"',
          placeOf(gateway, "KONG_TRUSTED_IPS"),
        );
      for (const name of gateway.env.keys())
        if (NO_DIRECTIVES.test(name))
          yield hit(
            workload,
            `${name} puts a directive into nginx that nginx does not know`,
            "remove it; Kong's own settings have no nginx_ before them",
            placeOf(gateway, name),
          );
      for (const { variable, what } of directives(gateway).refused)
        yield hit(
          workload,
          `${variable} ${what}`,
          variable === "KONG_REAL_IP_RECURSIVE"
            ? 'write real_ip_recursive: "on" with quotes'
            : "write it as nginx would read it after the directive's name",
          placeOf(gateway, variable),
        );
    },
  },
  "opaque-listeners": {
    severity: "warning",
    title: "the manifest does not tell what Kong listens on",
    story:
      "A listen setting that comes from valueFrom or a vault cannot be judged, nor changed in place. Write it out in the chart's values.",
    source: "Kong/kong:kong/conf_loader/init.lua@376-537",
    find: ({ gateway }) => faultHits(gateway, false),
  },
} as const satisfies Record<string, Rule>;

/** Why nobody can tell on what a gateway listens, without which nothing can be changed. */
export const listenerFindings = (gateway: Gateway): Finding[] => [
  ...[...faultHits(gateway, true)].map((each) =>
    findingOf("kong-will-not-start", startRules["kong-will-not-start"], each),
  ),
  ...[...faultHits(gateway, false)].map((each) => findingOf("opaque-listeners", startRules["opaque-listeners"], each)),
];
