import { agedRanges } from "../config/age.ts";
import type { Settings } from "../config/resolve.ts";
import type { Operation } from "../json/patch.ts";
import type { Finding } from "../judgement/rule.ts";
import { allChanges, type Plan } from "./plan.ts";
import { changedNames } from "./summary.ts";

/** What a run gives: the manifests, and what to tell about them. */
export interface Result<Stream> extends Report {
  /** The manifests, of which only changed values differ from the input. */
  stream: Stream;
}

/** What there is to tell about a run. */
export interface Report {
  /** One entry for each resource that was changed. */
  changes: Changed[];
  warnings: Warning[];
  /** What bites as well, and what nobody can clear. */
  remarks: Warning[];
  /** What was looked up for the run, such as the ranges that a provider publishes. */
  notes: string[];
}

/** A changed resource and the RFC 6902 patch that changed it. */
export interface Changed {
  kind: string;
  name: string;
  namespace?: string;
  /** What differs, by name: annotations, fields of the spec, variables; pointers for anything else. */
  fields: string[];
  patch: Operation[];
}

/** What is legal but bites. */
export interface Warning {
  /** The rule that it comes from; `kong-client-ip check --explain` tells its story. */
  code: string;
  where: string;
  what: string;
  remedy: string;
}

/** What there is to tell about a plan. */
export const reportOf = (plan: Plan, settings: Settings, today?: string): Report => ({
  changes: allChanges(plan).map(({ resource: { kind, name, namespace, value: before }, patch, value }) => ({
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    fields: changedNames(before, value),
    patch,
  })),
  ...mindedOf(plan, settings, today),
  notes: [...publishedNotes(settings), ...plan.notes],
});

/** What is left to mind once the plan is carried out. */
function mindedOf({ left }: Plan, { trust, clients }: Settings, today?: string): Pick<Report, "warnings" | "remarks"> {
  const aged = (today === undefined ? [] : agedRanges([...trust.published, ...clients.published], today)).map(
    ({ name, what, remedy }) => ({
      code: "old-ranges",
      where: name,
      what,
      remedy,
    }),
  );
  const told = ({ code, where, what, remedy }: Finding): Warning => ({ code, where, what, remedy });
  return {
    warnings: [...left.filter(({ severity }) => severity !== "note").map(told), ...aged],
    remarks: left.filter(({ severity }) => severity === "note").map(told),
  };
}

/** Where ranges that the config names by their provider come from. */
const publishedNotes = ({ trust, clients }: Settings): string[] => [
  ...new Set(
    [...trust.published, ...clients.published].map(
      ({ name, count, source, date }) => `provider:${name} is ${count} CIDRs, as published at ${source} on ${date}`,
    ),
  ),
];
