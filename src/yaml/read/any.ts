import type { Tree } from "../tree.ts";
import { fullTree } from "./full.ts";
import { jsonTree } from "./json.ts";
import { type KnownBlocks, quickTree } from "./quick.ts";

/**
 * The tree of any YAML or JSON text, by the quickest reader that can read it.
 *
 * @param blocks those of other texts, which often are alike
 * @param beforeFull is told when the text is for the library, which takes more time and memory
 * @throws RangeError for text that is nested too deep
 */
export function treeOf(text: string, blocks?: KnownBlocks, beforeFull?: () => void): Tree {
  const tree = quickTree(text, blocks) ?? jsonTree(text);
  if (tree) return tree;
  beforeFull?.();
  return fullTree(text);
}
