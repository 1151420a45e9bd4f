import { ownBalancer } from "../clouds/choice.ts";
import { matches, matchesAny } from "../clouds/match.ts";
import type { Profile } from "../clouds/profiles.ts";
import type { Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { SourceRangesHeeded } from "../generated/cloud.ts";
import type { WantedValue } from "../json/put.ts";
import { at, equals } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";
import { isOfFamily } from "../kong/front.ts";
import { fieldOf } from "../kong/places.ts";
import { RANGES_ANNOTATION, SOURCE_RANGES, sourceRangesIn } from "../kong/source-ranges.ts";
import { label } from "../manifests/read.ts";
import { type Cidr, cidrsAmong, isWithin, withPrefix } from "../net/cidr.ts";
import { refuseStronger } from "./method.ts";

/**
 * What lets the config's clients alone to the load balancer of a Service: never one that it does not let in already.
 *
 * @throws Failure (conflict, unsupported) where it would not hold, nobody knows whether it would, or the Service says otherwise
 */
export function sourceRangeValues(front: FrontService, profile: Profile, { clients }: Settings): WantedValue[] {
  const { cidrs } = clients;
  if (cidrs.length === 0) return [];
  const heeded = heededBy(front, profile);
  const hasField = !front.places.lacks?.includes(SOURCE_RANGES);
  refuseConflicts(front, heeded);
  refuseFamilies(front, heeded, cidrs);
  refuseOthers(front, cidrs, hasField);
  if (!hasField && heeded.annotation === undefined)
    throw refused(
      "unsupported",
      front,
      `Kong's operator has no field for ${SOURCE_RANGES}, and the load balancer heeds no annotation in its place`,
      `${LEAVE_OUT}, or put a Service of your own before Kong`,
    );
  const ranges = [...new Set(cidrs.map(withPrefix))];
  const annotations = {
    ...(!hasField && { [heeded.annotation ?? RANGES_ANNOTATION]: ranges.join(",") }),
    ...heeded.with,
  };
  const others = Object.entries(annotations).filter(([key, value]) => front.shown.annotations[key] !== value);
  for (const [key] of others) refuseStronger(front, key);
  const path = fieldOf(front, SOURCE_RANGES);
  const isSo = !hasField || equals(at(front.service.value, path), ranges);
  return [
    ...(isSo ? [] : [{ path, value: ranges }]),
    ...others.map(([key, value]) => ({ path: [...front.places.annotations, key], value })),
  ];
}

const LEAVE_OUT = "leave out sourceRanges (--source-range)";

const refused = (code: "conflict" | "unsupported", { service }: FrontService, what: string, remedy: string): Failure =>
  new Failure(code, label(service), what, remedy);

/** @throws Failure (unsupported) where there is nobody to heed ranges, or nobody known */
function heededBy(front: FrontService, profile: Profile): SourceRangesHeeded {
  const { type, shown } = front;
  const balancer = type === "LoadBalancer" ? ownBalancer(shown, profile) : profile;
  const heeded = balancer?.sourceRanges;
  const instead = heeded?.instead === undefined ? LEAVE_OUT : `use ${heeded.instead}`;
  const name = balancer?.name ?? "its load balancer";
  if (type !== "LoadBalancer")
    throw refused("unsupported", front, `nobody heeds sourceRanges for a Service of type ${type}`, instead);
  if (!heeded) throw refused("unsupported", front, `it is not known whether ${name} heeds sourceRanges`, instead);
  if (heeded.by === "nobody") throw refused("unsupported", front, `${name} does not heed sourceRanges`, instead);
  return heeded;
}

function refuseConflicts(front: FrontService, { conflicts = [] }: SourceRangesHeeded): void {
  const conflict = conflicts.find((each) => matches(each, front.shown.annotations));
  if (!conflict) return;
  const {
    annotation,
    because,
    remedy = "remove the annotation, or leave out sourceRanges (--source-range)",
  } = conflict;
  throw refused("conflict", front, `annotation ${annotation} does not go with sourceRanges: ${because}`, remedy);
}

function refuseFamilies(front: FrontService, heeded: SourceRangesHeeded, cidrs: readonly Cidr[]): void {
  const has = (wanted: 4 | 6) => cidrs.some(({ family }) => family === wanted);
  if (heeded.ipv6When && has(6) && !matchesAny(heeded.ipv6When, front.shown.annotations)) {
    const [when] = heeded.ipv6When;
    const until = when ? ` unless ${when.annotation} is ${when.values?.join(" or ")}` : "";
    throw refused(
      "unsupported",
      front,
      `its load balancer takes no IPv6 in sourceRanges${until}`,
      `${when ? "set that annotation, or " : ""}leave those ranges out; in place of provider:NAME list its IPv4 ranges`,
    );
  }
  if (!heeded.opensOthers) return;
  // Where the cluster decides, it is IPv4.
  const isOpen = (family: 4 | 6) => (isOfFamily(front, family) ?? family === 4) && !has(family);
  const open = isOpen(4) ? "IPv4" : isOpen(6) ? "IPv6" : undefined;
  if (open)
    throw refused(
      "conflict",
      front,
      `sourceRanges has no range of ${open}, and its load balancer then lets in everybody over ${open}`,
      `add one, such as ${open === "IPv4" ? "192.0.2.0/32" : "2001:db8::/128"}, which is nobody's`,
    );
}

/** What a Service says already is believed: it may be narrowed, and both of its places have to say the same. */
function refuseOthers(front: FrontService, cidrs: readonly Cidr[], hasField: boolean): void {
  const { field, annotation } = sourceRangesIn(front);
  const place = field ? SOURCE_RANGES : `annotation ${RANGES_ANNOTATION}`;
  const known = cidrsAmong(field ?? annotation ?? []);
  const more = (field ?? annotation) && cidrs.find((cidr) => !isWithin(cidr, known));
  if (more)
    throw refused(
      "conflict",
      front,
      `its ${place} lets in fewer already: ${more.text} of sourceRanges is not among them`,
      "take it out of sourceRanges, or let it in in the chart",
    );
  if (hasField && annotation && !cidrsAmong(annotation).every((each) => isWithin(each, cidrs)))
    throw refused(
      "conflict",
      front,
      `its annotation ${RANGES_ANNOTATION} names more clients than sourceRanges does`,
      "take the annotation away",
    );
}

/** What ranges do not keep out. */
export function sourceRangeNotes(front: FrontService, profile: Profile, { cidrs }: Settings["clients"]): string[] {
  const { by, note, mixed } = ownBalancer(front.shown, profile)?.sourceRanges ?? {};
  const areMixed = new Set(cidrs.map(({ family }) => family)).size > 1;
  const name = label(front.service);
  return [
    ...(by === "nodes"
      ? [
          `${name}: sourceRanges hold at the load balancer's address, as far as kube-proxy or what takes its place keeps to them; node ports and the Service's cluster address stay open`,
        ]
      : []),
    ...(note === undefined ? [] : [`${name}: with sourceRanges, ${note}`]),
    ...(mixed === undefined || !areMixed
      ? []
      : [`${name}: sourceRanges has ranges of IPv4 and IPv6, and ${mixed}: see that the load balancer takes them`]),
  ];
}
