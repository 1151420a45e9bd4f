import type { Failure } from "./failure.ts";
import { mapAt, textAt } from "./manifests/json.ts";
import type { Operation } from "./patch.ts";
import type { Result } from "./result.ts";

/** How a person reads it: `columns` wraps lines between words, `colour` is for terminals alone. */
export interface Style {
  columns?: number;
  colour: boolean;
}

const PROGRAM = "kong-client-ip";
const COLOURS = { error: 31, warning: 33, changed: 32, note: 36 } as const;

/** What a run did, for stderr: a line for each changed resource, then the warnings. */
export function report({ changes, warnings, notes }: Result<unknown>, style: Style): string {
  const changed = changes.map(({ kind, namespace, name, patch }) =>
    line("changed", `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}: ${summary(patch)}`, style),
  );
  const warned = warnings.map(({ code, where, what, remedy }) =>
    line("warning", `${where}: ${what}; ${remedy} [${code}]`, style),
  );
  const noted = notes.map((note) => line("note", note, style));
  return [
    ...(changed.length + notes.length > 0 ? changed : [line("changed", "nothing, all is as it should be", style)]),
    ...noted,
    ...warned,
  ].join("");
}

export const reportFailure = (failure: Failure, style: Style): string => line("error", failure.message, style);

function line(level: keyof typeof COLOURS, text: string, { columns, colour }: Style): string {
  const head = `${PROGRAM}: ${level}: `;
  const body = columns === undefined ? text : wrap(text, Math.max(columns, 40), head.length);
  return `${colour ? head.replace(level, `\u001b[${COLOURS[level]}m${level}\u001b[0m`) : head}${body}\n`;
}

/** Breaks a text between words; the first line has `used` columns less, the others stand below indented by two. */
function wrap(text: string, columns: number, used: number): string {
  let column = used;
  return text
    .split(" ")
    .reduce((lines, word) => {
      const fits = column + 1 + word.length <= columns;
      column = fits ? column + 1 + word.length : 2 + word.length;
      return lines + (fits ? " " : "\n  ") + word;
    }, "")
    .slice(1);
}

/** What a patch changes, by the names people know: `4 annotations, externalTrafficPolicy`, `KONG_TRUSTED_IPS`. */
function summary(patch: readonly Operation[]): string {
  const names = new Set<string>();
  const annotations = new Set<string>();
  let variable = "";
  for (const operation of patch) {
    const { op, path } = operation;
    const [, parent, token = ""] = /^(.*?)\/([^/]*)$/.exec(path) ?? [];
    const value = "value" in operation ? operation.value : undefined;
    // What a test of the user's own looks for is nobody's business.
    if (op === "test") variable = /\/env\/\d+\/name$/.test(path) ? String(value) : "";
    else if (parent === "/metadata/annotations") annotations.add(token);
    else if (path === "/metadata/annotations")
      for (const key of Object.keys(mapAt(value, []))) annotations.add(key.replaceAll("/", "~1"));
    else if (/\/env\/(?:\d+|-)$/.test(path)) names.add(textAt(value, ["name"]) || variable || path);
    else if (/\/env\/\d+\/value(?:From)?$/.test(path)) names.add(variable || path);
    else names.add(parent === "/spec" ? token : path);
  }
  const { size } = annotations;
  const counted = size === 0 ? [] : [`${size} annotation${size === 1 ? "" : "s"}`];
  return [...counted, ...names].join(", ");
}
