import { profilesOf } from "../../clouds/profiles.ts";
import { cloudOf, namedBy } from "../../config/resolve.ts";
import type { Cloud } from "../../generated/cloud.ts";
import { clouds } from "../../generated/clouds.ts";
import { json } from "../escape/json.ts";
import type { Style } from "../terminal.ts";
import { cloudPage } from "./cloud.ts";
import { cloudOverview, cloudTable } from "./table.ts";

/** What is asked for: all clouds, one, or one load balancer of it. */
export interface Asked {
  name?: string;
  loadBalancer?: string;
  /** Whether a terminal is told of sources too; other formats always are. */
  sources?: true;
  format: "text" | "json" | "markdown";
}

/**
 * What the tool knows about all clouds, about one, or about a load balancer. A terminal gets one screen: of a cloud
 * with several load balancers what they are, of one load balancer what it needs and does.
 *
 * @throws Failure (config) with the nearest name for a cloud or load balancer that does not exist
 */
export function catalog({ name, loadBalancer, sources, format }: Asked, style: Style): string {
  if (name === undefined) {
    const all = Object.fromEntries(Object.entries(clouds).map(([id, make]) => [id, make()]));
    return format === "json" ? json(all) : cloudTable(all, format);
  }
  const cloud = cloudOf(name, "clouds");
  const shown = loadBalancer === undefined ? cloud : only(name, cloud, loadBalancer);
  if (format === "json") return json(shown);
  const isOverview = format === "text" && !sources && profilesOf(name).length > 1 && loadBalancer === undefined;
  return isOverview
    ? cloudOverview(name, cloud, style)
    : cloudPage(name, shown, { format, sources: sources === true || format === "markdown" }, style);
}

/** A cloud with one of its load balancers. */
function only(id: string, cloud: Cloud, loadBalancer: string): Cloud {
  namedBy(id, loadBalancer, "external-traffic-policy", () => "clouds");
  const profile = cloud.loadBalancers[loadBalancer];
  return { ...cloud, loadBalancers: profile ? { [loadBalancer]: profile } : {} };
}
