import { Document } from "yaml";
import schema from "../../schema/config.schema.json" with { type: "json" };
import type { Settings } from "../config/resolve.ts";
import type { Config } from "../generated/config.ts";

/** Why this method is right for this load balancer, in a sentence or two. */
export function reasonOf({ method, named: { profile }, config }: Settings): string {
  const name = profile.cloud === "generic" ? "The load balancer" : profile.name;
  if (method === "external-traffic-policy")
    return `${name} passes packets on, and with externalTrafficPolicy: Local so do the nodes: Kong's peer is the client, and nobody has to be trusted.`;
  const believed = "Kong believes it of the trusted addresses alone.";
  if (method === "proxy-protocol")
    return `${name} sends the client's address ahead of each connection, with the PROXY protocol. ${believed}`;
  return `${name} names the client in ${config.realIPHeader ?? profile.methods[method].header ?? "a request header"}. ${believed}`;
}

/** The config as a file for people, with its schema for editors and the reason on top. */
export function fileOf(settings: Settings): string {
  const { config } = settings;
  const keys = Object.keys(schema.properties).filter((key) => Object.hasOwn(config, key));
  const document = new Document(Object.fromEntries(keys.map((key) => [key, config[key as keyof Config]])));
  document.commentBefore = ` yaml-language-server: $schema=${schema.$id}\n ${reasonOf(settings)}`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
