import { nodeEvidence } from "../clouds/nodes.ts";
import type { Layer } from "../config/layers.ts";
import { type MethodName, namedFor } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { label, type Resource } from "../manifests/read.ts";
import { type Peers, peersIn } from "./peers.ts";

/**
 * The peers to trust for a config. The cloud that it leaves out is the one that Nodes show. Where it names no method, the
 * first is taken whose peers the cluster tells, and the notes say so, and what another one comes to.
 *
 * @param resources what `kubectl get nodes,services` prints
 * @throws Failure as `namedFor` and `peersIn` do
 */
export function trustFor(
  resources: readonly Resource[],
  config: Partial<Config>,
  where: Layer["where"],
  withPods: boolean,
): Peers {
  const { cloud, notes } = config.cloud === undefined ? cloudOfNodes(resources) : { cloud: config.cloud, notes: [] };
  const peersOf = (method: MethodName) => {
    const meant = { ...config, cloud, method };
    const { profile } = namedFor(meant, where);
    return { method, profile, ...peersIn(resources, { ...meant, profile, withPods }) };
  };
  if (config.method !== undefined) {
    const { trusted, notes: more } = peersOf(config.method);
    return { trusted, notes: [...notes, ...more] };
  }
  const outcomes = METHODS.map((method) => ({ method, outcome: orFailure(() => peersOf(method)) }));
  const [taken, ...others] = outcomes.flatMap(({ outcome }) => (outcome instanceof Failure ? [] : [outcome]));
  const failed = outcomes.flatMap(({ method, outcome }) =>
    outcome instanceof Failure ? [{ method, what: `${outcome.what} (${outcome.remedy})` }] : [],
  );
  if (!taken) {
    const what = failed.map((each) => `${each.method}: ${each.what}`).join("; ");
    throw new Failure("unsupported", `cloud ${cloud}`, what, "give --method and --load-balancer");
  }
  return {
    trusted: taken.trusted,
    notes: [
      ...notes,
      `method: ${taken.method} with ${taken.profile.name}, as none is given`,
      ...others.map((other) => `method ${other.method} with ${other.profile.name}: ${difference(other, taken)}`),
      ...failed.map(({ method, what }) => `method ${method}: ${what}`),
      ...taken.notes,
    ],
  };
}

/** Methods for which Kong has to trust somebody. */
const METHODS = ["proxy-protocol", "http-headers"] as const satisfies readonly MethodName[];

/** A method that does not fit leaves another one; what is wrong with the input or the config is wrong for all. */
function orFailure<Value>(make: () => Value): Value | Failure {
  try {
    return make();
  } catch (error) {
    if (error instanceof Failure && error.code === "unsupported") return error;
    throw error;
  }
}

function difference(other: Peers & { method: MethodName }, taken: Peers): string {
  const [fresh, known] = [other, taken].map(({ trusted }) => trusted.map(({ cidr }) => cidr.text).join());
  return fresh === known ? "the same peers" : `other peers, which --method ${other.method} prints`;
}

/** The cloud that Nodes show, if it is one alone. */
function cloudOfNodes(resources: readonly Resource[]): { cloud: string; notes: string[] } {
  const shown = new Map<string, string>();
  for (const resource of resources.filter(({ kind, apiVersion }) => kind === "Node" && apiVersion === "v1")) {
    for (const { cloud, by } of nodeEvidence(resource.value))
      if (!shown.has(cloud)) shown.set(cloud, `${label(resource)}, ${by}`);
  }
  const [only, ...others] = shown;
  if (only && others.length === 0) return { cloud: only[0], notes: [`cloud: ${only[0]}, as ${only[1]} shows`] };
  const why = only ? `Nodes may be of ${[...shown.keys()].join(", ")}` : "no Node shows another";
  return { cloud: "generic", notes: [`cloud: generic, as ${why}; name it with --cloud`] };
}
