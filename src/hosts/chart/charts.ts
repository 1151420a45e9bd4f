import type { Path } from "../../json/values.ts";

/** The charts of Kong's whose values are known, and where those of the gateway stand in them. */
export const CHARTS = { kong: [], ingress: ["gateway"] } as const satisfies Record<string, Path>;
export type ChartName = keyof typeof CHARTS;

export const isChartName = (name: string): name is ChartName => Object.hasOwn(CHARTS, name);
