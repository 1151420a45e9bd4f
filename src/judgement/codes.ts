import type { Severity } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** What is told of a code, in lists and at length. */
export interface Explanation {
  severity: Severity;
  title: string;
  story: string;
  source: string;
}

/** Every code that a finding can have. */
export const codes = {
  ...rules,
  "unknown-workload": {
    severity: "warning",
    title: "Kong runs in a resource of a kind that is not known",
    story:
      "Some resources make pods of their own: OpenShift's DeploymentConfig, OpenKruise's CloneSet, Knative's Service. Where one of them runs Kong, its Services and listeners are not looked at here, and a run that patches refuses the manifests unless its target leaves the resource out.",
    source: "kong-client-ip check --help",
  },
  "old-ranges": {
    severity: "warning",
    title: "published ranges that were read long ago",
    story:
      "Ranges behind provider:NAME are part of this program, as of the date that it tells. One that the provider has given up since stays trusted, and its next owner can forge any client's address. One that it has added is not trusted, so all clients behind it count as one, and nobody can forge anything. A newer version of the program has newer ranges.",
    source: "kong-client-ip clouds",
  },
  "bad-silence": {
    severity: "error",
    title: "a silence that cannot hold as it is written",
    story:
      "The annotation kong-client-ip/silence has lines `code: reason`, or `code until 2026-12-31: reason`. One of a code that does not exist, without a reason, or with an end that is no date, silences nothing, or not what was meant. A run refuses it, as it does in the config.",
    source: "kong-client-ip check --help",
  },
  "needless-silence": {
    severity: "warning",
    title: "a silence that silences nothing, or has ended",
    story:
      "A finding is silenced by the annotation kong-client-ip/silence on the resource that it names, with lines `code: reason`, or by `silence` in the config. A silence that no finding needs hides the next one; take it away.",
    source: "kong-client-ip check --help",
  },
} as const satisfies Readonly<Record<string, Explanation>>;

export type FindingCode = keyof typeof codes;

export const isFindingCode = (word: string): word is FindingCode => Object.hasOwn(codes, word);
