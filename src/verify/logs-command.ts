import { Failure } from "../failure.ts";
import type { Config } from "../generated/config.ts";
import { at, isObject, mapAt, textAt } from "../json/values.ts";
import { findGateways, type Gateway } from "../kong/find.ts";
import { isTarget } from "../kong/target.ts";
import { label, type Resource } from "../manifests/read.ts";

/**
 * The commands that follow the log of each gateway that is meant, of all its pods: the one that a request gets to is not known before.
 *
 * @throws Failure (no-gateway) where there is no Kong, or none with pods that can be selected
 */
export function logsCommands(resources: readonly Resource[], target: Config["target"]): string[] {
  const gateways = findGateways(resources, target ? { target } : {}).filter(({ workload }) =>
    isTarget(workload, target),
  );
  if (gateways.length > 0) return [...new Set(gateways.map(commandOf))];
  const remedy = "give the manifests that run it, or those of kubectl get -o yaml";
  throw new Failure("no-gateway", "manifests", "no workload runs Kong's proxy", remedy);
}

/** `--since` and not `--tail=0`: what is logged while kubectl is on its way is not to be missed. */
const FOLLOW = "kubectl logs --follow --since=10s --prefix --max-log-requests=100";

function commandOf({ workload, container }: Gateway): string {
  const { namespace, value } = workload;
  if (workload.kind === "GatewayConfiguration")
    throw new Failure(
      "bad-shape",
      label(workload),
      "its pods are those of Gateways, which it does not name",
      "follow their logs: kubectl logs --selector=gateway.networking.k8s.io/gateway-name=NAME --container=proxy",
    );
  // Kong/kong-operator pkg/utils/kubernetes/resources/deployments.go
  const made = workload.kind === "DataPlane" ? { app: workload.name } : undefined;
  const named = made ?? at(value, ["spec", "selector", "matchLabels"]);
  const labels = Object.entries(
    isObject(named) && Object.keys(named).length > 0 ? named : mapAt(value, ["spec", "template", "metadata", "labels"]),
  );
  const selector = labels.map(([key, text]) => `${key}=${text}`).join(",");
  const name = textAt(container.value, ["name"]) ?? "";
  const words = [namespace ?? "", selector, name];
  if (selector === "" || !words.every((word) => PLAIN.test(word)))
    throw new Failure("bad-shape", label(workload), "its labels or names are none of Kubernetes'", "mend the template");
  const where = namespace === undefined ? "" : ` --namespace=${namespace}`;
  return `${FOLLOW}${where} --selector=${selector} --container=${name}`;
}

/** What names and labels are made of: nothing that a shell minds. */
const PLAIN = /^[\w./,=-]*$/;
