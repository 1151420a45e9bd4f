import { evidenceOf } from "../clouds/evidence.ts";
import { type Exposure, exposed, exposureOf, saidExposure } from "../clouds/exposure.ts";
import { type Profile, profilesOf } from "../clouds/profiles.ts";
import type { MethodName, Settings } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import type { JsonObject } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";
import { label } from "../manifests/read.ts";

/**
 * The annotations that keep a Service's load balancer as internal or public as it is, although another one takes its
 * place, or that make it what the config says outright. None where nothing of that changes.
 *
 * @param annotations what the Service will have besides
 * @throws Failure (conflict) where nobody can tell what it is, or it cannot be kept so
 */
export function exposureAnnotations(
  front: FrontService,
  profile: Profile,
  annotations: JsonObject,
  { config: { exposure: asked, method }, isPartial = false }: Settings,
): Record<string, string> {
  const { name, exposure } = profile;
  if (!exposure) {
    if (asked === undefined) return {};
    const what = `it is not known how ${name} is told to be ${asked}`;
    throw new Failure("conflict", label(front.service), what, "remove exposure, and annotate the Service yourself");
  }
  const outright = asked ?? exposure.named;
  if (outright === undefined && !isExchanged(front, profile, annotations, method)) return {};
  const refuse = (what: string, remedy = "set exposure (--exposure) to internal or internet-facing") =>
    new Failure("conflict", label(front.service), what, remedy);
  const wanted = outright ?? exposureNow(front, profile.cloud, isPartial);
  const after = exposureOf(profile, annotations);
  // What is so by default is written out where something that is not seen may say otherwise.
  const isOpen = isPartial && saidExposure(profile, annotations) === undefined;
  if (wanted === after && (!isOpen || wanted === "unknown")) return {};
  if (wanted === "unknown") {
    if (isItself(front, name)) return {};
    const doubt = isPartial ? "what is not seen here may tell" : "it does not tell";
    throw refuse(`${doubt} whether its load balancer is internal, and ${name} would be ${after}`);
  }
  const set = exposed(profile, wanted);
  // Whose name says it does not say it of a Service that says otherwise.
  const isDenied =
    asked === undefined && Object.keys(set ?? {}).some((key) => front.shown.annotations[key] !== undefined);
  if (set && !isDenied && exposureOf(profile, { ...annotations, ...set }) === wanted) return set;
  if (asked !== undefined)
    throw refuse(
      `${name} would be ${after}, and nothing makes it ${asked}`,
      "remove exposure, or name another load balancer",
    );
  if (exposure.named !== undefined) throw refuse(`${name} is ${wanted}, but the Service says ${after}`);
  throw refuse(`its load balancer is ${wanted} now, and ${name} would be ${after}`);
}

/** Whether annotations or a class that choose the load balancer itself are other ones than before. */
function isExchanged(
  { shown }: FrontService,
  { methods, onceLive }: Profile,
  annotations: JsonObject,
  method: MethodName,
) {
  const isClassed = methods[method].loadBalancerClass !== undefined;
  return (
    (isClassed && shown.loadBalancerClass === undefined) ||
    onceLive?.some(({ field }) => annotations[field] !== shown.annotations[field])
  );
}

/** Whether the load balancer in question stands before the Service already. */
const isItself = ({ shown }: FrontService, name: string) =>
  evidenceOf(shown).profiles.some((each) => each.name === name);

/** What a Service's load balancer is now, by all that it may be. One that says nothing at all gets a public one. */
function exposureNow({ shown }: FrontService, cloud: string, isPartial: boolean): Exposure {
  const evidence = evidenceOf(shown);
  if (evidence.by === "") return isPartial ? "unknown" : "internet-facing";
  const shownOf = evidence.profiles.filter((each) => each.cloud === cloud);
  const own = shownOf.length > 0 ? shownOf : profilesOf(cloud);
  const known = own.filter(({ exposure, obsolete }) => exposure && obsolete === undefined);
  const said = known.flatMap((each) => saidExposure(each, shown.annotations) ?? []);
  const told = new Set(
    said.length > 0
      ? said
      : known.map(({ exposure }) => (exposure?.unsure || isPartial ? "unknown" : (exposure?.default ?? "unknown"))),
  );
  const foreign = evidence.clouds
    .filter((other) => other !== cloud)
    .flatMap((other) => profilesOf(other))
    .some((each) => saidExposure(each, shown.annotations) === "internal");
  const [only = "unknown", ...others] = told;
  return others.length > 0 || (foreign && said.length === 0) ? "unknown" : only;
}
