import type { Path } from "../manifests/json.ts";

/** The charts of Kong's whose values are known, and where those of the gateway stand in them. */
export const CHARTS = { kong: [], ingress: ["gateway"] } as const satisfies Record<string, Path>;
export type ChartName = keyof typeof CHARTS;
