import type { Operation } from "../json/patch.ts";

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
  /** What was looked up for the run, such as the ranges that a provider publishes. */
  notes: string[];
}

/** A changed resource and the RFC 6902 patch that changed it. */
export interface Changed {
  kind: string;
  name: string;
  namespace?: string;
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
