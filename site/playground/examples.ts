import release from "../../examples/release.yaml";
import type { JsonObject } from "../../src/json/values.ts";
import kubectl from "../examples/kubectl-get.yaml";
import values from "../examples/values.yaml";

/** What there is to start from. */
interface Example {
  title: string;
  text: string;
  config: JsonObject;
}

const eks = { method: "proxy-protocol", cloud: "eks", trustedCIDRs: ["10.0.0.0/16"] };

export const EXAMPLES: Record<string, Example> = {
  eks: { title: "A rendered chart on EKS, PROXY protocol", text: release, config: eks },
  gke: {
    title: "A rendered chart on GKE, Local",
    text: release,
    config: { method: "external-traffic-policy", cloud: "gke" },
  },
  values: { title: "Values of Kong's chart on EKS", text: values, config: eks },
  kubectl: { title: "What kubectl get prints, judged as it is", text: kubectl, config: {} },
};
