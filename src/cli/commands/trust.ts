import { mergeLayers } from "../../config/layers.ts";
import { namedBy } from "../../config/resolve.ts";
import { readAll } from "../../manifests/read.ts";
import { peersIn } from "../../run/peers.ts";
import { reportText } from "../../views/report.ts";
import { trustFormats } from "../../views/trust.ts";
import { command } from "./command.ts";

/** Nodes and Services in, CIDRs to trust out. */
export const trust = command({
  name: "trust",
  summary: "the CIDRs to trust, from a cluster's Nodes and Services",
  arguments: ["[files...]"],
  settings: true,
  formats: trustFormats,
  options: {
    "--pods": { help: "the pods' CIDRs too, by which an overlay may show nodes" },
    "-q, --quiet": { help: "print no notes" },
  },
  examples: {
    Nodes: `kubectl get nodes,services -A -o json |
  kong-client-ip trust --method proxy-protocol --cloud eks`,
  },
  details: `
Reads what kubectl get nodes,services prints, as JSON or YAML, and prints what
Kong has to trust for the method behind the load balancer, with the reasons:
nodes where they pass connections on in their own name, and the load balancer
where its controller writes a private address. Blocks are put together only
where that makes none wider than its parts.
`,
  run({ files, pods, format, quiet, given }, input) {
    const { config, where } = mergeLayers(input.layers(given));
    const profile = namedBy(config.cloud, config.loadBalancer, config.method, where).profile;
    const objects = input.sources(files).flatMap(({ bytes, file }) => [...readAll(bytes, file)]);
    const { trusted, notes } = peersIn(objects, profile, config.method, pods);
    const told = reportText({ changes: [], warnings: [], remarks: [], notes }, input.style(2));
    return { stdout: trustFormats[format](trusted), ...(!quiet && { stderr: told }) };
  },
});
