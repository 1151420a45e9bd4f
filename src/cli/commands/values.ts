import { transformValues } from "../../hosts/chart/transform.ts";
import { report } from "../../views/report.ts";
import type { Asked, Input, Output } from "./input.ts";

/** A chart's values in, the same change in them out; without any the change alone. */
export function valuesCommand({ chart, chartVersion, under = "", quiet }: Asked<"values">, input: Input): Output {
  const layers = input.layers();
  const [source = { file: "values", bytes: Buffer.alloc(0) }] = input.sources();
  const result = transformValues(source, layers, {
    ...(chart !== undefined && { chart }),
    ...(chartVersion !== undefined && { chartVersion }),
    today: input.today,
    under: under.split(".").filter(Boolean),
  });
  return { stdout: result.stream, ...(!quiet && { stderr: report(result, input.style(2)) }) };
}
