import schema from "../../schema/config.schema.json" with { type: "json" };
import { type Html, html, text } from "../../src/escape/html.ts";
import { clouds } from "../../src/generated/clouds.ts";

interface Property {
  description?: string;
  type?: string | string[];
  enum?: string[];
  examples?: unknown[];
  properties?: Record<string, Property>;
}

/** How the form asks for a setting. */
export interface Field {
  /** `target.release` */
  key: string;
  kind: "choice" | "yes or no" | "text" | "list";
  help: string;
  choices: string[];
  example: string;
}

/** Asked first; what else the schema has stands below. */
const FIRST = ["method", "cloud", "loadBalancer", "trustedCIDRs"];

/** Lists of objects are no fields of a form: they are written into the settings file. */
const LEFT_OUT = ["$schema", "patches", "silence"];

/** The schema's settings as fields. */
export const fields: readonly Field[] = Object.entries(schema.properties as Record<string, Property>)
  .filter(([key]) => !LEFT_OUT.includes(key))
  .flatMap(([key, property]) =>
    property.type === "object" && property.properties
      ? Object.entries(property.properties).map(([inner, each]) => fieldOf(`${key}.${inner}`, each))
      : [fieldOf(key, property)],
  );

function fieldOf(key: string, { description = "", type, enum: choices = [], examples = [] }: Property): Field {
  const kinds: Record<string, Field["kind"]> = { boolean: "yes or no", array: "list" };
  const known = key === "cloud" ? Object.keys(clouds) : choices;
  return {
    key,
    kind: known.length > 0 ? "choice" : (kinds[[type].flat()[0] ?? ""] ?? "text"),
    help: description,
    choices: known,
    example: [examples[0] ?? ""].flat().join(", "),
  };
}

/** The form, ready to be filled in. */
export function formHtml(): Html {
  const first = fields.filter(({ key }) => FIRST.includes(key));
  const rest = fields.filter(({ key }) => !FIRST.includes(key));
  return html`<fieldset><legend>Settings</legend>
${first.map(fieldHtml)}<details><summary>More settings</summary>
${rest.map(fieldHtml)}<p class="faint">${text(`${LEFT_OUT.slice(1).join(" and ")} are lists: write them into the settings file.`)}</p></details>
</fieldset>`;
}

function fieldHtml({ key, kind, help, choices, example }: Field): Html {
  const id = text(`field-${key}`);
  const about = html`<small id="${id}-help">${text(help)}</small>`;
  const common = html`id="${id}" name="${text(key)}" aria-describedby="${id}-help"`;
  const options = kind === "yes or no" ? ["true", "false"] : choices;
  const control =
    options.length > 0
      ? html`<select ${common}><option value="">(not set)</option>${options.map((each) => html`<option>${text(each)}</option>`)}</select>`
      : html`<input ${common} spellcheck="false" autocapitalize="off" placeholder="${text(example)}">`;
  return html`<p><label for="${id}">${text(key)}</label>${control}${about}</p>\n`;
}
