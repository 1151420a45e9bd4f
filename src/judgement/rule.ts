import type { Contradiction } from "../clouds/choice.ts";
import type { Settings } from "../config/resolve.ts";
import type { Path } from "../json/values.ts";
import type { FrontService, Gateway } from "../kong/find.ts";
import { fieldOf } from "../kong/places.ts";
import { label, type Resource } from "../manifests/read.ts";
import type { FindingCode } from "./codes.ts";
import type { ToldProfile } from "./delivery.ts";
import type { Verdict } from "./verdict.ts";

/**
 * How much a finding weighs. An error is broken, forgeable or contradicted, or a client's address that is lost although
 * that was to be mended. A warning can be cleared by something a person can do. A note cannot.
 */
export type Severity = (typeof SEVERITIES)[number];

/** The weightiest first. */
export const SEVERITIES = ["error", "warning", "note"] as const;

/** Something in the manifests that a rule is about. */
export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** Undefined for what the config says. */
  resource?: Resource;
  /** `Service kong/demo-kong-proxy` */
  where: string;
  /** Where the evidence is in the resource, or in the config. */
  path: Path;
  what: string;
  remedy: string;
}

/** What is known of the load balancers before Services: by themselves, and by what a config names. */
export interface ProfilesBefore {
  /** The one before a front Service; undefined where nobody knows. */
  of(front: FrontService): ToldProfile | undefined;
  /** Where a front Service and the config do not agree. */
  contradiction(front: FrontService): Contradiction | undefined;
}

/** A gateway and all that is known of what stands before it. */
export interface Case {
  gateway: Gateway;
  verdicts: readonly Verdict[];
  profiles: ProfilesBefore;
  /** Whether manifests should show the client's address already: by the config's method, or as somebody expects. */
  isExpected?: boolean;
  /** In a run that patches: its settings and what the resources were before. */
  run?: { settings: Settings; before(resource: Resource): Resource };
}
/** What a rule finds, before it is given its code. */
export interface Hit {
  resource: Resource;
  path?: Path;
  what: string;
  remedy: string;
  /** Where it weighs other than the rule says. */
  severity?: Severity;
}

/** One way to get the client's address wrong. */
export interface Rule {
  severity: Severity;
  /** What it is about, for a list of rules. */
  title: string;
  /** The long story, for who wants to understand. */
  story: string;
  source: string;
  find(given: Case): Iterable<Hit>;
}

export const hit = (resource: Resource, what: string, remedy: string, path: Path = []): Hit => ({
  resource,
  path,
  what,
  remedy,
});

/** A hit on a field of a front Service's spec. */
export const frontHit = (front: FrontService, field: string, what: string, remedy: string): Hit =>
  hit(front.service, what, remedy, fieldOf(front, field));

/** The finding that a hit of a rule is. */
export const findingOf = (
  code: FindingCode,
  rule: Pick<Rule, "severity">,
  { resource, path = [], what, remedy, severity = rule.severity }: Hit,
): Finding => ({
  code,
  severity,
  resource,
  where: label(resource),
  path,
  what,
  remedy,
});
