import type { Config } from "../generated/config.ts";
import { textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { label } from "../manifests/read.ts";
import type { Finding } from "./rule.ts";

/** Lines `code: reason`, on the resource that a finding names. */
const SILENCE_ANNOTATION = "kong-client-ip/silence";

/** Someone's word that a finding is no problem, and why. */
interface Silence {
  code: string;
  reason: string;
  /** The resource it is for, as findings name it; undefined for all. */
  where?: string;
  /** The resource that says it; undefined for the config. */
  by?: Resource;
}

/** The findings that are left, and one more for each silence that silences nothing or gives no reason. */
export function unsilenced(
  findings: readonly Finding[],
  resources: readonly Resource[],
  config: Config["silence"] = [],
): Finding[] {
  const silences: Silence[] = [
    ...config.map(({ code, reason, resource }) => ({
      code,
      reason,
      ...(resource !== undefined && { where: resource }),
    })),
    ...resources.flatMap(annotated),
  ];
  // A silence for all resources covers findings as well as one for theirs.
  const forms = ({ code, where }: Pick<Finding, "code" | "where">) => [code, `${code}\n${where}`];
  const form = ({ code, where }: Silence) => (where === undefined ? code : `${code}\n${where}`);
  const silenced = new Set(silences.filter(({ reason }) => reason !== "").map(form));
  const found = new Set(findings.flatMap(forms));
  const left = findings.filter((finding) => !forms(finding).some((each) => silenced.has(each)));
  const idle = silences.filter((silence) => silence.reason === "" || !found.has(form(silence)));
  return [...left, ...idle.map(idleFinding)];
}

function annotated(resource: Resource): Silence[] {
  const text = textAt(resource.value, ["metadata", "annotations", SILENCE_ANNOTATION]) ?? "";
  return text
    .split(/[;\n]/)
    .map((line) => /^[\w-]+/.exec(line.trim()))
    .flatMap((match) => {
      const reason = match?.input.slice(match[0].length).trim().replace(/^:\s*/, "");
      return match ? [{ code: match[0], reason: reason ?? "", where: label(resource), by: resource }] : [];
    });
}

function idleFinding({ code, reason, by }: Silence): Finding {
  return {
    code: "needless-silence",
    severity: "warning",
    ...(by && { resource: by }),
    where: by ? label(by) : "config",
    pointer: by ? `/metadata/annotations/${SILENCE_ANNOTATION.replace("/", "~1")}` : "/silence",
    what: reason === "" ? `the silence of ${code} gives no reason` : `the silence of ${code} silences nothing`,
    remedy: reason === "" ? `write ${code}: and why it is no problem here` : "remove it",
  };
}
