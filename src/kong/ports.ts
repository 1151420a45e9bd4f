import { mapsAt, textAt } from "../json/values.ts";
import type { Gateway } from "./find.ts";
import { isListenVariable } from "./listen.ts";
import { containersOf } from "./workloads.ts";

/** What Kong listens on besides its proxy, unless it is told otherwise. Source: Kong/kong:kong/templates/kong_defaults.lua */
export const KONGS_PORTS = [8001, 8444, 8002, 8445, 8003, 8446, 8004, 8447, 8005, 8006, 8007, 8100];

/** Those of Kong's Ingress Controller in the same pod: webhook, health and metrics. */
export const CONTROLLERS_PORTS = [8080, 10_254, 10_255];

/**
 * What else has a TCP port in a gateway's pod than listeners of its proxy, in words; undefined where nothing is known to.
 * A port that the gateway's own container declares is for its listeners.
 */
export function holderOf({ env, pod, container }: Gateway, port: number): string | undefined {
  const variable = [...env].find(
    ([name, { value = "" }]) =>
      /^KONG_\w+_LISTEN$/.test(name) && !isListenVariable(name) && new RegExp(`:${port}(?!\\d)`).test(value),
  );
  if (variable) return variable[0];
  if (KONGS_PORTS.includes(port)) return "Kong, unless it is told otherwise";
  const other = containersOf(pod, []).find(
    ({ value }) =>
      value["name"] !== container.value["name"] &&
      mapsAt(value, ["ports"]).some((each) => textAt(each, ["containerPort"]) === String(port)),
  );
  return other && `container ${textAt(other.value, ["name"])}`;
}
