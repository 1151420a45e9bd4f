import type { ShownIngress } from "../clouds/evidence.ts";
import { mapAt, mapsAt, textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const IS_DEFAULT = ["metadata", "annotations", "ingressclass.kubernetes.io/is-default-class"];

/** Finds the Ingresses that lead to a Service; a missing namespace matches any. */
export function ingressFinder(resources: readonly Resource[]): (service: Resource) => ShownIngress[] {
  const ingresses = resources.filter(({ kind }) => kind === "Ingress");
  if (ingresses.length === 0) return () => [];
  const classes = resources.filter(({ kind }) => kind === "IngressClass");
  const byBackend = new Map<string, Resource[]>();
  for (const ingress of ingresses)
    for (const name of backendsOf(ingress)) byBackend.set(name, [...(byBackend.get(name) ?? []), ingress]);
  return ({ name, namespace }) =>
    (byBackend.get(name) ?? [])
      .filter((ingress) => [ingress.namespace, undefined].includes(namespace) || ingress.namespace === undefined)
      .map((ingress) => ({
        names: namesOf(ingress, classes),
        annotations: mapAt(ingress.value, ["metadata", "annotations"]),
      }));
}

/** The Services that an Ingress names; `serviceName` is how versions before networking.k8s.io/v1 write it. */
function backendsOf({ value }: Resource): Set<string> {
  const paths = mapsAt(value, ["spec", "rules"]).flatMap((rule) => mapsAt(rule, ["http", "paths"]));
  const backends = [
    mapAt(value, ["spec", "defaultBackend"]),
    mapAt(value, ["spec", "backend"]),
    ...paths.map((path) => mapAt(path, ["backend"])),
  ];
  return new Set(backends.flatMap((item) => textAt(item, ["service", "name"]) ?? textAt(item, ["serviceName"]) ?? []));
}

function namesOf({ value }: Resource, classes: readonly Resource[]): string[] {
  const name =
    textAt(value, ["spec", "ingressClassName"]) ?? textAt(value, ["metadata", "annotations", CLASS_ANNOTATION]);
  const meant =
    name === undefined
      ? classes.filter((item) => textAt(item.value, IS_DEFAULT) === "true")
      : classes.filter((item) => item.name === name);
  const controllers = meant.flatMap((item) => textAt(item.value, ["spec", "controller"]) ?? []);
  // Where the class's controller is known, its name may be anything.
  return controllers.length > 0 ? controllers : name === undefined ? [] : [name];
}
