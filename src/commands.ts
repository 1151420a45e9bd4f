import { catalog } from "./catalog/index.ts";
import { check } from "./check/check.ts";
import { checkJson, checkText, explain } from "./check/format.ts";
import { checkSarif } from "./check/sarif.ts";
import type { Arguments } from "./command-line/arguments.ts";
import { type Layer, mergeLayers } from "./config/layers.ts";
import { resolve } from "./config/settings.ts";
import { suggest } from "./config/suggest.ts";
import { EXIT, Failure } from "./failure.ts";
import { codes } from "./judgement/codes.ts";
import type { Source } from "./manifests/document.ts";
import { read } from "./manifests/read.ts";
import { planOf } from "./plan.ts";
import { postrenderLayers, withoutKong } from "./postrender.ts";
import { previewMarkdown, previewText } from "./preview/format.ts";
import { previewOf } from "./preview/preview.ts";
import { report } from "./report.ts";
import type { Style } from "./terminal.ts";

/** What a command reads; nothing is read before it is needed. */
export interface Input {
  layers(): Layer[];
  sources(): Source[];
  style(): Style;
  version: string;
}

/** What a command writes, and what it ends with. */
export interface Output {
  stdout: string | Buffer;
  stderr?: string;
  exitCode?: number;
}

/** Runs a command. Pure but for what `input` reads. */
export function runCommand(asked: Arguments, input: Input): Output {
  if (asked.command === "print") return { stdout: asked.text };
  if (asked.command === "clouds") return { stdout: catalog(asked.name, asked.format, input.style()) };
  if (asked.command === "check") return runCheck(asked, input);
  if (asked.command === "preview") return runPreview(asked, input);
  const layers = input.layers();
  const [source] = input.sources();
  const result = postrenderLayers(source?.bytes ?? Buffer.alloc(0), layers);
  // Helm 4 refuses an empty stream, even from a chart that is empty.
  const stdout = asked.helmPlugin && result.stream.length === 0 ? "# no manifests\n" : result.stream;
  return { stdout, ...(!asked.quiet && { stderr: report(result, input.style()) }) };
}

/** Settings that the filter cannot do without, and a check can. */
const NEEDED = { method: "external-traffic-policy", cloud: "generic" };

function runCheck({ format, failOn, explain: code }: Extract<Arguments, { command: "check" }>, input: Input): Output {
  if (code !== undefined) {
    if (code === true) return { stdout: explain(undefined, input.style()) };
    if (Object.hasOwn(codes, code)) return { stdout: explain(code, input.style()) };
    throw new Failure(
      "usage",
      "--explain",
      `there is no finding ${JSON.stringify(code)}`,
      suggest(code, Object.keys(codes)),
    );
  }
  const { config, where } = mergeLayers(input.layers(), NEEDED);
  const result = check(
    input.sources().flatMap(({ bytes, file }) => read(bytes, file).resources),
    config,
    where,
  );
  const fails = result.findings.some(({ severity }) => severity === "error" || failOn === "warning");
  const stdout =
    format === "json"
      ? checkJson(result)
      : format === "sarif"
        ? checkSarif(result, input.version)
        : checkText(result, input.style());
  return { stdout, exitCode: fails ? EXIT.refused : EXIT.ok };
}

function runPreview({ format }: Extract<Arguments, { command: "preview" }>, input: Input): Output {
  const { config, where } = mergeLayers(input.layers());
  const settings = resolve(config, where);
  const manifests = input.sources().map(({ bytes, file }) => read(bytes, file));
  const plan = planOf(
    manifests.flatMap(({ resources }) => resources),
    settings,
  );
  const notes = plan ? [] : manifests.flatMap((each) => withoutKong(each, config).notes);
  const preview = plan ? previewOf(plan, settings) : { diffs: [], before: [], after: [], warnings: [], notes };
  if (format === "json") return { stdout: `${JSON.stringify(preview, null, 2)}\n` };
  return { stdout: format === "markdown" ? previewMarkdown(preview) : previewText(preview, input.style()) };
}
