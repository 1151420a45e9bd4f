import type { Key } from "./table.ts";

/** A setting as a flag and as an environment variable. */
interface Form {
  flags: `--${string}`;
  help: string;
  /** Names of the variable behind KONG_CLIENT_IP_: the flag's, then the config key's where it differs. */
  variables: readonly [string, ...string[]];
  /** What the flag means with `--no-` before it, where it has that form. */
  negated?: string;
}

/** The command line and the environment say the same as the config's keys, in the order of the help. */
export const FORMS: Readonly<Record<Key, Form>> = {
  method: {
    flags: "--method <name>",
    variables: ["METHOD"],
    help: "external-traffic-policy, proxy-protocol or http-headers",
  },
  cloud: { flags: "--cloud <name>", variables: ["CLOUD"], help: "eks, gke, aks, … or generic" },
  loadBalancer: {
    flags: "--load-balancer <name>",
    variables: ["LOAD_BALANCER"],
    help: "one of the cloud's load balancers (default: what the cloud recommends)",
  },
  exposure: {
    flags: "--exposure <what>",
    variables: ["EXPOSURE"],
    help: "internal or internet-facing (default: as the Service is)",
  },
  trustedCIDRs: {
    flags: "--trusted-cidr <cidr>",
    variables: ["TRUSTED_CIDR", "TRUSTED_CIDRS"],
    help: "peers to believe; repeat it or use commas",
  },
  realIPHeader: {
    flags: "--real-ip-header <name>",
    variables: ["REAL_IP_HEADER"],
    help: "header with the client's address, for http-headers",
  },
  realIPRecursive: {
    flags: "--real-ip-recursive",
    variables: ["REAL_IP_RECURSIVE"],
    negated: "take the last address in the header",
    help: "take the last address that is not trusted",
  },
  allowTrustAll: {
    flags: "--allow-trust-all",
    variables: ["ALLOW_TRUST_ALL"],
    help: "permit CIDRs wider than /8 (IPv4) or /7 (IPv6)",
  },
  inCluster: {
    flags: "--in-cluster",
    variables: ["IN_CLUSTER"],
    help: "keep callers inside the cluster, with a Service of their own",
  },
  networkPolicy: {
    flags: "--network-policy",
    variables: ["NETWORK_POLICY"],
    help: "let only trusted CIDRs to listeners that believe them",
  },
  nodePorts: {
    flags: "--node-ports",
    variables: ["NODE_PORTS"],
    negated: "no node ports, where the load balancer needs none",
    help: "leave node ports as they are",
  },
  sourceRanges: {
    flags: "--source-range <cidr>",
    variables: ["SOURCE_RANGE", "SOURCE_RANGES"],
    help: "clients to let in; repeat it or use commas",
  },
  "target.release": {
    flags: "--release <name>",
    variables: ["RELEASE", "TARGET_RELEASE"],
    help: "change only this release",
  },
  "target.namespace": {
    flags: "--namespace <name>",
    variables: ["NAMESPACE", "TARGET_NAMESPACE"],
    help: "change only this namespace",
  },
  "target.workload": {
    flags: "--workload <name>",
    variables: ["WORKLOAD", "TARGET_WORKLOAD"],
    help: "change only this gateway",
  },
  "target.container": {
    flags: "--container <name>",
    variables: ["CONTAINER", "TARGET_CONTAINER"],
    help: "the container that runs Kong, if not plain",
  },
  "target.service": {
    flags: "--service <name>",
    variables: ["SERVICE", "TARGET_SERVICE"],
    help: "change only this Service",
  },
  operatorVersion: {
    flags: "--operator-version <version>",
    variables: ["OPERATOR_VERSION"],
    help: "Kong Operator's, if it is not the newest",
  },
  ifNoKong: {
    flags: "--if-no-kong <what>",
    variables: ["IF_NO_KONG"],
    help: "fail or pass on manifests without Kong",
  },
};
