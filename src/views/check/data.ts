import type { Outcome } from "../../judgement/outcome.ts";

/** A check as plain data with stable keys. */
export interface CheckData {
  verdicts: VerdictData[];
  /** What is wrong, errors first. */
  findings: FindingData[];
  /** What is wrong and was silenced, with the reason, and whether manifests or config say so. */
  silenced: (FindingData & { reason: string; by: "manifest" | "config" })[];
  /** What was left out, by the target or in doubt. */
  notes: string[];
}

/** What Kong sees at a listener through a Service. */
export interface VerdictData {
  /** `Deployment kong/my-kong` */
  gateway: string;
  /** `Service kong/my-kong-proxy` */
  service: string;
  listener: { variable: string; port: number; transport: string };
  outcome: Outcome;
  /** Who can make Kong see another address than theirs. */
  forgers: string;
  because: string;
  /** Others that the same holds for. */
  alike?: { gateways: string[]; services: string[] };
}

export interface FindingData {
  /** The rule that it comes from. */
  code: string;
  severity: "error" | "warning" | "note";
  /** The resource, or the setting, that it is about. */
  where: string;
  /** Where the evidence stands. */
  file?: string;
  line?: number;
  column?: number;
  /** A JSON Pointer to the evidence in the resource. */
  pointer: string;
  what: string;
  remedy: string;
  /** Where the rule comes from. */
  source: string;
}
