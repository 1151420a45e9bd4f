import { at, type JsonObject, mapAt, mapsAt } from "../../json/values.ts";
import { addedFor } from "../../manifests/addition.ts";
import { CHARTS, type ChartName } from "./charts.ts";

const STRAY = ["proxy", "udpProxy", "env"];

/** What in the values is without effect, or out of their reach. */
export function hints(values: JsonObject, chart: ChartName): string[] {
  const own = mapAt(values, CHARTS[chart]);
  const stray = STRAY.filter((key) => at(values, [key]) !== undefined);
  const others = mapsAt(own, ["extraObjects"]).filter((value) => addedFor({ value }) === undefined);
  const objects = JSON.stringify(others);
  return [
    ...(chart === "ingress" && stray.length > 0
      ? [`kong/ingress ignores ${stray.join(", ")} at the top level; put what they say under gateway`]
      : []),
    ...(chart === "kong" && stray.length === 0 && at(values, ["gateway"]) != null
      ? ["gateway: is a key of kong/ingress; for that chart use --chart ingress"]
      : []),
    ...(/\bService\b/.test(objects)
      ? ["extraObjects has a Service, which other values do not reach; if it is before Kong, use the post-renderer"]
      : []),
  ];
}
