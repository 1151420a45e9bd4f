import type { Path } from "../json/values.ts";

/** Where a kind of resource says what its pods are. */
export interface PodPlaces {
  /** The pod's spec. */
  pod: Path;
  /** The labels that Services find the pod by. */
  labels: Path;
  /** How many pods there are, where that may be said. */
  replicas?: Path;
}

/** Where a kind of resource says what a Service is. */
export interface ServicePlaces {
  annotations: Path;
  /** What holds the fields of a Service's spec, under their names there. */
  spec: Path;
  /** Fields that it has no place for. */
  lacks?: readonly string[];
}

/** Where a field of a Service's spec stands in the resource that says it. */
export const fieldOf = ({ places }: { places: ServicePlaces }, field: string): Path => [...places.spec, field];

/** Where a Service says it itself. */
export const SERVICE: ServicePlaces = { annotations: ["metadata", "annotations"], spec: ["spec"] };
