import fc from "fast-check";
import { expect, test } from "vitest";
import { findGateways } from "../../src/kong/find.ts";
import { peersOf } from "../../src/kong/policies.ts";
import { addition } from "../../src/manifests/addition.ts";
import { read } from "../../src/manifests/read.ts";
import { networkPolicyFor } from "../../src/methods/network-policy.ts";
import type { Cidr } from "../../src/net/cidr.ts";
import { release } from "../support/case.ts";

const trusted: Cidr[] = [
  { text: "10.0.0.0/16", family: 4, prefix: 16, value: 0x0a000000n },
  { text: "192.0.2.7", family: 4, prefix: 32, value: 0xc0000207n },
];
const PEERS = [{ ipBlock: { cidr: "10.0.0.0/16" } }, { ipBlock: { cidr: "192.0.2.7/32" } }];

const port = fc.integer({ min: 1, max: 65_535 });

test("Every TCP port is open to those whom it is for, and none is shut that was open", () => {
  const [gateway] = findGateways(read(release).resources);
  const [front] = gateway?.fronts ?? [];
  if (!gateway || !front) throw new Error("the release has no gateway");
  fc.assert(
    fc.property(fc.uniqueArray(port, { minLength: 1, maxLength: 6 }), fc.nat(6), port, (ports, cut, other) => {
      const [trusting, inCluster] = [ports.slice(0, cut), ports.slice(cut)];
      const { beside, value } = networkPolicyFor(gateway, front, { trusting, trusted, inCluster });
      const policies = [addition(beside, value).resource];
      for (const each of trusting) expect(peersOf(policies, each)).toEqual(PEERS);
      for (const each of inCluster) expect(peersOf(policies, each)).toEqual([{ namespaceSelector: {} }]);
      for (const each of [other, ...ports.flatMap((near) => [near - 1, near + 1]), 1, 65_535])
        if (each > 0 && each <= 65_535 && !ports.includes(each)) expect(peersOf(policies, each)).toBeUndefined();
    }),
  );
});
