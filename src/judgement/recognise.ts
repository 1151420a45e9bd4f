import { matches } from "../clouds/match.ts";
import type { Cloud, LoadBalancer } from "../generated/cloud.ts";
import { clouds } from "../generated/clouds.ts";
import { mapAt, textAt } from "../json/values.ts";
import type { FrontService } from "../kong/find.ts";
import { memo } from "../memo.ts";
import type { Balancer } from "./delivery.ts";

/** The load balancer that a Service's annotations or class show. Undefined where they show none, or several. */
export const recognise = memo(({ service, type }: FrontService): Balancer | undefined => {
  if (type === "ClusterIP") return undefined;
  const known = products();
  const shown = known.filter(({ product }) => shows(service.value, product));
  // The one that shows by most is meant: a plain sign of a family also stands on its special members.
  const most = Math.max(...shown.map(({ product }) => signs(product)));
  const found =
    shown.length > 0
      ? shown.filter(({ product }) => signs(product) === most)
      : known.filter(({ product, cloud }) => isImplied(service.value, product, cloud));
  const [balancer, ...others] = found;
  return balancer && others.length === 0 ? { name: balancer.name, product: balancer.product } : undefined;
});

interface Product {
  name: string;
  product: LoadBalancer;
  cloud: Cloud;
}

let all: Product[] | undefined;

/** All load balancers. They are made once, because a check asks for each Service and rule. */
function products(): Product[] {
  all ??= Object.entries(clouds).flatMap(([id, make]) => {
    const cloud = make();
    return Object.entries(cloud.loadBalancers).map(([name, product]) => ({ name: `${id}/${name}`, product, cloud }));
  });
  return all;
}

type Value = FrontService["service"]["value"];

const signs = ({ recognised = {} }: LoadBalancer): number =>
  Object.keys(recognised.annotations ?? {}).length + (recognised.loadBalancerClass === undefined ? 0 : 1);

function shows(service: Value, product: LoadBalancer): boolean {
  const { annotations = {}, loadBalancerClass } = product.recognised ?? {};
  const hasAnnotations = Object.entries(annotations).every(
    ([key, value]) => textAt(service, ["metadata", "annotations", key]) === value,
  );
  const hasClass =
    loadBalancerClass === undefined || textAt(service, ["spec", "loadBalancerClass"]) === loadBalancerClass;
  return signs(product) > 0 && hasAnnotations && hasClass;
}

/** Whether a Service has annotations of a load balancer that needs no sign, and no sign of another one of its cloud. */
function isImplied(service: Value, product: LoadBalancer, { loadBalancers }: Cloud): boolean {
  const { packetsWhen = [], proxyProtocolWhen = [], requestsWhen = [], recognised: { prefix } = {} } = product;
  const settings = [...packetsWhen, ...proxyProtocolWhen, ...requestsWhen];
  const annotations = mapAt(service, ["metadata", "annotations"]);
  const others = Object.values(loadBalancers)
    .flatMap(({ recognised }) => Object.keys(recognised?.annotations ?? {}))
    .filter((key) => !settings.some(({ annotation }) => annotation === key));
  return (
    (signs(product) === 0 || prefix !== undefined) &&
    (settings.some((match) => matches(match, annotations)) ||
      (prefix !== undefined && Object.keys(annotations).some((key) => key.startsWith(prefix)))) &&
    textAt(service, ["spec", "loadBalancerClass"]) === undefined &&
    !others.some((key) => textAt(annotations, [key]) !== undefined)
  );
}
