import { type JsonObject, mapsAt, type Path, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import { memo } from "../../memo.ts";
import { isSince, type Version } from "../version.ts";
import { groupOf, ownedAmong } from "../workloads.ts";
import { isConfiguration, isOperated } from "./kinds.ts";

/** What Kong's operator makes data planes of. */
export interface OperatorSource {
  /** What a change goes into: a DataPlane or GatewayConfiguration, and where a Gateway has none, the Gateway. */
  written: Resource;
  /** A GatewayConfiguration that it is merged over. */
  below?: Resource;
  /** The Gateways that take their settings from it. */
  gateways: Resource[];
  /** What holds settings of theirs and is not in the manifests. */
  missing?: string;
}

const API = "gateway.networking.k8s.io";
/** Since when a Gateway may have a GatewayConfiguration of its own. Kong/kong-operator 2.1.0 */
const HEEDS_OWN = [2, 1] as const;
const CONTROLLER = "konghq.com/gateway-operator";

/** The DataPlanes, the Gateways of the operator's, and GatewayConfigurations that no Gateway among the resources takes. */
export function sourcesAmong(resources: readonly Resource[], version: Version): OperatorSource[] {
  const operated = resources.filter(isOperated);
  const gateways = resources.filter((each) => each.kind === "Gateway" && groupOf(each) === API);
  if (operated.length + gateways.length === 0) return [];
  const classes = new Map(
    resources.filter((each) => each.kind === "GatewayClass" && groupOf(each) === API).map((each) => [each.name, each]),
  );
  const configurations = byName(operated);
  const isOwned = ownedAmong(resources);
  const taken = gateways.flatMap(
    (gateway) => sourceOf(gateway, classes, configurations, isSince(version, HEEDS_OWN)) ?? [],
  );
  const known = new Set(taken.flatMap(({ written, below }) => [written, ...(below ? [below] : [])]));
  const others = operated.filter((each) => !known.has(each) && !isOwned(each));
  return [...others.map((written) => ({ written, gateways: [] })), ...together(taken)];
}

type Finder = (name: string, namespace: string | undefined) => Resource | undefined;

/** Finds GatewayConfigurations; a missing namespace matches any. */
function byName(operated: readonly Resource[]): Finder {
  const named = new Map<string, Resource[]>();
  for (const each of operated)
    if (each.kind === "GatewayConfiguration") named.set(each.name, [...(named.get(each.name) ?? []), each]);
  return (name, namespace) =>
    named.get(name)?.find((each) => [each.namespace, undefined].includes(namespace) || each.namespace === undefined);
}

/** Undefined for a Gateway that is not the operator's. */
function sourceOf(
  gateway: Resource,
  classes: ReadonlyMap<string, Resource>,
  find: Finder,
  heedsOwn: boolean,
): OperatorSource | undefined {
  const own = classes.get(textAt(gateway.value, ["spec", "gatewayClassName"]) ?? "");
  const said = referenceIn(gateway.value, ["spec", "infrastructure", "parametersRef"]);
  const local = heedsOwn ? said : undefined;
  if (own ? textAt(own.value, ["spec", "controllerName"]) !== CONTROLLER : !said) return undefined;
  const shared = own && referenceIn(own.value, ["spec", "parametersRef"]);
  const found = (each: Reference | undefined, namespace: string | undefined) => each && find(each.name, namespace);
  const [upper, lower] = [found(local, gateway.namespace), found(shared, shared?.namespace)];
  const missing = !own
    ? `GatewayClass ${textAt(gateway.value, ["spec", "gatewayClassName"])}`
    : local && !upper
      ? `GatewayConfiguration ${local.name}`
      : shared && !lower
        ? `GatewayConfiguration ${shared.name}`
        : undefined;
  return {
    written: upper ?? lower ?? gateway,
    ...(upper && lower && upper !== lower && { below: lower }),
    gateways: [gateway],
    ...(missing !== undefined && { missing }),
  };
}

interface Reference {
  name: string;
  namespace: string | undefined;
}

function referenceIn(value: JsonObject, path: Path): Reference | undefined {
  const text = (key: string) => textAt(value, [...path, key]) ?? "";
  return isConfiguration({ group: text("group"), kind: text("kind") })
    ? { name: text("name"), namespace: textAt(value, [...path, "namespace"]) }
    : undefined;
}

/** What a Gateway listens on beyond HTTP, by which the operator makes one setting of Kong's. */
const streamsOf = ({ value }: Resource): string =>
  JSON.stringify(
    mapsAt(value, ["spec", "listeners"])
      .filter(({ protocol }) => protocol !== "HTTP" && protocol !== "HTTPS")
      .map(({ port, protocol }) => [port ?? null, protocol ?? null]),
  );

/** Gateways with the same settings in one. */
function together(sources: readonly OperatorSource[]): OperatorSource[] {
  let count = 0;
  const numberOf = memo((_: Resource) => ++count);
  const groups = new Map<string, OperatorSource>();
  for (const source of sources) {
    const { written, below, gateways, missing = "" } = source;
    const key = [numberOf(written), below ? numberOf(below) : 0, missing, ...gateways.map(streamsOf)].join(" ");
    const group = groups.get(key);
    if (group) group.gateways.push(...gateways);
    else groups.set(key, { ...source, gateways: [...gateways] });
  }
  return [...groups.values()];
}
