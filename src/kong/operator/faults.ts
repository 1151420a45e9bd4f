import { type JsonObject, mapsAt, textAt } from "../../json/values.ts";
import type { Resource } from "../../manifests/read.ts";
import type { Fault } from "../listening.ts";

/** What the API server refuses. */
export function faultsOf({ kind }: Resource, proxy: JsonObject): Fault[] {
  const isBare = kind === "DataPlane" && textAt(proxy, ["image"]) === undefined;
  const twice = mapsAt(proxy, ["env"]).filter(({ value, valueFrom }) => value != null && valueFrom != null);
  return [
    ...(isBare
      ? [
          {
            isFatal: true,
            what: "it has no container proxy with an image, without which the API server refuses it",
            remedy: "give it one",
          },
        ]
      : []),
    ...twice.map(({ name }) => ({
      isFatal: true,
      what: `${String(name)} would have value and valueFrom, as one GatewayConfiguration is merged over another`,
      remedy: "take valueFrom out of the one of the GatewayClass",
    })),
  ];
}
