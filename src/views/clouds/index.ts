import { profilesOf } from "../../clouds/profiles.ts";
import { cloudOf, namedBy } from "../../config/resolve.ts";
import { json } from "../../escape/json.ts";
import type { Cloud } from "../../generated/cloud.ts";
import { clouds } from "../../generated/clouds.ts";
import type { Style } from "../terminal.ts";
import { cloudPage } from "./cloud.ts";
import { cloudOverview, cloudTable } from "./table.ts";

/** One cloud, or one load balancer of it. */
interface One {
  name: string;
  cloud: Cloud;
  /** Whether there is more than fits on a screen: several load balancers, none of which was named. */
  isLong: boolean;
  /** Whether a terminal is told of sources too; other formats always are. */
  sources: boolean;
}

interface Printer {
  all(clouds: Readonly<Record<string, Cloud>>): string;
  one(asked: One, style: Style): string;
}

/** How clouds can be printed; the first is the default. */
export const cloudFormats = {
  text: {
    all: (clouds) => cloudTable(clouds, "text"),
    one: ({ name, cloud, isLong, sources }, style) =>
      isLong && !sources
        ? cloudOverview(name, cloud, style)
        : cloudPage(name, cloud, { format: "text", sources }, style),
  },
  json: { all: json, one: ({ cloud }) => json(cloud) },
  markdown: {
    all: (clouds) => cloudTable(clouds, "markdown"),
    one: ({ name, cloud }, style) => cloudPage(name, cloud, { format: "markdown", sources: true }, style),
  },
} satisfies Record<string, Printer>;

interface CatalogQuery {
  name: string | undefined;
  loadBalancer: string | undefined;
  sources: boolean;
  format: keyof typeof cloudFormats;
}

/**
 * What the tool knows about all clouds, about one, or about a load balancer. A terminal gets one screen: of a cloud
 * with several load balancers what they are, of one load balancer what it needs and does.
 *
 * @throws Failure (config) with the nearest name for a cloud or load balancer that does not exist
 */
export function catalog({ name, loadBalancer, sources, format }: CatalogQuery, style: Style): string {
  const printer = cloudFormats[format];
  if (name === undefined)
    return printer.all(Object.fromEntries(Object.entries(clouds).map(([id, make]) => [id, make()])));
  const whole = cloudOf(name, "clouds");
  const cloud = loadBalancer === undefined ? whole : only(name, whole, loadBalancer);
  const isLong = loadBalancer === undefined && profilesOf(name).length > 1;
  return printer.one({ name, cloud, isLong, sources }, style);
}

/** A cloud with one of its load balancers. */
function only(id: string, cloud: Cloud, loadBalancer: string): Cloud {
  namedBy(id, loadBalancer, "external-traffic-policy", () => "clouds");
  const profile = cloud.loadBalancers[loadBalancer];
  return { ...cloud, loadBalancers: profile ? { [loadBalancer]: profile } : {} };
}
