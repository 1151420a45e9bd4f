import { closestMatch } from "leven";
import { mapsAt, textAt } from "../../json/values.ts";
import { placeOf, settingOf } from "../kong.ts";
import { type Case, hit, type Rule } from "../rule.ts";

/** The variables that matter here, for finding misspelt ones. */
const VARIABLES = [
  "KONG_TRUSTED_IPS",
  "KONG_REAL_IP_HEADER",
  "KONG_REAL_IP_RECURSIVE",
  "KONG_PROXY_LISTEN",
  "KONG_STREAM_LISTEN",
  "KONG_PORT_MAPS",
];

const names = ({ gateway }: Case) =>
  mapsAt(gateway.workload.value, [...gateway.container.path, gateway.container.variables ?? "env"]).map(
    (item) => textAt(item, ["name"]) ?? "",
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

/** What bites in the names of Kong's own settings. */
export const variableRules = {
  "misspelt-setting": {
    severity: "warning",
    title: "a variable that Kong ignores looks like one that it knows",
    story:
      "Kong drops KONG_ variables that it does not know without a word. The chart writes KONG_ before each key of env, so a key that has it already becomes KONG_KONG_…; a letter wrong in read_ip_recursive does nothing; and PROXY_PROTOCOL in capitals is the name of a header that nobody sends.",
    source: "Kong/kubernetes-ingress-controller#549; Kong/kong#5416; Kong/kong:kong/conf_loader/init.lua@549",
    *find({ gateway }) {
      const { workload } = gateway;
      for (const name of gateway.env.keys()) {
        const meant = VARIABLES.includes(name) ? undefined : nearest(name.replace(/^KONG_KONG_/, "KONG_"));
        if (meant !== undefined) yield hit(workload, `Kong ignores ${name}`, `write ${meant}`, placeOf(gateway, name));
      }
      const header = settingOf(gateway, "KONG_REAL_IP_HEADER") ?? "";
      if (header !== "proxy_protocol" && /^proxy[-_]?protocol$/i.test(header))
        yield hit(
          workload,
          "KONG_REAL_IP_HEADER names a header, not the PROXY protocol",
          "write proxy_protocol in lower case",
          placeOf(gateway, "KONG_REAL_IP_HEADER"),
        );
    },
  },
  "duplicate-variable": {
    severity: "warning",
    title: "a variable stands twice in a container",
    story:
      "Of several with one name the last counts, and server-side apply, Helm 4's default on install, refuses the manifest.",
    source: "helm/helm#31529",
    *find(given) {
      const known = names(given).filter((name) => VARIABLES.includes(name));
      const seen = new Set<string>();
      const twice = known.filter((name) => seen.size === seen.add(name).size);
      for (const name of new Set(twice))
        yield hit(
          given.gateway.workload,
          `${name} stands twice in the container's environment`,
          "set it in one place of the chart's values",
          placeOf(given.gateway, name),
        );
    },
  },
} as const satisfies Record<string, Rule>;
