import type { Layer } from "../../config/layers.ts";
import type { Source } from "../../manifests/document.ts";
import { answer } from "../../manifests/resource-list.ts";
import { writeParts } from "../../manifests/write.ts";
import { prepare } from "../../run/prepare.ts";
import type { Result } from "../../run/report.ts";
import type { Buffer } from "../../runtime/node.ts";
import { mergeResults, resultsOf } from "../krm/results.ts";

/**
 * Patches the manifests of a release by a config in layers, whose errors name the place a setting came from.
 * A ResourceList is answered as a KRM function answers it: with its own config heeded, and with results.
 *
 * The stream is given in parts.
 *
 * @param today by which published ranges are old; without it nobody is told of their age
 */
export function postrenderLayers(source: Source, layers: readonly Layer[], today?: string): Result<Buffer[]> {
  const { manifests, lists, plan, report } = prepare(layers, [source], today);
  const values = new Map(plan?.changes.map(({ resource, value }) => [resource, value]));
  const additions = plan?.additions ?? [];
  const [stream = []] = manifests.map((each, index) => {
    const list = lists[index];
    if (!list) return writeParts(each, values, additions);
    const results = mergeResults(list.results, resultsOf(plan, report.notes));
    return writeParts(each, new Map([...values, [list, answer(list, values, additions, results)]]));
  });
  return { ...report, stream };
}
