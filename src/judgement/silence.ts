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

/** A finding that somebody silenced. */
export interface Silenced {
  finding: Finding;
  reason: string;
  /** Whether the manifests say it themselves, and not the config. */
  inManifest: boolean;
}

/** The findings that are left, with one more for each silence that silences nothing or gives no reason, and the others. */
export function silence(
  findings: readonly Finding[],
  resources: readonly Resource[],
  config: Config["silence"] = [],
): { left: Finding[]; silenced: Silenced[] } {
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
  const reasoned = new Map(silences.filter(({ reason }) => reason !== "").map((each) => [form(each), each]));
  const found = new Set(findings.flatMap(forms));
  const left: Finding[] = [];
  const silenced: Silenced[] = [];
  for (const finding of findings) {
    const [by] = forms(finding).flatMap((each) => reasoned.get(each) ?? []);
    if (by) silenced.push({ finding, reason: by.reason, inManifest: by.by !== undefined });
    else left.push(finding);
  }
  const idle = silences.filter((silence) => silence.reason === "" || !found.has(form(silence)));
  return { left: [...left, ...idle.map(idleFinding)], silenced };
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
    path: by ? ["metadata", "annotations", SILENCE_ANNOTATION] : ["silence"],
    what: reason === "" ? `the silence of ${code} gives no reason` : `the silence of ${code} silences nothing`,
    remedy: reason === "" ? `write ${code}: and why it is no problem here` : "remove it",
  };
}
