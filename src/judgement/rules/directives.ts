import { OVERRIDES } from "../../kong/directives.ts";
import type { Gateway } from "../../kong/find.ts";
import { isSince } from "../../kong/version.ts";
import { addedTrust, placeOf } from "../kong.ts";
import { type Hit, hit, type Rule } from "../rule.ts";

function* addedHits(gateway: Gateway): Iterable<Hit> {
  for (const variable of addedTrust(gateway))
    yield hit(
      gateway.workload,
      `${variable} adds trust to that of KONG_TRUSTED_IPS`,
      "remove it, and name its addresses in trusted_ips",
      placeOf(gateway, variable),
    );
}

/** What bites in nginx directives that are injected beside Kong's own settings. */
export const directiveRules = {
  "overridden-setting": {
    severity: "error",
    title: "an injected nginx directive silently wins over Kong's setting",
    story:
      "KONG_NGINX_PROXY_REAL_IP_HEADER and KONG_NGINX_PROXY_REAL_IP_RECURSIVE put directives into nginx's configuration. Where one is set, Kong drops KONG_REAL_IP_HEADER or KONG_REAL_IP_RECURSIVE without a word.",
    source: "Kong/kong:kong/conf_loader/init.lua@62-78",
    *find({ gateway }) {
      if (!isSince(gateway.version, [2, 0])) return;
      for (const [name, override] of Object.entries(OVERRIDES)) {
        const [ours, theirs] = [gateway.env.get(name), gateway.env.get(override)];
        if (ours && theirs && ours.value?.trim() !== theirs.value?.trim())
          yield hit(
            gateway.workload,
            `${override} silently wins over ${name}`,
            `remove ${override} from Kong's env`,
            placeOf(gateway, override),
          );
      }
    },
  },
  "added-trust": {
    severity: "warning",
    title: "nginx trusts addresses of which Kong itself does not know",
    story:
      "KONG_NGINX_PROXY_SET_REAL_IP_FROM and its like, for streams KONG_NGINX_SPROXY_SET_REAL_IP_FROM, add to the addresses in KONG_TRUSTED_IPS and take none away. Kong's own code believes X-Forwarded-Proto and its like by KONG_TRUSTED_IPS alone, so the two differ. A run that sets KONG_TRUSTED_IPS cannot take such trust back, and refuses.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@137-143",
    find: ({ gateway }) => addedHits(gateway),
  },
  "trust-beyond-config": {
    severity: "error",
    title: "the manifests trust more than the config says",
    story:
      "Directives such as KONG_NGINX_PROXY_SET_REAL_IP_FROM add to the trusted addresses of the config. Whoever connects from there could write a PROXY header, or a request header, of its own.",
    source: "Kong/kong:kong/templates/nginx_kong.lua@137-143",
    find: ({ gateway, run }) => (run && run.settings.trust.cidrs.length > 0 ? addedHits(gateway) : []),
  },
} as const satisfies Record<string, Rule>;
