import { at, isObject, type JsonObject, mapsAt, type Path, textAt } from "../json/values.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { SERVICE } from "../kong/places.ts";
import { containersOf } from "../kong/workloads.ts";
import { isCidr, isName, isPort, isPortName, isQualified, isUnset } from "./syntax.ts";

/** What is wrong at a place of a resource, and what to do. */
export type RefusedField = readonly [path: Path, what: string, remedy: string];

const WORDS: Record<string, readonly string[]> = {
  type: ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
  externalTrafficPolicy: ["Cluster", "Local"],
  internalTrafficPolicy: ["Cluster", "Local"],
  sessionAffinity: ["None", "ClientIP"],
  ipFamilyPolicy: ["SingleStack", "PreferDualStack", "RequireDualStack"],
};

/** Fields for load balancers alone, unless they are as the API server fills them in. */
const OF_LOAD_BALANCERS = ["loadBalancerClass", "loadBalancerSourceRanges", "allocateLoadBalancerNodePorts"];

const TRANSPORTS = ["TCP", "UDP", "SCTP"];

/** What the API server refuses of a Service. kubernetes/kubernetes pkg/apis/core/validation/validation.go */
export const serviceFaults = (front: FrontService): RefusedField[] => [
  ...annotationFaults(front.service.value),
  ...specFaults(front),
  ...portFaults(front),
];

function annotationFaults(value: JsonObject): RefusedField[] {
  const annotations = at(value, SERVICE.annotations);
  return Object.entries(isObject(annotations) ? annotations : {}).flatMap(([key, text]): RefusedField[] => {
    const path = [...SERVICE.annotations, key];
    if (!isQualified(key.toLowerCase()))
      return [[path, "the key of an annotation is no name", "write it as example.com/name"]];
    return typeof text === "string" || text === null
      ? []
      : [[path, `annotation ${key} is not text`, "put its value in quotes"]];
  });
}

function specFaults({ spec, type }: FrontService): RefusedField[] {
  const place = (field: string) => ["spec", field];
  const words = Object.entries(WORDS).flatMap(([field, known]): RefusedField[] => {
    const value = spec[field];
    return isUnset(value) || known.some((word) => word === value)
      ? []
      : [[place(field), `${field} is none of ${known.join(", ")}`, "write one of them, with its capitals"]];
  });
  const misplaced = OF_LOAD_BALANCERS.flatMap((field): RefusedField[] => {
    const value = spec[field];
    const isSet = !isUnset(value) && !(Array.isArray(value) && value.length === 0);
    return isSet && type !== "LoadBalancer"
      ? [[place(field), `${field} stands on a Service of type ${type}`, "remove it, or make the type LoadBalancer"]]
      : [];
  });
  const { loadBalancerClass: name, loadBalancerSourceRanges: sources } = spec;
  const ranges = Array.isArray(sources) ? sources : [];
  return [
    ...words,
    ...misplaced,
    ...(typeof name === "string" && !isQualified(name)
      ? [[place("loadBalancerClass"), "loadBalancerClass is no name", "write it as example.com/name"] as const]
      : []),
    ...(ranges.every(isCidr)
      ? []
      : [
          [
            place("loadBalancerSourceRanges"),
            "loadBalancerSourceRanges holds what is no CIDR",
            "write 203.0.113.0/24",
          ] as const,
        ]),
    ...((textAt(spec, ["healthCheckNodePort"]) ?? "0") !== "0" &&
    !(type === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local")
      ? [
          [
            place("healthCheckNodePort"),
            "healthCheckNodePort goes with type LoadBalancer and externalTrafficPolicy Local alone",
            "remove it",
          ] as const,
        ]
      : []),
  ];
}

function portFaults({ spec }: FrontService): RefusedField[] {
  const ports = mapsAt(spec, ["ports"]);
  const [names, numbers] = [new Set<string>(), new Set<string>()];
  return ports.flatMap((port, index): RefusedField[] => {
    const place = (field: string) => ["spec", "ports", index, field];
    const { name, protocol = "TCP", targetPort } = port;
    const number = `${textAt(port, ["port"])}/${textAt(port, ["protocol"]) ?? "TCP"}`;
    const faults: RefusedField[] = [];
    if (isUnset(name) || name === "") {
      if (ports.length > 1) faults.push([place("name"), "one of several ports has no name", "give each a name"]);
    } else if (typeof name !== "string" || !isName(name)) {
      faults.push([place("name"), "the name of a port is not in lower-case letters, digits and dashes", "rename it"]);
    } else if (names.size === names.add(name).size) {
      faults.push([place("name"), `the name ${name} stands twice among its ports`, "rename one of them"]);
    }
    if (!isPort(port["port"]))
      faults.push([place("port"), "a port is no number from 1 to 65535", "write the number, without quotes"]);
    else if (numbers.size === numbers.add(number).size)
      faults.push([place("port"), `port ${number} stands twice`, "remove one of them"]);
    if (protocol !== null && !TRANSPORTS.some((known) => known === protocol))
      faults.push([place("protocol"), `the protocol of a port is none of ${TRANSPORTS.join(", ")}`, "write TCP"]);
    if (
      !isUnset(targetPort) &&
      targetPort !== 0 &&
      targetPort !== "" &&
      !isPort(targetPort) &&
      !(typeof targetPort === "string" && isPortName(targetPort))
    )
      faults.push([
        place("targetPort"),
        "targetPort is neither a number nor the name of a port",
        "write the number, without quotes",
      ]);
    return faults;
  });
}

/** What the API server refuses of the containers beside Kong and of its own, as far as it is written in them. */
export function containerFaults({ workload, places }: Gateway): RefusedField[] {
  return containersOf(workload.value, places.pod).flatMap(({ path, value }) => [
    ...mapsAt(value, ["env"]).flatMap((item, index): RefusedField[] => {
      const place = [...path, "env", index, "value"];
      const name = textAt(item, ["name"]) ?? "";
      const { value: text, valueFrom } = item;
      if (isUnset(text)) return [];
      if (typeof text !== "string") return [[place, `the value of ${name} is not text`, "put it in quotes"]];
      return text !== "" && isObject(valueFrom)
        ? [[place, `${name} has both value and valueFrom`, "remove one of them"]]
        : [];
    }),
    ...mapsAt(value, ["ports"]).flatMap((port, index): RefusedField[] =>
      isPort(port["containerPort"])
        ? []
        : [
            [
              [...path, "ports", index, "containerPort"],
              "containerPort is no number from 1 to 65535",
              "write the number, without quotes",
            ],
          ],
    ),
  ]);
}
