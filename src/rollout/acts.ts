import type { MethodName } from "../config/resolve.ts";
import type { OnceLive } from "../generated/cloud.ts";
import { EFFECTS } from "../judgement/rules/live.ts";
import type { FrontService } from "../kong/find.ts";
import { kubectl } from "../kong/kubectl.ts";
import { label } from "../manifests/read.ts";
import { nodePortNote } from "../methods/node-ports.ts";
import { frontsIn, type StepPlace } from "./place.ts";
import { gatewaysIn } from "./release.ts";
import { hasSecondListeners, secondPorts } from "./second-listeners.ts";
import { isSecondService, leftOut } from "./second-service.ts";

/** What a second load balancer does that the first one does not. */
const DOES: Record<MethodName, string> = {
  "proxy-protocol": "sends PROXY headers to the second listeners",
  "external-traffic-policy": "leads to the nodes of Kong's pods alone",
  "http-headers": "names the client in a header",
};

const THEIRS: Record<MethodName, string> = {
  "proxy-protocol": "the first load balancers send PROXY headers, and the first listeners expect them",
  "external-traffic-policy": "the first load balancers lead to the nodes of Kong's pods alone",
  "http-headers": "the first load balancers name the client in a header",
};

export function titleOf({ before, state, settings }: StepPlace): string {
  const [was, is] = [before.stage, state.stage];
  const { method } = settings;
  if (is.listeners && !was.listeners) {
    const ports = gatewaysIn(state.draft, settings).filter(hasSecondListeners).flatMap(secondPorts);
    return `second listeners that expect PROXY headers, on ports ${[...new Set(ports)].join(", ")}`;
  }
  if (is.second && !was.second) return `a second load balancer that ${DOES[method]}`;
  if (was.second && !is.second) return "what was second goes: the release is as a run writes it";
  if (is.services && !was.services) return THEIRS[method];
  if (method === "http-headers") return "Kong trusts what the proxy says of the client";
  return is.listeners ? THEIRS[method] : "all at once";
}

/** What is left to do by hand before the next step. */
export function actsBehind(place: StepPlace): string[] {
  const { before, state, settings, number, isLast } = place;
  const [was, is] = [before.stage, state.stage];
  const fronts = frontsIn(state, settings);
  const [first, second] = [false, true].map((wanted) =>
    fronts.filter(({ service }) => isSecondService(service) === wanted).map(({ service }) => label(service)),
  );
  const owned = ownWork(place);
  if (is.second && !was.second)
    return [
      ...leftOutNotes(fronts),
      ...owned,
      `move clients from ${first?.join(", ")} to ${second?.join(", ")}: by DNS or by weights, a few first`,
      ...publishers(place, second?.join(", ") ?? ""),
      ...(settings.method === "proxy-protocol"
        ? [`move callers inside the cluster too: with step ${number + 1} ${first?.join(", ")} expects PROXY headers`]
        : []),
      `go on when the time to live of the DNS records is over, and the first load balancer counts no new connections`,
    ];
  if (is.second && !isLast)
    return [...owned, `move clients back to ${first?.join(", ")}, and wait until the second load balancer counts none`];
  return [...owned, ...(isLast && settings.config.nodePorts === false ? fronts.flatMap(nodePortNote) : [])];
}

/** Of load balancers that no Service sets up. */
function ownWork({ before, state, settings }: StepPlace): string[] {
  const { method, named } = settings;
  const { annotations, externalTrafficPolicy } = named.profile.methods[method];
  if (annotations !== undefined || externalTrafficPolicy !== undefined || method === "external-traffic-policy")
    return [];
  const isNew = state.stage.second && !before.stage.second;
  const isFirst = state.stage.workloads && !before.stage.workloads;
  if (!isNew && !isFirst) return [];
  const fronts = frontsIn(state, settings).filter(({ service }) => isSecondService(service) === isNew);
  const names = fronts.map(({ service }) => label(service)).join(", ");
  const word = method === "proxy-protocol" ? "send PROXY headers" : "name the client in its header";
  return [`have the load balancer before ${names} ${word}: no annotation does that`];
}

function leftOutNotes(fronts: readonly FrontService[]): string[] {
  return fronts
    .filter(({ service }) => !isSecondService(service))
    .flatMap(({ service }) => {
      const keys = leftOut(service);
      return keys.length === 0
        ? []
        : [`${keys.join(", ")} of ${label(service)} may name its load balancer, and is left out of the second one`];
    });
}

/** Kong's controller writes the addresses of one Service into Ingresses, from which DNS may be made. */
function publishers({ state, settings }: StepPlace, second: string): string[] {
  const isPublished = gatewaysIn(state.draft, settings).some(({ pod }) =>
    JSON.stringify(pod).includes("CONTROLLER_PUBLISH_SERVICE"),
  );
  return isPublished
    ? [
        `where DNS follows Ingresses (external-dns), that is CONTROLLER_PUBLISH_SERVICE: ${second.replace("Service ", "")}`,
      ]
    : [];
}

/** How to go back: what to do by hand, and commands. */
export function backFrom({ before, state, settings, number }: StepPlace): Back {
  const [was, is] = [before.stage, state.stage];
  const fronts = frontsIn(state, settings);
  const first = fronts.filter(({ service }) => !isSecondService(service));
  const commands = [applied(number - 1)];
  if (is.second && !was.second) {
    const second = fronts.filter(({ service }) => isSecondService(service));
    return {
      acts: [`move clients back to ${first.map(({ service }) => label(service)).join(", ")}`],
      commands: [...commands, ...second.map((front) => kubectl("delete", front))],
    };
  }
  const second = fronts.filter(({ service }) => isSecondService(service));
  const isReturned = is.second && is.services && second.length > 0;
  return {
    acts: isReturned
      ? [
          `if clients are on the first one already, move them to ${second.map(({ service }) => label(service)).join(", ")}`,
        ]
      : [],
    commands,
  };
}

export interface Back {
  acts: string[];
  commands: string[];
}

/** What applies a step's manifests; before the first one, those that there were. */
export const applied = (step: number): string =>
  step === 0 ? "kubectl apply -f kong.yaml" : `kong-client-ip rollout --step=${step} kong.yaml | kubectl apply -f -`;

/** What a step does to a load balancer that exists, where its controller minds. */
export function minded(fields: readonly OnceLive[]): { isMadeAnew: boolean; note: string[] } {
  const isMadeAnew = fields.some(({ effect }) => ["ignored", "refused", "leaks"].includes(effect));
  const names = [...new Set(fields.map(({ field }) => field))].join(", ");
  const effects = [...new Set(fields.map(({ effect }) => EFFECTS[effect]))].join("; ");
  const anew = isMadeAnew ? ", so it is deleted first, and made anew with another address" : "";
  return { isMadeAnew, note: fields.length === 0 ? [] : [`${names} of a live Service: ${effects}${anew}`] };
}
