import { type Layer, mergeLayers } from "./config/layers.ts";
import { resolve, type Settings } from "./config/settings.ts";
import { Failure } from "./failure.ts";
import type { Config } from "./generated/config.ts";
import { findGateways, refuseFaulty } from "./kong/find.ts";
import { isHooksOnly } from "./kong/hooks.ts";
import { label, type Manifests, read } from "./manifests/read.ts";
import { write } from "./manifests/write.ts";
import { type Plan, planOf } from "./plan.ts";
import type { Result, Warning } from "./result.ts";

/** Patches the manifests of a release by a config in layers, whose errors name the place a setting came from. */
export function postrenderLayers(bytes: Buffer, layers: readonly Layer[]): Result<Buffer> {
  const { config, where } = mergeLayers(layers);
  const settings = resolve(config, where);
  const manifests = read(bytes);
  const plan = planOf(manifests.resources, settings);
  if (!plan) return withoutKong(manifests, config);
  return {
    stream: write(manifests, new Map(plan.changes.map(({ resource, value }) => [resource, value]))),
    changes: plan.changes.map(({ resource: { kind, name, namespace }, patch }) => ({
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
      patch,
    })),
    warnings: warningsOf(plan.after),
    notes: publishedNotes(settings),
  };
}

/** What is left to mind once the plan is carried out. */
export const warningsOf = ({ findings }: Plan["after"]): Warning[] =>
  findings.map(({ code, where, what, remedy }) => ({ code, where, what, remedy }));

/** Where ranges that the config names by their provider come from. */
export const publishedNotes = ({ trust }: Settings): string[] =>
  trust.published.map(
    ({ name, count, source, date }) => `provider:${name} is ${count} CIDRs, as published at ${source} on ${date}`,
  );

const BLANKS = Buffer.from(" \t\r\n");

/** What becomes of manifests without Kong: passed on where that is right, else refused. */
export function withoutKong(manifests: Manifests, { ifNoKong, target }: Config): Result<Buffer> {
  const { bytes, resources } = manifests;
  if (ifNoKong === "pass" || isHooksOnly(bytes)) {
    return {
      stream: bytes,
      changes: [],
      warnings: [],
      notes: ["no workload runs Kong's proxy, so nothing was changed"],
    };
  }
  if (bytes.every((byte) => BLANKS.includes(byte))) {
    throw new Failure(
      "empty-input",
      "stdin",
      "there are no manifests",
      "check what renders them, or set ifNoKong (--if-no-kong) to pass",
    );
  }
  for (const resource of resources) refuseFaulty(resource);
  const others = target ? findGateways(resources).map(({ workload }) => label(workload)) : [];
  throw new Failure(
    "no-gateway",
    "stdin",
    `no workload ${others.length > 0 ? "that target means " : ""}runs Kong's proxy (a container named proxy with KONG_ environment and a listener)`,
    others.length > 0
      ? `the stream has ${others.join(", ")}`
      : "render the chart that runs it, or set ifNoKong (--if-no-kong) to pass",
  );
}
