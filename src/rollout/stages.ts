import type { MethodName } from "../config/resolve.ts";

/** What is there besides the release itself, and what of the release is as the method wants it. */
export interface Stage {
  /** Listeners beside Kong's own that expect PROXY headers, with the trust that they need. */
  listeners: boolean;
  /** A second Service before each, with a load balancer of its own. */
  second: boolean;
  /** The Services, as a run writes them. */
  services: boolean;
  /** The workloads, as a run writes them. */
  workloads: boolean;
}

const stage = (...flags: (keyof Stage)[]): Stage => ({
  listeners: flags.includes("listeners"),
  second: flags.includes("second"),
  services: flags.includes("services"),
  workloads: flags.includes("workloads"),
});

/** A way from here to there: what holds behind each step. Only what nobody uses at the time changes. */
export type Course = readonly Stage[];

/** Where nothing is lost by doing all at once. */
export const AT_ONCE: Course = [stage("services", "workloads")];

/** Clients go by a second load balancer while the first one changes. */
const BESIDE: Record<Exclude<MethodName, "http-headers">, Course> = {
  "proxy-protocol": [
    stage("listeners"),
    stage("listeners", "second"),
    stage("listeners", "second", "services", "workloads"),
    stage("services", "workloads"),
  ],
  "external-traffic-policy": [stage("second"), stage("second", "services"), stage("services", "workloads")],
};

/** Trust first, so that no request of the proxy's is taken for the proxy's own. */
const TRUST_FIRST: Course = [
  stage("workloads"),
  stage("workloads", "second"),
  stage("workloads", "second", "services"),
  stage("services", "workloads"),
];

/** The proxy first, where trust alone would believe what clients write themselves. */
const PROXY_FIRST: Course = [
  stage("second"),
  stage("second", "services"),
  stage("second", "services", "workloads"),
  stage("services", "workloads"),
];

export const courseBeside = (method: MethodName, isTrustSafe: () => boolean): Course =>
  method === "http-headers" ? (isTrustSafe() ? TRUST_FIRST : PROXY_FIRST) : BESIDE[method];

/**
 * How many steps of a course are behind a release: the last stage that it is in. What is there besides must be as the
 * stage says; what of the release itself needs no change may be so from the start.
 */
export function stepsDone(course: Course, now: Stage): number {
  const fits = (wanted: Stage): boolean =>
    wanted.listeners === now.listeners &&
    wanted.second === now.second &&
    (!wanted.services || now.services) &&
    (!wanted.workloads || now.workloads);
  return course.findLastIndex(fits) + 1;
}
