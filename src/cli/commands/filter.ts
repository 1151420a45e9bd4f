import { postrenderLayers } from "../../hosts/filter/postrender.ts";
import { report } from "../../views/report.ts";
import type { Asked, Input, Output } from "./input.ts";

/** Manifests in, manifests out. */
export function filterCommand({ helmPlugin, quiet }: Asked<"filter">, input: Input): Output {
  const layers = input.layers();
  const [source] = input.sources();
  const result = postrenderLayers(source?.bytes ?? Buffer.alloc(0), layers, input.today);
  // Helm 4 refuses an empty stream, even from a chart that is empty.
  const stdout = helmPlugin && result.stream.length === 0 ? "# no manifests\n" : result.stream;
  return { stdout, ...(!quiet && { stderr: report(result, input.style(2)) }) };
}
