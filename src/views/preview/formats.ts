import { json } from "../../escape/json.ts";
import type { Style } from "../terminal.ts";
import type { VerdictRow } from "../verdicts.ts";
import { previewMarkdown, previewText } from "./format.ts";
import { previewHtml } from "./html.ts";
import type { Preview } from "./preview.ts";

/** Ports as one text, as in the tables. */
const flat = (row: VerdictRow) => ({ ...row, ports: row.ports.join(", ") });

type Printer = (preview: Preview, style: Style) => string;

/** How a preview can be printed; the first is the default. */
export const previewFormats = {
  text: previewText,
  json: ({ ways, ...preview }) =>
    json({ ...preview, before: preview.before.map(flat), after: preview.after.map(flat) }),
  markdown: previewMarkdown,
  html: previewHtml,
} satisfies Record<string, Printer>;
