import { stringify } from "yaml";
import { fileLayer } from "../../src/config/file.ts";
import type { Layer } from "../../src/config/layers.ts";
import { type Html, html, text } from "../../src/escape/html.ts";
import { Failure } from "../../src/failure.ts";
import { transformValues } from "../../src/hosts/chart/transform.ts";
import type { JsonObject } from "../../src/json/values.ts";
import { write } from "../../src/manifests/write.ts";
import { checkOf } from "../../src/run/check.ts";
import { prepare } from "../../src/run/prepare.ts";
import { Buffer } from "../../src/runtime/node.ts";
import { previewBody } from "../../src/views/preview/html.ts";
import { previewOf } from "../../src/views/preview/preview.ts";
import { checkBody, valuesBody } from "./views.ts";

/** What somebody typed and chose. */
export interface Question {
  input: string;
  config: JsonObject;
  /** The date, like 2026-11-24. */
  today: string;
}

/** What the program says to it. */
export interface Answer {
  /** `kong-client-ip.yaml` */
  settings: string;
  /** One line: what it comes to. */
  status: string;
  kind: "done" | "judged" | "refused" | "empty";
  /** Pictures, diffs, verdicts and findings, as markup. */
  body: Html;
  /** The changed manifests or values, if there are any. */
  result?: string;
}

const FILE = "kong-client-ip.yaml";

/** Runs the program on what was typed, as the command line does. */
export function answer({ input, config, today }: Question): Answer {
  const settings = Object.keys(config).length === 0 ? "" : stringify(config);
  if (input.trim() === "") return { settings, kind: "empty", status: "Waiting for manifests.", body: html`` };
  try {
    const layers = settings === "" ? [] : [fileLayer(FILE, settings)];
    const isReady = config["method"] !== undefined && config["cloud"] !== undefined;
    const made = !isReady
      ? judged(input, layers, today)
      : isValues(input)
        ? ofValues(input, layers, today)
        : ofManifests(input, layers, today);
    return { settings, ...made };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { where, what, remedy, rule } = error;
    const code =
      rule === undefined ? html`` : html` <a href="../findings/${text(rule)}/"><code>${text(rule)}</code></a>`;
    const body = html`<p class="refused"><strong>${text(where)}</strong>: ${text(what)}; ${text(remedy)}${code}</p>\n${asIs(input, config, today)}`;
    return { settings, kind: "refused", status: "Refused: nothing is changed.", body };
  }
}

type Made = Omit<Answer, "settings">;

/** A chart's values, or what brings them along; everything else is manifests. */
const isValues = (input: string): boolean =>
  /^kind: *["']?(?:HelmRelease|Application|ApplicationSet)\b/m.test(input) ||
  !/^\s*(?:- )?["']?(?:apiVersion|kind)["']?\s*:/m.test(input);

const sourceOf = (input: string) => ({ file: "stdin", bytes: Buffer.from(input) });

function ofManifests(input: string, layers: Layer[], today: string): Made {
  const { manifests, plan, report } = prepare(layers, [sourceOf(input)], today);
  if (!plan) return { kind: "done", status: "There is no Kong in it, so nothing changes.", body: html`` };
  const values = new Map(plan.changes.map(({ resource, value }) => [resource, value]));
  const preview = previewOf(plan, report);
  const count = preview.diffs.length;
  return {
    kind: "done",
    status:
      count === 0
        ? "Nothing changes, all is as it should be."
        : `${count} resource${count === 1 ? "" : "s"} would change.`,
    body: previewBody(preview),
    result: manifests.map((each) => write(each, values, plan.additions).toString()).join(""),
  };
}

function ofValues(input: string, layers: Layer[], today: string): Made {
  const source = { file: "values.yaml", bytes: Buffer.from(input) };
  const changed = transformValues(source, layers, { under: [], today });
  const status = changed.changes.length === 0 ? "Nothing changes, all is as it should be." : "The values would change.";
  return { kind: "done", status, body: valuesBody(input, changed), result: changed.stream };
}

function judged(input: string, layers: Layer[], today: string): Made {
  if (isValues(input)) return { kind: "judged", status: "Choose a method and a cloud.", body: html`` };
  const result = checkOf(layers, [sourceOf(input)], today);
  const status = "As it is now. Choose a method and a cloud to see what would change.";
  return { kind: "judged", status, body: checkBody(result) };
}

/** What there is to see of what is refused, behind the load balancer that was chosen. */
function asIs(input: string, { cloud, loadBalancer }: JsonObject, today: string): Html {
  const chosen = cloud === undefined ? {} : { cloud, ...(loadBalancer !== undefined && { loadBalancer }) };
  try {
    return isValues(input)
      ? html``
      : judged(input, [{ origin: "caller", value: chosen, where: () => FILE }], today).body;
  } catch (error) {
    if (error instanceof Failure) return html``;
    throw error;
  }
}
