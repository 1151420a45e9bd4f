import { at, mapsAt, textAt } from "../../json/values.ts";
import { isReadable } from "../../kong/operator/streams.ts";
import { fieldOf } from "../../kong/places.ts";
import { isSince } from "../../kong/version.ts";
import { placeOf } from "../kong.ts";
import { frontHit, hit, type Rule } from "../rule.ts";

const LISTEN = ["KONG_PROXY_LISTEN", "KONG_ADMIN_LISTEN"];

/** What bites where Kong's operator makes the gateway. */
export const operatorRules = {
  "no-configuration": {
    severity: "note",
    title: "a Gateway of Kong's operator has no settings of its own",
    story:
      "What Kong is told, its listeners and whom it trusts, the operator takes from a GatewayConfiguration, to which a GatewayClass or a Gateway refers. Without one it uses its defaults, and there is no place where anything could be changed.",
    source: "docs/operator.md",
    *find({ gateway: { workload, sealed } }) {
      if (sealed?.code === "no-configuration") yield hit(workload, sealed.what, sealed.remedy);
    },
  },
  "operator-cannot-read": {
    severity: "error",
    title: "Kong's operator cannot read what Kong can",
    story:
      "For a Gateway the operator reads KONG_PROXY_LISTEN and KONG_ADMIN_LISTEN itself, and stops where an entry is not its address and port first, then flags, with a comma and at most one blank before it. Kong takes more: any blanks, flags before the address, and off.",
    source: "Kong/kong-operator controller/gateway/controller_reconciler_utils.go (parseKongListenEnv)",
    *find({ gateway }) {
      if (gateway.workload.kind !== "GatewayConfiguration") return;
      for (const name of LISTEN) {
        const value = gateway.env.get(name)?.value;
        if (value !== undefined && !isReadable(value))
          yield hit(
            gateway.workload,
            `${name} is written in a way that Kong's operator cannot read, so it makes no Gateway of it`,
            'write each entry as <address>:<port> [flags], with ", " between',
            placeOf(gateway, name),
          );
      }
    },
  },
  "operator-refuses": {
    severity: "error",
    title: "the admission policy of Kong's operator refuses the ports",
    story:
      "A policy of the operator's looks at the ports of each DataPlane: every one of its Service has to lead to a port in KONG_PROXY_LISTEN or KONG_STREAM_LISTEN, as soon as the container has any variable. Operator 2.0 takes no address in brackets there.",
    source: "Kong/kong-operator config/default/validating_policies; Kong/kong-operator#3028",
    *find({ gateway }) {
      const { workload, operator, container, listeners, fronts } = gateway;
      if (!operator || at(workload.value, [...container.path, "env"]) === undefined) return;
      const old = isSince(operator, [2, 0]) && !isSince(operator, [2, 1]);
      const bracketed = listeners.find(({ address }) => address.startsWith("["));
      if (old && bracketed)
        yield hit(
          workload,
          `${bracketed.variable} has an address in brackets, which Kong's operator 2.0 refuses`,
          "move to operator 2.1 or later, or listen on 0.0.0.0 alone",
          placeOf(gateway, bracketed.variable),
        );
      if (workload.kind !== "DataPlane") return;
      for (const front of fronts)
        for (const port of mapsAt(workload.value, fieldOf(front, "ports")))
          if (!listeners.some((listener) => String(listener.port) === textAt(port, ["targetPort"])))
            yield frontHit(
              front,
              "ports",
              `port ${textAt(port, ["port"])} leads to no listener, which the operator's admission policy refuses`,
              "let its targetPort be the number of a port in KONG_PROXY_LISTEN or KONG_STREAM_LISTEN",
            );
    },
  },
} as const satisfies Record<string, Rule>;
