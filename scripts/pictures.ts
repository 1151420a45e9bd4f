import { fileLayer } from "../src/config/file.ts";
import { prepare } from "../src/run/prepare.ts";
import { previewOf } from "../src/views/preview/preview.ts";
import { WAY_STYLE } from "../src/views/way/style.ts";
import { waySvg } from "../src/views/way/svg.ts";

/** The way of a client's packets before and after a change, as pictures that stand alone. */
export function examplePictures(manifests: Buffer, config: string): Record<"before" | "after", string> {
  const layers = [fileLayer("kong-client-ip.yaml", config)];
  const { plan, report } = prepare(layers, [{ bytes: manifests, file: "release.yaml" }], "2020-01-01");
  const [pair] = plan ? previewOf(plan, report).ways : [];
  if (!pair?.before) throw new Error("the example has no way to draw");
  return {
    before: `${waySvg(pair.before, "Before", WAY_STYLE)}\n`,
    after: `${waySvg(pair.after, "After", WAY_STYLE)}\n`,
  };
}
