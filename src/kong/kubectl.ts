import { Failure } from "../failure.ts";
import { label } from "../manifests/read.ts";
import type { FrontService } from "./find.ts";

/** What names are made of: nothing that a shell minds. */
const PLAIN = /^[\w.-]+$/;

/** The words of `kubectl` that mean a Service. @throws Failure (bad-shape) for names that Kubernetes does not allow */
export function kubectl(
  verb: "get" | "delete" | "patch",
  { service }: Pick<FrontService, "service">,
  ...flags: string[]
): string {
  const { name, namespace } = service;
  if (![name, namespace ?? "default"].every((word) => PLAIN.test(word)))
    throw new Failure("bad-shape", label(service), "its name is none of Kubernetes'", "mend the template");
  const where = namespace === undefined ? [] : [`--namespace=${namespace}`];
  return ["kubectl", verb, "service", name, ...where, ...flags].join(" ");
}
