import type { Settings } from "../../config/resolve.ts";
import { Failure } from "../../failure.ts";
import { at, equals, type JsonObject, type Path, pointer, withAll } from "../../json/values.ts";
import { label, type Resource, read } from "../../manifests/read.ts";
import type { Change } from "../../run/changes.ts";
import { allChanges, type Plan, planOf } from "../../run/plan.ts";
import { Buffer } from "../../runtime/node.ts";
import type { ChartName } from "./charts.ts";
import { ignoredBy } from "./defaults.ts";
import { difference } from "./difference.ts";
import { assignmentsOf } from "./fold.ts";
import { template } from "./template.ts";
import { type Assignment, assigned } from "./values.ts";
import type { Versions } from "./version.ts";

/** What is asked for, whatever the values are. */
export interface Wish {
  settings: Settings;
  /** Where patches of the user's own come from, for messages. */
  patches: string;
  chart: ChartName;
  versions: Versions;
}

/** The values of a gateway that make the chart render what a run would make of the release. */
export interface ValuesChange {
  plan: Plan;
  assignments: Assignment[];
  notes: string[];
}

/**
 * What makes the chart do what the settings ask for, tried on what it renders. Where only a range of its versions is
 * known it is what the newest needs; a range that was given, and holds one that needs other values, is refused.
 *
 * @param given the gateway's values
 * @throws Failure where the release cannot be changed, or values cannot say it; undefined without a gateway
 */
export function changeOf(given: JsonObject, wish: Wish): ValuesChange | undefined {
  const { candidates, given: stated, newestKnown } = wish.versions;
  const [newest = "", ...older] = candidates.toReversed();
  const change = changeIn(newest, given, wish);
  if (!change) return undefined;
  const other = older.find((version) => !agrees(change, version, given, wish));
  if (other !== undefined && stated !== undefined) {
    const what = `it may mean kong/kong ${other}, which needs other values than ${newest}`;
    throw new Failure("unsupported", stated, what, "name one version (--chart-version)");
  }
  const since = candidates[candidates.indexOf(other ?? "") + 1];
  const notes = [
    ...(other === undefined
      ? []
      : [`for kong/kong ${since} and newer; an older chart needs other values (--chart-version)`]),
    ...(newestKnown === undefined
      ? []
      : [`${stated}: this chart is newer than ${newestKnown}, the newest that is known`]),
    ...ignoredBy(newest)
      .filter(({ path }) => at(given, path) !== undefined)
      .map(
        ({ since, path }) => `${path.join(".")} is without effect in kong/kong ${newest}; it counts from ${since} on`,
      ),
    ...(wish.settings.config.inCluster && change.assignments.some(({ path }) => path.join(".") === "env.proxy_listen")
      ? ["env.proxy_listen holds all listeners now, so proxy.http and proxy.tls make none any more"]
      : []),
  ];
  return { ...change, notes };
}

/** Whether another version of the chart needs the same values. */
function agrees(
  { assignments }: Pick<ValuesChange, "assignments">,
  version: string,
  given: JsonObject,
  wish: Wish,
): boolean {
  try {
    const own = changeIn(version, given, wish);
    return own === undefined || equals(assigned(given, own.assignments), assigned(given, assignments));
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

type OneChange = Omit<ValuesChange, "notes">;

function changeIn(version: string, given: JsonObject, wish: Wish): OneChange | undefined {
  const whole = planFor(rendered(given, version), wish);
  if (!whole) return undefined;
  const plan = withoutPorts(whole);
  const assignments = assignmentsOf(given, version, plan);
  const missing = missingFrom(plan, rendered(assigned(given, assignments), version));
  if (!missing) return { plan, assignments };
  const later = ignoredBy(version).find(({ path }) => path.at(-1) === missing.path.at(-1))?.since;
  throw new Failure(
    "unsupported",
    label(missing.resource),
    `values of kong/${wish.chart}${later === undefined ? "" : ` ${version}`} cannot set ${pointer(missing.path)}`,
    later === undefined ? POST_RENDERER : `${POST_RENDERER}, or kong/kong ${later} and newer`,
  );
}

const POST_RENDERER = "use kong-client-ip as post-renderer instead";

/** What a version of the chart would render, as if it had been. */
function rendered(values: JsonObject, version: string): Resource[] {
  const documents = template(values, version).map((value) => JSON.stringify(value));
  return read(Buffer.from(documents.join("\n---\n")), "the chart").resources;
}

/** Patches of the user's own are made for all that a release has. */
function planFor(resources: readonly Resource[], { settings, patches }: Wish): Plan | undefined {
  try {
    return planOf(resources, settings);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "user-patch") throw error;
    throw new Failure("unsupported", patches, `values cannot carry this patch: ${error.what}`, POST_RENDERER);
  }
}

/** What a plan changes and new values do not make the chart render. */
function missingFrom(plan: Plan, after: readonly Resource[]): { resource: Resource; path: Path } | undefined {
  for (const { resource, value } of allChanges(plan)) {
    const made = after.find(({ kind, name }) => kind === resource.kind && name === resource.name);
    const path = difference(made?.value ?? null, value);
    if (path) return { resource, path: path.length === 0 && !made ? ["extraObjects"] : path };
  }
  return undefined;
}

/**
 * The plan without ports of the container, for which the chart has no values besides its own. They only inform: Kong
 * listens without them. Source: k8s.io/api core/v1/types.go (Container.Ports)
 */
function withoutPorts(plan: Plan): Plan {
  const changes = plan.changes.flatMap((change): Change[] => {
    const { resource, patch, value } = change;
    const paths = plan.gateways
      .filter(({ workload }) => workload === resource)
      .map(({ container }) => [...container.path, "ports"]);
    const kept = patch.filter(({ path }) => !paths.some((ports) => `${path}/`.startsWith(`${pointer(ports)}/`)));
    const old = paths.flatMap((ports) => at(resource.value, ports) ?? []);
    if (kept.length === patch.length || old.length === 0) return [change];
    const restored = withAll(
      value,
      paths.map((ports) => [ports, at(resource.value, ports) ?? null]),
    );
    return kept.length === 0 ? [] : [{ resource, patch: kept, value: restored as JsonObject }];
  });
  return { ...plan, changes };
}
