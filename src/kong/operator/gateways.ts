import type { ShownIngress } from "../../clouds/evidence.ts";
import { at, isObject, type JsonObject, mapAt, mapsAt, textAt } from "../../json/values.ts";
import { label, type Resource } from "../../manifests/read.ts";
import type { Asked, FrontService, Gateway } from "../find.ts";
import { frontOf } from "../front.ts";
import { gatewayOf } from "../gateway.ts";
import { fieldOf, type PodPlaces, type ServicePlaces } from "../places.ts";
import { isTarget } from "../target.ts";
import { isSince, type Version, versionIn } from "../version.ts";
import { DEFAULT_PORTS, DEFAULTS } from "./defaults.ts";
import { faultsOf } from "./faults.ts";
import { DEFAULT_TYPE, IN_OPTIONS, optionsOf, placesOf } from "./kinds.ts";
import { merged } from "./merge.ts";
import { type OperatorSource, sourcesAmong } from "./sources.ts";
import { imposed, listenerPorts, patternOf, servicePorts } from "./streams.ts";

/** The container that is Kong's. */
const PROXY = "proxy";

/** Since when annotations of a Gateway's infrastructure, and KONG_STREAM_LISTEN, are heeded. Kong/kong-operator#3412, #4755 */
const HEEDS_ANNOTATIONS = [2, 2] as const;
const HEEDS_STREAMS = [2, 2, 2] as const;

/** A source, and what it comes to. */
interface Made extends OperatorSource {
  version: Version;
  places: PodPlaces & ServicePlaces;
  /** The options of its own, and those in force. */
  own: JsonObject;
  options: JsonObject;
}

/**
 * The gateways that Kong's operator makes of resources, with the Services that it makes before them.
 * @throws Failure (bad-shape) where a gateway's variables are no list
 */
export function operatedGateways(
  resources: readonly Resource[],
  { target, operatorVersion }: Asked,
  ingressesOf: (service: Resource) => ShownIngress[],
): Gateway[] {
  const version = versionIn(operatorVersion);
  return sourcesAmong(resources, version)
    .filter(({ written }) => !isTarget(written, target) || (target?.container ?? PROXY) === PROXY)
    .flatMap((source) => {
      const own = optionsOf(source.written);
      const options = source.below ? merged(optionsOf(source.below), own) : own;
      const made: Made = { ...source, version, places: placesOf(source.written), own, options };
      const gateway = gatewayMade(made);
      if (typeof gateway === "string") return [];
      const makers = source.gateways.length > 0 ? source.gateways : [source.written];
      return [{ ...gateway, fronts: makers.flatMap((maker) => frontMade(made, maker, gateway, ingressesOf)) }];
    });
}

function gatewayMade({
  written,
  gateways,
  missing,
  version,
  places,
  own,
  options,
}: Made): ReturnType<typeof gatewayOf> {
  const [maker] = gateways;
  const pod = mapAt(options, IN_OPTIONS.pod);
  const containers = mapsAt(pod, ["containers"]);
  const proxy = containers.find(({ name }) => name === PROXY) ?? { name: PROXY };
  const mine = mapsAt(own, [...IN_OPTIONS.pod, "containers"]);
  const position = mine.findIndex(({ name }) => name === PROXY);
  const path = [...places.pod, "containers", position < 0 ? mine.length : position];
  const env = mapsAt(proxy, ["env"]);
  const ports = maker ? listenerPorts(maker) : [];
  const named = new Map(env.map((item) => [textAt(item, ["name"]) ?? "", textAt(item, ["value"])]));
  const isHeeded = isSince(version, HEEDS_STREAMS);
  const pattern = patternOf(isHeeded ? named.get("KONG_STREAM_LISTEN") : undefined, ports);
  // What a user says stays where it stands, as what is written goes by its position.
  const value = {
    ...proxy,
    env: [
      ...env,
      ...variables(Object.entries(DEFAULTS).filter(([name]) => !named.has(name))),
      ...variables(Object.entries(maker ? imposed(ports, pattern) : {})),
    ],
  };
  const gateway = gatewayOf(written, places, { path, value }, { pod, site: maker ?? written });
  if (typeof gateway === "string") return gateway;
  const isImposed = maker && gateway.listen.KONG_STREAM_LISTEN !== "off";
  const entryOf = (index: number) => pattern.entries[index % pattern.entries.length]?.index ?? 0;
  const { replicas = at(options, ["deployment", "scaling"]) == null ? 1 : undefined } = mapAt(options, ["deployment"]);
  const what = `${missing}, which may hold more of its settings, is not in the manifests`;
  const remedy = "put it into the same stream";
  const sealed: Gateway["sealed"] =
    missing !== undefined
      ? { code: "hidden-settings", what, remedy }
      : written === maker
        ? {
            code: "no-configuration",
            what: "no GatewayConfiguration holds its settings",
            remedy: "give its GatewayClass one by parametersRef",
          }
        : undefined;
  return {
    ...gateway,
    operator: version,
    ...(isImposed && {
      listen: { ...gateway.listen, KONG_STREAM_LISTEN: pattern.text },
      listeners: gateway.listeners.map((each) =>
        each.variable === "KONG_STREAM_LISTEN" ? { ...each, index: entryOf(each.index) } : each,
      ),
    }),
    ...(typeof replicas === "number" && { replicas }),
    faults: [...gateway.faults, ...faultsOf(written, proxy)],
    hidden: [...gateway.hidden, ...(missing === undefined ? [] : [{ what, remedy, path: places.spec }])],
    ...(sealed && { sealed }),
  };
}

const variables = (entries: readonly [string, string][]): JsonObject[] =>
  entries.map(([name, value]) => ({ name, value }));

/** The Service that the operator makes for a Gateway, or for a resource by itself. */
function frontMade(
  { written, below, version, places, own, options }: Made,
  maker: Resource,
  gateway: Gateway,
  ingressesOf: (service: Resource) => ShownIngress[],
): FrontService[] {
  const service = mapAt(options, IN_OPTIONS.spec);
  const type = textAt(service, ["type"]) ?? DEFAULT_TYPE;
  const isHeeded = maker !== written && isSince(version, HEEDS_ANNOTATIONS);
  const stronger = !isHeeded ? {} : mapAt(maker.value, ["spec", "infrastructure", "annotations"]);
  const name = textAt(service, ["name"]);
  const nodePorts = Object.fromEntries(
    mapsAt(written.value, ["spec", "listenersOptions"]).map((item) => [String(item["name"]), item["nodePort"] ?? null]),
  );
  const said = mapsAt(service, ["ports"]);
  const ports =
    maker !== written ? servicePorts(listenerPorts(maker), nodePorts) : said.length > 0 ? said : DEFAULT_PORTS;
  const front = frontOf(
    {
      service: written,
      places,
      spec: { ...service, type, ports },
      type,
      shown: {
        type,
        annotations: { ...mapAt(service, ["annotations"]), ...stronger },
        hostnames: mapsAt(maker.value, ["status", "addresses"])
          .filter((address) => address["type"] === "Hostname")
          .flatMap((address) => textAt(address, ["value"]) ?? []),
        ingresses: name === undefined ? [] : ingressesOf({ ...maker, name }),
      },
    },
    gateway,
  );
  // A Service that a resource says anything of is of the schema's type where it names none.
  const isFresh = !isObject(at(own, IN_OPTIONS.spec)) && type !== DEFAULT_TYPE;
  return front.map((each) => ({
    ...each,
    ...(isFresh && { restated: [{ path: fieldOf(each, "type"), value: type }] }),
    others: {
      weaker: below ? mapAt(optionsOf(below), IN_OPTIONS.annotations) : {},
      stronger,
      by: label(maker),
    },
  }));
}
