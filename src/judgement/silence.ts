import { isDate } from "../config/date.ts";
import { suggest } from "../config/suggest.ts";
import type { Config } from "../generated/config.ts";
import { textAt } from "../json/values.ts";
import type { Resource } from "../manifests/read.ts";
import { label } from "../manifests/read.ts";
import { codes, type FindingCode, isFindingCode } from "./codes.ts";
import type { Finding, Severity } from "./rule.ts";

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
  /** One for each silence that silences nothing. */
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
    ...resources.flatMap((resource) => annotated(resource).flatMap((each) => ("code" in each ? [each] : []))),
  ];
  const hasEnded = ({ until }: Silence) => until !== undefined && until < today;
  // A silence for all resources covers findings as well as one for theirs.
  const forms = ({ code, where }: Pick<Finding, "code" | "where">) => [code, `${code}\n${where}`];
  const form = ({ code, where }: Silence) => (where === undefined ? code : `${code}\n${where}`);
  const holding = silences.filter((each) => !hasEnded(each));
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
  const idle = silences.filter((each) => !found.has(form(each)));
  return {
    minded: [...left, ...ended.map(endedFinding)],
    silenced,
    needless: idle.map(idleFinding),
  };
}

/** What is wrong with a silence in an annotation, as the config's own are refused: there it stands as somebody's word. */
export const silenceFaults = (resources: readonly Resource[]): Finding[] =>
  resources.flatMap((resource) =>
    annotated(resource).flatMap((each) =>
      "what" in each ? [silenceFinding("bad-silence", "error", resource, each.what, each.remedy)] : [],
    ),
  );

function annotated(resource: Resource): (Silence | Fault)[] {
  const text = textAt(resource.value, ["metadata", "annotations", SILENCE_ANNOTATION]) ?? "";
  const lines = text.split(/[;\n]/).filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const { code = "", until, reason = "" } = LINE.exec(line.trim())?.groups ?? {};
    const fault = silenceFault({ code, reason, ...(until !== undefined && { until }) });
    return fault ?? { code, reason, ...(until !== undefined && { until }), where: label(resource), by: resource };
  });
}

/** `one-replica until 2026-12-31: a development cluster` */
const LINE = /^(?<code>[\w-]+)(?:\s+until\b\s*(?<until>[^\s:]*))?\s*(?::\s*|\s+|$)(?<reason>.*)$/s;

interface Fault {
  /** Which part of it is wrong. */
  key: "code" | "until" | "reason";
  what: string;
  remedy: string;
}

/** What is wrong with a silence by itself; undefined for one that may hold. */
export function silenceFault({ code, reason, until }: Pick<Silence, "code" | "reason" | "until">): Fault | undefined {
  if (code === "")
    return { key: "code", what: "a silence names no finding", remedy: 'write it like "one-replica: a test cluster"' };
  if (!isFindingCode(code))
    return {
      key: "code",
      what: `there is no finding ${JSON.stringify(code)}`,
      remedy: suggest(code, Object.keys(codes)),
    };
  if (until !== undefined && !isDate(until))
    return {
      key: "until",
      what: `the silence of ${code} has an end that is no date`,
      remedy: "write it like 2026-12-31",
    };
  if (reason.trim() === "")
    return {
      key: "reason",
      what: `the silence of ${code} gives no reason`,
      remedy: `write ${code}: and why it is no problem here`,
    };
  return undefined;
}

const idleFinding = ({ code, by }: Silence): Finding =>
  silenceFinding("needless-silence", "warning", by, `the silence of ${code} silences nothing`, "remove it");

const endedFinding = ({ code, until, by }: Silence): Finding =>
  silenceFinding(
    "needless-silence",
    "warning",
    by,
    `the silence of ${code} ended on ${until}`,
    "mend what it is about, or give it another date",
  );

const silenceFinding = (
  code: FindingCode,
  severity: Severity,
  by: Resource | undefined,
  what: string,
  remedy: string,
): Finding => ({
  code,
  severity,
  ...(by && { resource: by }),
  where: by ? label(by) : "config",
  path: by ? ["metadata", "annotations", SILENCE_ANNOTATION] : ["silence"],
  what,
  remedy,
});
