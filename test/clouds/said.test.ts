/** What Services say of their load balancers against a list that was written from the controllers' sources. */

import { describe, expect, test } from "vitest";
import { profilesOf } from "../../src/clouds/profiles.ts";
import { type Delivery, deliveryOf } from "../../src/judgement/delivery.ts";
import { findGateways } from "../../src/kong/find.ts";
import { read } from "../../src/manifests/read.ts";
import { release } from "../support/case.ts";
import { type Served, said } from "./facts/said.ts";

/** The release's Service with annotations, node ports and the policy that keeps what comes from the load balancer. */
const annotated = (annotations: Record<string, string>) =>
  release
    .toString()
    .replace("  name: demo-kong-proxy\n", `$&  annotations: ${JSON.stringify(annotations)}\n`)
    .replace("  type: LoadBalancer\n", "$&  externalTrafficPolicy: Local\n")
    .replace("    port: 80\n", "$&    nodePort: 30080\n")
    .replace("    port: 443\n", "$&    nodePort: 30443\n");

function servedBy({ proxy, header, peer }: Delivery): Served {
  if (proxy) return "PROXY";
  if (header) return "requests";
  return peer === "client" ? "packets" : "connections";
}

describe.each(said)("$loadBalancer", ({ loadBalancer, rows }) => {
  const profile = profilesOf(loadBalancer.split("/")[0] ?? "").find(({ name }) => name === loadBalancer);

  test.each(rows)("%j", (annotations, http, tls) => {
    const [front] = findGateways(read(Buffer.from(annotated(annotations))).resources).flatMap(({ fronts }) => fronts);
    const served = front?.ports.map((port) => {
      const delivery = profile && deliveryOf(front, port, { profile });
      return delivery && [port.nodePort, servedBy(delivery)];
    });
    expect(served).toEqual([
      ["30080", http],
      ["30443", tls],
    ]);
  });
});
