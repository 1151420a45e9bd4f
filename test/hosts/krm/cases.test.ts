/** The cases of the filter, with their documents as items of a ResourceList: the same change, or the same refusal. */

import { expect, test } from "vitest";
import { readCases } from "../../support/case.ts";
import { command } from "../../support/command.ts";
import { isOurs, objectsIn, resourceListIn } from "./lists.ts";

/** Why a case is left out. */
const OTHERWISE: Record<string, string> = {
  "quiet-says-nothing": "results are told all the same",
  "a-byte-order-mark-between-documents-is-refused": "the strict reader skips it",
  "four-dashes-are-refused": "the strict reader sees another document",
  "a-line-separator-beside-a-blank-is-refused": "it is told by its place in the text",
  "a-config-that-is-not-there-is-refused": "only the program itself opens files",
  "values-are-told-from-manifests": "what stands in a list is no file of values",
};

for (const { name, directory, input, args, env } of readCases()) {
  const items = name in OTHERWISE ? undefined : strictly(input);
  if (items === undefined) continue;
  test(`${name.replaceAll("-", " ")}, in a ResourceList`, () => {
    const call = { cwd: directory, env };
    // Results have notes in full.
    const plain = command([...args, "--explain"], {
      ...call,
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
    });
    const list = command([...args, "--explain"], {
      ...call,
      input: JSON.stringify({ apiVersion: "config.kubernetes.io/v1", kind: "ResourceList", items }),
    });
    expect(list.status).toBe(plain.status);
    expect(list.stderr).toBe(plain.stderr);
    if (plain.status !== 0) return expect(list.stdout).toBe("");
    const after = resourceListIn(list.stdout);
    expect(after.items).toEqual((objectsIn(plain.stdout)[0] as { items: unknown[] }).items);
    // So what is true of stderr, which tells no secret, is true of results.
    for (const { message } of (after.results ?? []).filter(isOurs))
      expect(list.stderr).toContain(message.replace(/^changed /, ""));
  });
}

/** The objects of an input that a strict reader takes, too. */
function strictly(input: Buffer): unknown[] | undefined {
  try {
    return objectsIn(input);
  } catch {
    return undefined;
  }
}
