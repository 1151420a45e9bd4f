import { withFunctionConfigs } from "../../config/function-config.ts";
import { mergeLayers } from "../../config/layers.ts";
import { suggest } from "../../config/suggest.ts";
import { EXIT, Failure } from "../../failure.ts";
import { codes } from "../../judgement/codes.ts";
import { read } from "../../manifests/read.ts";
import { check } from "../../run/check.ts";
import { checkJson, checkText, explain } from "../../views/check/format.ts";
import { checkSarif } from "../../views/check/sarif.ts";
import type { Asked, Input, Output } from "./input.ts";

/** Settings that the filter cannot do without, and a check can. */
export const NEEDED = { method: "external-traffic-policy", cloud: "generic" };

/** Manifests in, findings out; with `--explain` the story of a finding. */
export function checkCommand({ format, failOn, explain: code }: Asked<"check">, input: Input): Output {
  if (code !== undefined) {
    if (code === true) return { stdout: explain(undefined, input.style(1)) };
    if (Object.hasOwn(codes, code)) return { stdout: explain(code, input.style(1)) };
    throw new Failure(
      "usage",
      "--explain",
      `there is no finding ${JSON.stringify(code)}`,
      suggest(code, Object.keys(codes)),
    );
  }
  const layers = input.layers();
  const manifests = input.sources().map(({ bytes, file }) => read(bytes, file));
  const { config, where } = mergeLayers(withFunctionConfigs(layers, manifests), NEEDED);
  const result = check(manifests, config, where, input.today);
  const fails = result.findings.some(({ severity }) => severity === "error" || failOn === "warning");
  const stdout =
    format === "json"
      ? checkJson(result)
      : format === "sarif"
        ? checkSarif(result, input.version)
        : checkText(result, input.style(1));
  return { stdout, exitCode: fails ? EXIT.refused : EXIT.ok };
}
