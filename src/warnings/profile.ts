import { at, mapAt, textAt } from "../manifests/json.ts";
import { isExposed } from "../methods/method.ts";
import { annotationsOf, matches } from "../methods/service.ts";
import { type Rule, warn } from "./rule.ts";

/** What bites with the load balancer, as its profile tells. */
export const profileRules: Record<string, Rule> = {
  W12: ({ gateway }, { profile, method, support }) =>
    support.unverified === undefined
      ? []
      : warn(
          gateway.workload,
          `${method} on ${profile} is not confirmed: ${support.unverified}`,
          "try it before you rely on it",
        ),
  W13: ({ fronts }, { method, support }, patched) =>
    fronts.flatMap(({ service }) =>
      (support.conflicts ?? [])
        .filter(
          (conflict) =>
            conflict.warnOnly === true && matches(conflict, mapAt(patched(service), ["metadata", "annotations"])),
        )
        .flatMap(({ annotation, because }) =>
          warn(service, `annotation ${annotation} does not go well with ${method}: ${because}`, "consider removing it"),
        ),
    ),
  W14: ({ fronts }, { support }, patched) =>
    fronts.filter(isExposed).flatMap(({ service }) =>
      Object.entries(support.advised ?? {})
        .filter(([key]) => textAt(patched(service), ["metadata", "annotations", key]) === undefined)
        .flatMap(([key, meaning]) => warn(service, `annotation ${key} is missing`, `set it to ${meaning}`)),
    ),
  W15: ({ fronts }, { loadBalancer }, patched) =>
    fronts.flatMap(({ service }) =>
      (loadBalancer.immutable ?? [])
        .filter(
          (key) =>
            annotationsOf(service)[key] !== undefined &&
            annotationsOf(service)[key] !== at(patched(service), ["metadata", "annotations", key]),
        )
        .flatMap((key) =>
          warn(
            service,
            `annotation ${key} changes, which on a live Service loses the old load balancer`,
            "make a new Service instead, if this one is live",
          ),
        ),
    ),
};
