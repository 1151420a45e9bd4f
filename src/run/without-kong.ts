import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { at, isObject, textAt } from "../json/values.ts";
import { findGateways } from "../kong/find.ts";
import { isHooksOnly } from "../kong/hooks.ts";
import { nearMisses } from "../kong/misses.ts";
import { isTarget } from "../kong/target.ts";
import { workloadOf } from "../kong/workloads.ts";
import { label, type Manifests, type Resource, readAll } from "../manifests/read.ts";
import { isTemplate } from "../manifests/template.ts";
import type { Buffer } from "../runtime/node.ts";

/** Why there is no Kong to be changed or judged, as a clause, and what helps. */
interface Absence {
  /** The file that shows it, where one does. */
  file?: string;
  what: string;
  remedy: string;
}

const PASS = "set ifNoKong (--if-no-kong) to pass";
const NONE = "no workload runs Kong's proxy";

/**
 * What to say of manifests without Kong where they may pass: because the config allows it, or because Helm's hooks alone
 * are there.
 *
 * @throws Failure (no-gateway, empty-input) where they may not, with what there is instead
 */
export function withoutKong(manifests: readonly Manifests[], config: Partial<Config>): string[] {
  const resources = manifests.flatMap((each) => each.resources);
  const seen = absenceSeen(resources, config.target);
  if (config.ifNoKong === "pass") return [`${seen ? `${NONE}: ${seen.what}` : NONE}, so nothing was changed`];
  const filled = manifests.filter(({ bytes }) => !isBlank(bytes));
  if (filled.length > 0 && filled.every(({ bytes }) => isHooksOnly(bytes))) return [`${NONE}, so nothing was changed`];
  const where = filesOf(manifests);
  if (filled.length === 0)
    throw new Failure("empty-input", where, "there are no manifests", `check what renders them, or ${PASS}`);
  const { file = where, what, remedy } = seen ?? absenceTold(filled, resources);
  throw new Failure("no-gateway", file, `${NONE}: ${what}`, remedy);
}

const filesOf = (manifests: readonly Manifests[]): string => {
  const [first = "stdin", ...others] = [...new Set(manifests.map(({ file }) => file))];
  return others.length === 0 ? first : `${first} and ${others.length} more`;
};

/** What the resources that were read show. */
function absenceSeen(resources: readonly Resource[], target: Config["target"]): Absence | undefined {
  const others = target ? findGateways(resources) : [];
  if (others.length > 0) {
    const named = others.map(({ workload, container }) => `${label(workload)} (container ${container.value["name"]})`);
    return { what: `target means none of those that do: ${named.join(", ")}`, remedy: "mend target" };
  }
  const misses = nearMisses(
    resources.filter((resource) => isTarget(resource, target)),
    target?.container,
  );
  const [miss, ...more] = [...misses].sort((a, b) => Number(a.role !== undefined) - Number(b.role !== undefined));
  if (!miss && target?.container !== undefined)
    return {
      what: `no container that target means is named ${JSON.stringify(target.container)}`,
      remedy: "mend target.container (--container)",
    };
  if (!miss) return undefined;
  const { workload, container, lacks, role } = miss;
  const { file } = workload.document.source;
  if (role === "control plane")
    return {
      file,
      what: `${label(workload)} is a control plane (KONG_ROLE), through which no client's traffic goes`,
      remedy: `patch the release of its data plane, or ${PASS}`,
    };
  const like = more.length > 0 ? `, nor do ${more.length} others` : "";
  return {
    file,
    what: `container ${container} of ${label(workload)} does not count, as ${lacks}${like}`,
    remedy:
      role === "idle"
        ? `switch a listener on, or ${PASS}`
        : `if it runs Kong, name it with target.container (--container); else render what does, or ${PASS}`,
  };
}

/** Kinds that stand for manifests which others make, each with what its documents mention. */
const MADE_LATER: Readonly<Record<string, Absence & { mention: string }>> = {
  HelmRelease: {
    mention: "helm.toolkit.fluxcd.io/",
    what: "a HelmRelease holds values for a chart, which Flux renders in the cluster",
    remedy: "use kong-client-ip values, or kong-client-ip patches --format flux on what the chart renders",
  },
  HelmChart: {
    mention: "helm.cattle.io/",
    what: "a HelmChart holds values for a chart, which is rendered in the cluster",
    remedy: "use kong-client-ip values, or run this on what the chart renders",
  },
  Application: {
    mention: "argoproj.io/",
    what: "an Application holds values for a chart, which Argo CD renders",
    remedy: "use kong-client-ip values, or run this as a config management plugin of Argo CD",
  },
  ApplicationSet: {
    mention: "argoproj.io/",
    what: "an ApplicationSet holds values for a chart, which Argo CD renders",
    remedy: "use kong-client-ip values, or run this as a config management plugin of Argo CD",
  },
  Kustomization: {
    mention: "kustomize.",
    what: "a Kustomization names the files that manifests are built from",
    remedy: "run this on what kubectl kustomize prints",
  },
  GatewayClass: {
    mention: "konghq.com/gateway-operator",
    what: "a GatewayClass of Kong's operator alone makes none",
    remedy: "put its GatewayConfiguration and its Gateways into the same stream",
  },
  Gateway: {
    mention: "gateway.networking.k8s.io/",
    what: "a Gateway does not tell which Kong serves it",
    remedy:
      "run this on what the chart of that Kong renders; where Kong's operator makes it, put its GatewayClass and its GatewayConfiguration into the same stream",
  },
};

/** What kinds and texts tell, for which nothing needs to be understood. */
function absenceTold(manifests: readonly Manifests[], resources: readonly Resource[]): Absence {
  const texts = manifests.map(({ bytes }) => bytes.toString("latin1"));
  const kinds = [...new Set([...texts.flatMap(kindsIn), ...resources.map(({ kind }) => kind)])].filter(
    (kind) => !/List$|^$/.test(kind),
  );
  const isMeant = ([kind, { mention }]: [string, { mention: string }]) =>
    kinds.includes(kind) && texts.some((text) => text.includes(mention));
  const later = Object.entries(MADE_LATER).find(isMeant);
  if (later) return later[1];
  if (texts.some(isTemplate))
    return {
      what: "this is a chart's template, which is not rendered",
      remedy: "run this on what helm template prints",
    };
  if (kinds.length === 0 && manifests.some(isValues))
    return { what: "these are a chart's values, not manifests", remedy: "use kong-client-ip values" };
  if (kinds.length === 0 && manifests.every(hasNoKind))
    return {
      what: "nothing there has a kind, as manifests have",
      remedy: `check what renders them, or ${PASS}`,
    };
  const rollout = resources.find(({ kind, value }) => kind === "Rollout" && at(value, ["spec", "workloadRef"]));
  if (rollout) {
    const [kind = "", name = ""] = ["kind", "name"].map((key) => textAt(rollout.value, ["spec", "workloadRef", key]));
    return {
      what: `the pods of ${label(rollout)} are those of ${kind} ${name}, which does not run it or is not here`,
      remedy: `put ${kind} ${name} into the same stream, or ${PASS}`,
    };
  }
  const [first, ...others] = resources.filter((resource) => workloadOf(resource));
  const which = first && `${label(first)}${others.length > 0 ? ` and ${others.length} more` : ""}`;
  const rest = kinds.length > 5 ? ` and ${kinds.length - 5} more kinds` : "";
  return {
    what: which
      ? `neither images nor variables of ${which} are those of Kong's gateway`
      : kinds.length === 0
        ? "there are no resources"
        : `there is nothing but ${kinds.slice(0, 5).join(", ")}${rest}`,
    remedy: `render the chart that runs it, or ${PASS}`,
  };
}

const kindsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:[ \t{]*"kind"|kind|'kind')[ \t]*:[ \t]*["']?([A-Z]\w*)/gm)].map(([, kind = ""]) => kind);

/** Nothing but comments and marks of documents. */
const isBlank = (bytes: Buffer): boolean =>
  !/^(?!---\s*(?:#|$)|\.\.\.\s*$)[^\S\n]*[^\s#]/m.test(bytes.toString("utf8").replace(/^\uFEFF/, ""));

/** Keys of Kong's charts at the top of their values, or of an umbrella's. */
const VALUES = ["proxy", "env", "image", "ingressController", "gateway", "controller", "admin", "deployment", "kong"];

/** What a command says that failed, for one. */
function hasNoKind({ bytes, file }: Manifests): boolean {
  const { value } = readAll(bytes, file).next();
  return !isObject(value) || !Object.hasOwn(value, "kind");
}

function isValues({ bytes, file }: Manifests): boolean {
  const { value } = readAll(bytes, file).next();
  return isObject(value) && VALUES.some((key) => Object.hasOwn(value, key));
}
