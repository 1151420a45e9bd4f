import { visible, visibleLine } from "./text.ts";

/** Text in HTML, or in SVG, in which nothing of a document acts. */
export type Html = string & { readonly html: unique symbol };

/** Markup of our own around parts that are markup, numbers, or lists of markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly (Html | number | readonly Html[])[]): Html =>
  String.raw(
    { raw: strings.map((text) => text) },
    ...parts.map((part) => (Array.isArray(part) ? part.join("") : part)),
  ) as Html;

/** A name or a sentence, as text or in an attribute with quotes. */
export const text = (given: string): Html => escaped(visible(given));

/** A line of a manifest, of which the indent stays. */
export const line = (given: string): Html => escaped(visibleLine(given));

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (given: string): Html => given.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign) as Html;
