import { mapsAt, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import type { Gateway } from "../find.ts";
import { frontOf } from "../front.ts";
import { gatewayOf } from "../gateway.ts";
import type { PodPlaces } from "../places.ts";
import { groupOf } from "../workloads.ts";

const KIND = "KonnectCloudGatewayDataPlaneGroupConfiguration";

/** What a user says of Konnect's Dedicated Cloud Gateways. Kong/kong-operator api/konnect/v1alpha1 */
export const isCloudGateway = (resource: Pick<Resource, "kind" | "apiVersion">): boolean =>
  resource.kind === KIND && groupOf(resource) === "konnect.konghq.com";

/** How long a variable's value may be there, by the schema. */
const LONGEST = 63;

const PLACES: PodPlaces = { pod: ["spec"], labels: ["metadata", "labels"] };

/** What stands for a type of Service: nobody sees what Konnect puts before its gateways. */
const TYPE = "Konnect";

/** The groups of data planes that Konnect runs. Of their settings variables alone are a user's. */
export function cloudGateways(resources: readonly Resource[]): Gateway[] {
  return resources.filter(isCloudGateway).flatMap((workload) =>
    mapsAt(workload.value, ["spec", "dataplane_groups"]).flatMap((group, index) => {
      const image = `kong:${textAt(workload.value, ["spec", "version"]) ?? ""}`;
      const value = { image, env: mapsAt(group, ["environment"]) };
      const container = { path: ["spec", "dataplane_groups", index], value, variables: "environment" };
      const gateway = gatewayOf(workload, PLACES, container);
      if (typeof gateway === "string") return [];
      const service = {
        service: workload,
        places: { annotations: ["metadata", "annotations"], spec: ["spec"] },
        spec: { ports: gateway.listeners.map(({ port }) => ({ port })) },
        type: TYPE,
        shown: { type: TYPE, annotations: {}, hostnames: [], ingresses: [] },
      };
      return [
        {
          ...gateway,
          fronts: frontOf(service, gateway),
          bounds: { variablesAlone: "Konnect keeps its listeners and its load balancer to itself", longest: LONGEST },
        },
      ];
    }),
  );
}
