import type { Annotations } from "../generated/cloud.ts";
import type { JsonObject } from "../json/values.ts";
import { matches } from "./match.ts";
import type { Profile } from "./profiles.ts";

/** Where a load balancer can be reached from; `unknown` where nobody can tell. */
export type Exposure = "internal" | "internet-facing" | "unknown";

/** What annotations make of a load balancer's exposure. */
export const exposureOf = (profile: Profile, annotations: JsonObject): Exposure =>
  saidExposure(profile, annotations) ?? profile.exposure?.default ?? "unknown";

/** What annotations say of it in so many words. */
export const saidExposure = ({ exposure }: Profile, annotations: JsonObject): Exposure | undefined =>
  exposure?.says?.find(({ when }) => matches(when, annotations))?.means;

/** The annotations that set it outright; undefined where there are none known. */
export const exposed = ({ exposure }: Profile, wanted: Exclude<Exposure, "unknown">): Annotations | undefined =>
  exposure?.set?.[wanted];
