import { json } from "../../escape/json.ts";
import type { Style } from "../terminal.ts";
import { previewData } from "./data.ts";
import { previewMarkdown, previewText } from "./format.ts";
import { previewHtml } from "./html.ts";
import type { Preview } from "./preview.ts";

type Printer = (preview: Preview, style: Style) => string;

/** How a preview can be printed; the first is the default. */
export const previewFormats = {
  text: previewText,
  json: (preview) => json(previewData(preview)),
  markdown: previewMarkdown,
  html: previewHtml,
} satisfies Record<string, Printer>;
