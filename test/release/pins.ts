/** Uses of actions that are not pinned to a commit with its version behind it; those of this repository need no pin. */
export const unpinned = (workflow: string): string[] =>
  [...workflow.matchAll(/^ *(?:- )?uses: (.*)$/gm)]
    .map(([, use = ""]) => use)
    .filter((use) => !use.startsWith("./") && !/^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use));
