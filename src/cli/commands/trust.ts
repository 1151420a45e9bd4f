import { mergeLayers } from "../../config/layers.ts";
import { readEvery } from "../../manifests/read.ts";
import { trustFor } from "../../run/trust.ts";
import { notice } from "../../views/notice.ts";
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
    Nodes: "kubectl get nodes,services -A -o json | kong-client-ip trust",
  },
  details: `
Reads what kubectl get nodes,services prints, as JSON or YAML, and prints what
Kong has to trust for the method behind the load balancer, with the reasons:
nodes where they pass connections on in their own name, and the load balancer
where its controller writes a private address. Blocks are put together only
where that makes none wider than its parts. Without a cloud it is the one that
Nodes show, and without a method proxy-protocol, or http-headers where the load
balancer speaks no PROXY protocol; notes say what was taken. Thousands of Nodes
are read as JSON in a fraction of the memory that YAML takes.
`,
  run({ files, pods, format, quiet, given }, input) {
    const { config, where } = mergeLayers(input.layers(given), { method: "proxy-protocol", cloud: "generic" });
    const resources = input.sources(files).flatMap(({ bytes, file }) => readEvery(bytes, file));
    const { trusted, notes } = trustFor(resources, config, where, pods);
    const stderr = quiet ? "" : notes.map((note) => notice("note", note, input.style(2))).join("");
    return { stdout: trustFormats[format](trusted), stderr };
  },
});
