import { callerLayer } from "./config/layers.ts";
import type { Config } from "./generated/config.ts";
import { postrenderLayers } from "./hosts/filter/postrender.ts";
import { pointer } from "./json/values.ts";
import type { Result } from "./run/report.ts";
import { Buffer } from "./runtime/node.ts";

export { Failure, type FailureCode } from "./failure.ts";
export type { Config } from "./generated/config.ts";
export type { Operation } from "./json/patch.ts";
export type { Changed, Result, Warning } from "./run/report.ts";

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
): Result<Stream extends string ? string : Stream>;
export function postrender(stream: string | Uint8Array, config: Config): Result<string | Uint8Array> {
  const layers = [callerLayer(config, (path) => `config${pointer(path)}`)];
  if (typeof stream !== "string") {
    return postrenderLayers(Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength), layers);
  }
  const result = postrenderLayers(Buffer.from(stream), layers);
  return { ...result, stream: result.stream.toString() };
}
