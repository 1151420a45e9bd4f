import type { LoadBalancer } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import type { FrontService } from "../kong/find.ts";
import { textAt } from "../manifests/json.ts";
import type { Balancer } from "./balancer.ts";

/**
 * The load balancer that a Service's annotations or class show. Undefined where they show none, or several that
 * would deliver differently.
 */
export function recognise({ service, type }: FrontService): Balancer | undefined {
  if (type === "ClusterIP") return undefined;
  const found = Object.entries(clouds).flatMap(([cloud, make]) =>
    Object.entries(make().loadBalancers)
      .filter(([, product]) => shows(service.value, product))
      .map(([name, product]): Balancer => ({ name: `${cloud}/${name}`, product })),
  );
  // The one that shows by most is meant: a plain sign of a family also stands on its special members.
  const most = Math.max(...found.map(({ product }) => signs(product)));
  const best = found.filter(({ product }) => signs(product) === most);
  return best.length === 1 ? best[0] : undefined;
}

const signs = ({ recognised = {} }: LoadBalancer): number =>
  Object.keys(recognised.annotations ?? {}).length + (recognised.loadBalancerClass === undefined ? 0 : 1);

function shows(service: FrontService["service"]["value"], product: LoadBalancer): boolean {
  const { annotations = {}, loadBalancerClass } = product.recognised ?? {};
  const hasAnnotations = Object.entries(annotations).every(
    ([key, value]) => textAt(service, ["metadata", "annotations", key]) === value,
  );
  const hasClass =
    loadBalancerClass === undefined || textAt(service, ["spec", "loadBalancerClass"]) === loadBalancerClass;
  return signs(product) > 0 && hasAnnotations && hasClass;
}
