import { type Choice, choose, type Named, shownAlone } from "../clouds/choice.ts";
import type { MethodName } from "../config/resolve.ts";
import { isInCluster } from "../kong/exposure.ts";
import type { FrontService } from "../kong/find.ts";
import { memo } from "../memo.ts";
import type { ToldProfile } from "./delivery.ts";
import type { ProfilesBefore } from "./rule.ts";

/** What a config says of the load balancer, as far as it does. */
export interface Told {
  named?: Named;
  method?: MethodName;
  /** The header that the load balancer's owner says it sets. */
  header?: string;
}

/**
 * The load balancers before front Services: what the Services show comes first, and what is told fills the gaps.
 *
 * @param isBehind whether a Service that no load balancer is made for is behind the one that is told
 */
export function profilesBy(
  { named, method, header }: Told,
  isBehind: (front: FrontService) => boolean,
): ProfilesBefore {
  const choiceOf = memo((front: FrontService): Choice | undefined =>
    named && !isInCluster(front) && (front.type === "LoadBalancer" || isBehind(front))
      ? choose(front.shown, named, method)
      : undefined,
  );
  return {
    of(front) {
      const choice = choiceOf(front);
      const profile = choice && "profile" in choice ? choice.profile : shownAlone(front.shown);
      if (!profile) return undefined;
      const told: ToldProfile = { profile };
      if (choice && method !== undefined) told.promise = method;
      if (choice && header !== undefined) told.header = header;
      return told;
    },
    contradiction(front) {
      const choice = choiceOf(front);
      return choice && "contradiction" in choice ? choice.contradiction : undefined;
    },
  };
}
