import { isDate } from "./config/date.ts";
import { callerLayer, type Layer } from "./config/layers.ts";
import { Failure } from "./failure.ts";
import type { Config } from "./generated/config.ts";
import { CHARTS, type ChartName, isChartName } from "./hosts/chart/charts.ts";
import { transformValues } from "./hosts/chart/transform.ts";
import { postrenderLayers } from "./hosts/filter/postrender.ts";
import { patchFormats } from "./hosts/patches/format.ts";
import { type Target, targetOf } from "./hosts/patches/target.ts";
import type { Operation } from "./json/patch.ts";
import { isWhole, plainJson } from "./json/plain.ts";
import { isObject, type Json, type Path, pointer } from "./json/values.ts";
import type { Source } from "./manifests/document.ts";
import { wholeOf } from "./manifests/write.ts";
import { checkOf } from "./run/check.ts";
import { type Prepared, prepare } from "./run/prepare.ts";
import type { Report, Result } from "./run/report.ts";
import { Buffer } from "./runtime/node.ts";
import type { CheckData } from "./views/check/data.ts";
import { checkData } from "./views/check/json.ts";
import { type PreviewData, previewData } from "./views/preview/data.ts";
import { previewOf } from "./views/preview/preview.ts";

export { Failure, type FailureCode } from "./failure.ts";
export type { Config } from "./generated/config.ts";
export type { ChartName } from "./hosts/chart/charts.ts";
export type { Target } from "./hosts/patches/target.ts";
export type { Operation } from "./json/patch.ts";
export type { Changed, Report, Result, Warning } from "./run/report.ts";
export type { CheckData, FindingData, VerdictData } from "./views/check/data.ts";
export type { PreviewData, RowData } from "./views/preview/data.ts";

/** What may be said of manifests or values besides the config. */
export interface Options {
  /** The file that they come from, as errors and results name it. Default: `stdin`. */
  file?: string;
  /** The date, like 2026-11-24, by which published ranges are old. Without it nobody is told of their age. */
  today?: string;
}

/** Which chart values are for. */
export interface ChartOptions extends Options {
  /** Default: what a HelmRelease or an Application says, else `kong`. */
  chart?: ChartName;
  /** A version, or a range of them. Default: the newest. */
  chartVersion?: string;
  /** The keys under which the chart's values stand in those of an umbrella chart. */
  under?: readonly string[];
}

/** For which host patches are. */
export interface PatchOptions extends Options {
  /** Default: `json-patch`; `resources` are those that a run adds, for a host that lists them. */
  format?: keyof typeof patchFormats;
}

/** A patch, and the resource that it is for. */
export interface TargetedPatch {
  target: Target;
  patch: Operation[];
}

/**
 * Patches the manifests of a release so that Kong sees the real client's address.
 *
 * Pure: no input or output, and `stream` is not changed. Bytes give bytes, a string gives a string.
 *
 * @param stream rendered manifests, YAML or JSON, as Helm hands them to a post-renderer
 * @param config method, cloud and trusted CIDRs, see schema/config.schema.json
 * @throws Failure with `where`, `what` and `remedy`, and the exit code the command line ends with
 */
export function postrender<Stream extends string | Uint8Array>(
  stream: Stream,
  config: Config,
  options?: Options,
): Result<Stream extends string ? string : Stream>;
export function postrender(
  stream: string | Uint8Array,
  config: Config,
  options: Options = {},
): Result<string | Uint8Array> {
  const source = sourceOf(stream, options);
  const result = postrenderLayers(source, layersOf(config), options.today);
  const bytes = wholeOf(result.stream);
  return { ...result, stream: typeof stream === "string" ? bytes.toString() : bytes };
}

/**
 * Judges manifests as they are: whose address Kong sees, and what is wrong with them.
 *
 * @param config may name cloud, load balancer and method, where the manifests do not show them; may hold silences
 * @throws Failure where manifests cannot be read, or no Kong is in them
 */
export function check(stream: string | Uint8Array, config: Partial<Config> = {}, options: Options = {}): CheckData {
  const source = sourceOf(stream, options);
  return checkData(checkOf(layersOf(config), [source], options.today));
}

/**
 * What `postrender` would change, line by line, and what Kong sees before and after.
 *
 * @throws Failure as `postrender` does
 */
export function preview(stream: string | Uint8Array, config: Config, options: Options = {}): PreviewData {
  const { plan, report } = prepared(stream, config, options);
  return previewData(previewOf(plan, report));
}

/**
 * The same change in a chart's values: those of a file, or of a HelmRelease, an Application or an ApplicationSet, with
 * the rest as it was; of an empty text the change alone.
 *
 * @throws Failure where values cannot be read, or cannot say the change
 */
export function values(text: string | Uint8Array, config: Config, options: ChartOptions = {}): Result<string> {
  const source = sourceOf(text, options);
  const { chart, chartVersion, today, under = [] } = options;
  if (chart !== undefined && !isChartName(chart)) throw unknownOption("chart", Object.keys(CHARTS));
  if (chartVersion !== undefined && typeof chartVersion !== "string")
    throw new Failure("usage", "options.chartVersion", "it is no text", "write it like 2.52.0");
  if (!Array.isArray(under) || under.some((key) => typeof key !== "string"))
    throw new Failure("usage", "options.under", "it is no list of keys", 'write it like ["apps", "kong"]');
  return transformValues(source, layersOf(config), {
    ...(chart !== undefined && { chart }),
    ...(chartVersion !== undefined && { chartVersion }),
    ...(today !== undefined && { today }),
    under,
  });
}

/**
 * The same change as RFC 6902 patches with their targets, for hosts that run no program; `text` is what the host takes
 * that the format is for: Kustomize (`patches:`), Flux (`postRenderers:`).
 *
 * @throws Failure as `postrender` does, and for a resource that a patch could not find, or the host could not add
 */
export function patches(
  stream: string | Uint8Array,
  config: Config,
  options: PatchOptions = {},
): Report & { patches: TargetedPatch[]; text: string } {
  const { plan = { changes: [], additions: [] }, resources, report } = prepared(stream, config, options);
  const { format = "json-patch" } = options;
  if (!Object.hasOwn(patchFormats, format)) throw unknownOption("format", Object.keys(patchFormats));
  return {
    ...report,
    patches: plan.changes.map(({ resource, patch }) => ({ target: targetOf(resource), patch })),
    text: patchFormats[format](plan, resources),
  };
}

const unknownOption = (name: string, known: readonly string[]) =>
  new Failure("usage", `options.${name}`, "it is not known", `use one of: ${known.join(", ")}`);

function prepared(stream: string | Uint8Array, config: Config, options: Options): Prepared {
  const source = sourceOf(stream, options);
  return prepare(layersOf(config), [source], options.today);
}

/** @throws Failure (usage) for what is neither text nor bytes, and for options that are none */
function sourceOf(stream: unknown, options: unknown): Source {
  if (!isObject(options as Json)) throw new Failure("usage", "options", "they are no object", "leave them out");
  const { file = "stdin", today } = options as Options;
  if (typeof file !== "string") throw new Failure("usage", "options.file", "it is no text", "give a file's name");
  if (today !== undefined && !isDate(today))
    throw new Failure("usage", "options.today", "it is no date", "write it like 2026-11-24");
  if (typeof stream === "string" && !isWhole(stream))
    throw new Failure("usage", file, "half of a surrogate pair stands alone in it", "give it as bytes");
  if (typeof stream === "string") return { bytes: Buffer.from(stream), file };
  if (stream instanceof Uint8Array)
    return { bytes: Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength), file };
  throw new Failure("usage", file, "it is neither text nor bytes", "give a string or a Uint8Array");
}

/** @throws Failure (config) for what is no object, or holds what JSON cannot say */
function layersOf(config: unknown): Layer[] {
  if (!isObject(config as Json))
    throw new Failure("config", "config", "it is no object", "give one with method, cloud and trustedCIDRs");
  const where = (path: Path) => `config${pointer(path)}`;
  const plain = plainJson(config);
  if ("what" in plain) throw new Failure("config", where(plain.path), plain.what, "give what JSON can say");
  return [callerLayer(plain.json as Partial<Config>, where)];
}
