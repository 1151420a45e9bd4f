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
  /** The last day on which it holds, like 2026-11-24. */
  until?: string;
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

/** What becomes of findings. */
export interface Sifted {
  /** Those that nobody silenced, and one more for each silence that has ended. */
  minded: Finding[];
  silenced: Silenced[];
  /** One for each silence that silences nothing, gives no reason, or is of a code that nobody knows. */
  needless: Finding[];
}

/**
 * Takes out the findings that somebody silenced.
 *
 * @param today by which silences end; without it none has
 */
export function silence(
  findings: readonly Finding[],
  resources: readonly Resource[],
  config: Config["silence"] = [],
  today = "",
): Sifted {
  const silences: Silence[] = [
    ...config.map(({ code, reason, resource, until }) => ({
      code,
      reason,
      ...(resource !== undefined && { where: resource }),
      ...(until !== undefined && { until }),
    })),
    ...resources.flatMap(annotated),
  ];
  const hasEnded = ({ until }: Silence) => until !== undefined && until < today;
  // A silence for all resources covers findings as well as one for theirs.
  const forms = ({ code, where }: Pick<Finding, "code" | "where">) => [code, `${code}\n${where}`];
  const form = ({ code, where }: Silence) => (where === undefined ? code : `${code}\n${where}`);
  const holding = silences.filter((each) => each.reason !== "" && !hasEnded(each));
  const by = new Map(holding.map((each) => [form(each), each]));
  const found = new Set(findings.flatMap(forms));
  const left: Finding[] = [];
  const silenced: Silenced[] = [];
  for (const finding of findings) {
    const [one] = forms(finding).flatMap((each) => by.get(each) ?? []);
    if (one) silenced.push({ finding, reason: one.reason, inManifest: one.by !== undefined });
    else left.push(finding);
  }
  const ended = silences.filter((each) => hasEnded(each) && found.has(form(each)));
  const idle = silences.filter((each) => each.reason === "" || !found.has(form(each)));
  return {
    minded: [...left, ...ended.map(endedFinding)],
    silenced,
    needless: idle.map(idleFinding),
  };
}

function annotated(resource: Resource): Silence[] {
  const text = textAt(resource.value, ["metadata", "annotations", SILENCE_ANNOTATION]) ?? "";
  return text.split(/[;\n]/).flatMap((line): Silence[] => {
    const [, code, until, reason = ""] = LINE.exec(line.trim()) ?? [];
    if (code === undefined) return [];
    return [{ code, reason, ...(until !== undefined && { until }), where: label(resource), by: resource }];
  });
}

/** `one-replica until 2026-12-31: a development cluster` */
const LINE = /^([\w-]+)(?:\s+until\s+(\d{4}-\d\d-\d\d))?\s*:?\s*(.*)$/s;

function idleFinding({ code, reason, by }: Silence): Finding {
  if (reason === "")
    return silenceFinding(by, `the silence of ${code} gives no reason`, `write ${code}: and why it is no problem here`);
  return silenceFinding(by, `the silence of ${code} silences nothing`, "remove it");
}

const endedFinding = ({ code, until, by }: Silence): Finding =>
  silenceFinding(by, `the silence of ${code} ended on ${until}`, "mend what it is about, or give it another date");

const silenceFinding = (by: Resource | undefined, what: string, remedy: string): Finding => ({
  code: "needless-silence",
  severity: "warning",
  ...(by && { resource: by }),
  where: by ? label(by) : "config",
  path: by ? ["metadata", "annotations", SILENCE_ANNOTATION] : ["silence"],
  what,
  remedy,
});
