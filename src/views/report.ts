import { label } from "../manifests/read.ts";
import type { Report, Warning } from "../run/report.ts";
import { isAddition } from "../run/summary.ts";
import { notice } from "./notice.ts";
import type { Style } from "./terminal.ts";

/** Named in the count of notes, since nothing else tells who upgrades a live release what it can break. */
const LIVE = "immutable-annotation";

/** What a run did, for stderr: a line for each changed resource, then the warnings, and how many notes there are; all of them where the whole is asked for. */
export function reportText({ changes, warnings, remarks, notes }: Report, style: Style, isWhole = false): string {
  const changed = changes.map((each) =>
    isAddition(each.patch)
      ? notice("added", label(each), style)
      : notice("changed", `${label(each)}: ${each.fields.join(", ")}`, style),
  );
  const told = (level: "warning" | "note") => (warning: Warning) =>
    notice(level, `${warning.where}: ${warning.what}; ${warning.remedy} [${warning.code}]`, style);
  const size = remarks.length;
  const named = remarks.some(({ code }) => code === LIVE) ? `, ${size === 1 ? "" : "among them "}${LIVE}` : "";
  const remarked = isWhole
    ? remarks.map(told("note"))
    : size === 0
      ? []
      : [
          notice(
            "note",
            `${size} note${size === 1 ? "" : "s"}${named}; --explain shows ${size === 1 ? "it" : "them"}`,
            style,
          ),
        ];
  const noted = notes.map((note) => notice("note", note, style));
  return [
    ...(changed.length + notes.length > 0 ? changed : [notice("changed", "nothing, all is as it should be", style)]),
    ...noted,
    ...warnings.map(told("warning")),
    ...remarked,
  ].join("");
}
