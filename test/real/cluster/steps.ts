/** What a release of the project's chart is upgraded to, one after the other, and what that must leave of it. */

import type { Edits } from "../helm/release.ts";

export interface Step {
  title: string;
  settings: string[];
  /** How the release then differs from what the chart renders. Kong always sees the client. */
  edits: Edits;
  /** What comes besides. */
  adds?: readonly object[];
}

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const PROXY = ["--method=proxy-protocol", "--cloud=eks"];
const LOCAL = ["--method=external-traffic-policy", "--cloud=eks"];

const external = (target: string) => ({
  [`${AWS}type`]: "external",
  [`${AWS}nlb-target-type`]: target,
  [`${AWS}scheme`]: "internet-facing",
});
const proxied = (cidrs: string) => ({
  KONG_PROXY_LISTEN:
    "0.0.0.0:8000 proxy_protocol, [::]:8000 proxy_protocol, " +
    "0.0.0.0:8443 http2 ssl proxy_protocol, [::]:8443 http2 ssl proxy_protocol",
  KONG_REAL_IP_HEADER: "proxy_protocol",
  KONG_TRUSTED_IPS: cidrs,
});
const sending = { [`${AWS}proxy-protocol`]: "*" };

export const withProxyProtocol: Step = {
  title: "PROXY protocol",
  settings: [...PROXY, "--trusted-cidr=10.0.0.0/16"],
  edits: {
    annotations: { ...external("instance"), ...sending },
    externalTrafficPolicy: "Cluster",
    env: proxied("10.0.0.0/16"),
  },
};

const withOtherCidrs: Step = {
  title: "other trusted CIDRs",
  settings: [...PROXY, "--trusted-cidr=10.0.0.0/16,fd00:10::/64"],
  edits: { ...withProxyProtocol.edits, env: proxied("10.0.0.0/16,fd00:10::/64") },
};

export const withLocalPolicy: Step = {
  title: "another method, the Local policy",
  settings: LOCAL,
  edits: { annotations: external("instance"), externalTrafficPolicy: "Local" },
};

const withOtherController: Step = {
  title: "a load balancer of another controller",
  settings: [...LOCAL, "--load-balancer=nlb-in-tree"],
  edits: { annotations: { [`${AWS}type`]: "nlb" }, externalTrafficPolicy: "Local" },
};

const withoutPolicy: Step = {
  title: "a load balancer that leaves the policy open, after Local",
  settings: [...PROXY, "--load-balancer=nlb-ip", "--trusted-cidr=10.0.0.0/16"],
  edits: { annotations: { ...external("ip"), ...sending }, env: proxied("10.0.0.0/16") },
};

const withHeaders: Step = {
  title: "the headers of a proxy of one's own",
  settings: ["--method=http-headers", "--cloud=generic", "--trusted-cidr=10.0.0.0/16"],
  edits: { env: { KONG_REAL_IP_HEADER: "X-Forwarded-For", KONG_TRUSTED_IPS: "10.0.0.0/16" } },
};

const withCallersInside: Step = {
  title: "callers inside the cluster beside PROXY protocol",
  settings: [...withProxyProtocol.settings, "--in-cluster"],
  edits: {
    ...withProxyProtocol.edits,
    env: {
      ...withProxyProtocol.edits.env,
      KONG_PROXY_LISTEN: `${proxied("").KONG_PROXY_LISTEN}, 0.0.0.0:8009, [::]:8009, 0.0.0.0:8449 http2 ssl, [::]:8449 http2 ssl`,
      KONG_PORT_MAPS: "80:8000, 443:8443, 80:8009, 443:8449",
    },
  },
  adds: [
    {
      kind: "Service",
      metadata: { name: "demo-kong-proxy-in-cluster", annotations: { "kong-client-ip/added": "in-cluster" } },
      spec: { type: "ClusterIP" },
    },
  ],
};

/** The first one installs. */
export const STEPS: readonly Step[] = [
  withProxyProtocol,
  withOtherCidrs,
  withLocalPolicy,
  withOtherController,
  withoutPolicy,
  withHeaders,
  { ...withLocalPolicy, title: "the Local policy again" },
  withCallersInside,
  { ...withProxyProtocol, title: "PROXY protocol again" },
];

/** Back to each of these from the last one. */
export const ROLLBACKS: readonly Step[] = [withLocalPolicy, withoutPolicy, withProxyProtocol];
