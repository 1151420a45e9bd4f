import type { Scalar as Node } from "yaml";
import type { Json } from "../../json/values.ts";
import { Buffer } from "../../runtime/node.ts";
import { resolvePlain } from "../scalar.ts";

type Scalar = Pick<Node, "type" | "tag" | "source" | "value" | "srcToken">;

export const BINARY = "tag:yaml.org,2002:binary";

/** Tags that have a scalar resolved as if it were plain, and what it must then be. */
const RESOLVED: Record<string, (value: Json) => boolean> = {
  "tag:yaml.org,2002:int": Number.isInteger,
  "tag:yaml.org,2002:float": (value) => typeof value === "number",
  "tag:yaml.org,2002:bool": (value) => typeof value === "boolean",
  "tag:yaml.org,2002:null": (value) => value === null,
};

/** What a scalar reads as. Source: sigs.k8s.io/yaml 1.4, goyaml.v2/decode.go (scalar), resolve.go (resolve). */
export function readScalar({ type, tag, source, value }: Scalar): Json {
  // The library makes something of its own of tags that it knows.
  const text = typeof value === "string" ? value : (source ?? "");
  if (tag === BINARY) return Buffer.from(text, "base64").toString();
  return (tag === undefined ? type === "PLAIN" : Object.hasOwn(RESOLVED, tag)) ? resolvePlain(text) : text;
}

/** Whether a scalar is what its tag says. */
function fitsTag({ tag = "", source = "" }: Scalar, value: Json): boolean {
  if (tag !== BINARY) return RESOLVED[tag]?.(value) ?? true;
  return Buffer.from(source, "base64").toString("base64") === source.replaceAll(/[\r\n]/g, "");
}

/** Why a scalar is not the same to Kubernetes as to the library, or to one of its tools as to another; if it is not. */
export function faultIn(scalar: Scalar): string | undefined {
  const { type, tag, source = "", srcToken } = scalar;
  const text = srcToken && "source" in srcToken ? srcToken.source : "";
  if (type?.startsWith("BLOCK") && text.includes("\t") && isIndentedByTab(text))
    return "a tab stands where blanks indent a text";
  if (type === "QUOTE_DOUBLE" && /\\\r?\n[ \t]*\r?\n/.test(text)) return "an empty line follows a line that ends in \\";
  // `! 1` is text to kubectl and Helm 3, and a number to Helm 4.
  if (tag === "!" && type === "PLAIN" && resolvePlain(source) !== source) return "readers differ on the bare tag !";
  return fitsTag(scalar, readScalar(scalar)) ? undefined : "a value is not what its tag says";
}

/** Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_block_scalar_breaks). */
function isIndentedByTab(text: string): boolean {
  const indent = /^ *(?=[^\s])/m.exec(text)?.[0].length ?? Number.POSITIVE_INFINITY;
  const isBlank = /^[ \t]*$/;
  let isLeading = true;
  return text.split(/\r?\n/).some((line) => {
    const tab = /^ *(?=\t)/.exec(line)?.[0].length;
    const isTab = tab !== undefined && (isLeading || tab < indent);
    isLeading &&= isBlank.test(line);
    return isTab;
  });
}
