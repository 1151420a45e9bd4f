import { isExposed } from "../../kong/exposure.ts";
import { isTooWide } from "../../net/cidr.ts";
import { placeOf, trustedBlocks, trustVariables } from "../kong.ts";
import { type Case, frontHit, type Hit, hit, type Rule, type Severity } from "../rule.ts";
import { byFront, type Outcome, type Verdict } from "../verdict.ts";

/** What to say of the ports of a front Service for the first of their verdicts, whose reason they share. */
type Say = (verdict: Verdict, ports: string) => [what: string, remedy: string, severity?: Severity];

/** One hit for each front Service that has a verdict of a kind. */
function* perFront({ verdicts }: Case, fits: (verdict: Verdict) => boolean, say: Say): Iterable<Hit> {
  for (const [front, all] of byFront(verdicts)) {
    const mine = all.filter(fits);
    const [verdict] = mine;
    if (!verdict) continue;
    const ports = [...new Set(mine.map(({ listener }) => listener.port))];
    const [what, remedy, severity] = say(verdict, `port${ports.length === 1 ? "" : "s"} ${ports.join(", ")}`);
    yield { ...frontHit(front, "ports", what, remedy), ...(severity && { severity }) };
  }
}

const has =
  (wanted: Outcome, fits: (verdict: Verdict) => boolean = () => true) =>
  (verdict: Verdict): boolean =>
    verdict.outcome === wanted && fits(verdict);

/** A port whose protocol cannot carry the client's address in the way that the load balancer tells it. */
export const isUncovered = ({ listener, delivery, outcome }: Verdict): boolean =>
  outcome === "hidden" &&
  listener.variable === "KONG_STREAM_LISTEN" &&
  (listener.transport === "UDP" || delivery?.header !== undefined);

const isExpected = ({ delivery }: Verdict) => delivery?.proxy === true;

/** The rule that a verdict of broken connections is about. */
export const brokenRule = (verdict: Verdict) =>
  isExpected(verdict) ? "proxy-protocol-not-expected" : "proxy-protocol-not-sent";

/** In a run of another method a PROXY header is to go, and not to come. */
const isOtherMethod = ({ run }: Case) => run !== undefined && run.settings.method !== "proxy-protocol";

function forgeryRemedy({ run }: Case, { delivery, front }: Verdict): string {
  const method = run?.settings.method;
  if (method === "external-traffic-policy")
    return "remove KONG_TRUSTED_IPS and KONG_REAL_IP_HEADER from Kong's env, which this method does not need";
  if (method !== "http-headers" || !delivery || delivery.header)
    return "trust the load balancer's addresses alone, and read the header that it sets";
  // What would have it speak HTTP is heeded on a Service of that type alone.
  return front.type === "LoadBalancer"
    ? "have the load balancer speak HTTP on every port that leads there, or take the port off the Service"
    : "name the proxy that stands before it as cloud, like ingress-nginx or traefik, or make its type LoadBalancer";
}

/** What becomes of a client's connection on its way to Kong. */
export const deliveryRules = {
  "proxy-protocol-not-sent": {
    severity: "error",
    title: "a listener expects a PROXY header that the load balancer does not send",
    story:
      "A listener with the flag proxy_protocol reads the client's address from a line ahead of each connection's data. Where that line does not come, nginx logs `broken header while reading PROXY protocol` and closes the connection: nothing gets through. Either the load balancer must be told to send it, or the flag must go.",
    source: "Kong/kubernetes-ingress-controller#1135; nginx ngx_http_realip_module",
    find: (given) =>
      perFront(
        given,
        has("broken", (verdict) => !isExpected(verdict)),
        ({ because }, ports) => [
          `connections to ${ports} fail: ${because}`,
          isOtherMethod(given)
            ? "take proxy_protocol off the listeners (proxy.http.parameters and proxy.tls.parameters in the chart)"
            : "have the load balancer send it (method proxy-protocol), or take proxy_protocol off the listeners",
        ],
      ),
  },
  "proxy-protocol-not-expected": {
    severity: "error",
    title: "the load balancer sends a PROXY header to a listener that does not expect it",
    story:
      "To a listener without the flag proxy_protocol, the PROXY line is a malformed request: every connection ends in 400, or in a failed TLS handshake. A load balancer that sends it for all ports of a Service needs the flag on every TCP listener behind that Service, streams included.",
    source: "Kong/kong#3531; vitobotta/hetzner-k3s#263 and #362",
    find: (given) =>
      perFront(given, has("broken", isExpected), ({ because }, ports) => [
        `connections to ${ports} fail: ${because}`,
        isOtherMethod(given)
          ? "remove the annotations that have the load balancer send it"
          : "add proxy_protocol to those listeners (method proxy-protocol), or have the load balancer not send it",
      ]),
  },
  "forgeable-address": {
    severity: "error",
    title: "any client can choose the address that Kong takes for its own",
    story:
      "Kong believes a header, or a part of it, that the client itself wrote. Whoever sends that header passes IP restrictions and rate limits and leaves a false trail in the logs. It happens where everybody is trusted, where a header is believed behind a load balancer that does not set it, and where only KONG_TRUSTED_IPS is set: Kong then reads X-Real-IP, which most load balancers pass on as it came.",
    source: "Kong/kong#3946, #1661, #2020 and #7948; nginx.org/r/set_real_ip_from",
    find: (given) =>
      perFront(given, has("forgeable"), (verdict, ports) => [
        `any client can choose the address that Kong sees on ${ports}: ${verdict.because}`,
        forgeryRemedy(given, verdict),
      ]),
  },
  "address-hidden": {
    severity: "warning",
    title: "Kong sees a node or the load balancer instead of the client",
    story:
      "Each hop that opens a connection of its own puts its own address in place of the client's: a load balancer that is a proxy, and a node that passes a packet on to another (externalTrafficPolicy Cluster). Rate limits then count all clients as one, and IP restrictions see only insiders. Requests that nginx refuses before Kong sees them, such as plain HTTP on a TLS port, are logged with the load balancer's address even under the PROXY protocol.",
    source: 'Kong Ingress Controller guide "Preserving Client IP"; Kong/kong#9983, #5416; Kong/charts#709',
    find: (given) =>
      perFront(
        given,
        has("hidden", (verdict) => !isUncovered(verdict)),
        ({ because, remedy = "use method external-traffic-policy" }, ports) => [
          `on ${ports} Kong does not see the client: ${because}`,
          remedy,
          // Who asks for it by a method, or expects it, has not got it.
          given.isExpected ? "error" : "warning",
        ],
      ),
  },
  "delivery-unknown": {
    severity: "warning",
    title: "the manifests do not tell what Kong will see",
    story:
      "What Kong sees depends on the load balancer before it. Where neither the Service's annotations nor its class tell which one that is, name it: cloud and loadBalancer in the config, or --cloud and --load-balancer. Where no Service leads to Kong, it may stand in another file; only together they tell.",
    source: "kong-client-ip clouds",
    *find(given) {
      if (given.run) return;
      const { workload, fronts, faults } = given.gateway;
      if (fronts.length + faults.length === 0)
        yield hit(
          workload,
          "what Kong sees is open: no Service here sends traffic to its listeners",
          "check it together with the Service that does, or silence this where there is none",
          placeOf(given.gateway, "KONG_PROXY_LISTEN"),
        );
      // Nobody can name the load balancer of a Service for callers inside the cluster, which is there besides another.
      const isAnyExposed = given.gateway.fronts.some(isExposed);
      const isOpen = ({ delivery, front }: Verdict) => !delivery && (isExposed(front) || !isAnyExposed);
      yield* perFront(given, has("unknown", isOpen), ({ because }, ports) => [
        `what Kong sees on ${ports} is open: ${because}`,
        "name it with --cloud and --load-balancer",
      ]);
    },
  },
  "trust-all": {
    severity: "warning",
    title: "Kong trusts more addresses than any load balancer has",
    story:
      "Whoever connects from a trusted address can make Kong see any other. Blocks wider than /8 (IPv4) or /7 (IPv6), or more than a 64th of all addresses in sum, hold the whole internet or large parts of it. The same trust lets clients name their certificate to header-cert-auth and claim HTTPS by X-Forwarded-Proto.",
    source: "Kong/kong:kong/pdk/ip.lua@36-75; Kong/kong#3946",
    *find({ gateway }) {
      const [variable] = isTooWide(trustedBlocks(gateway)) ? trustVariables(gateway) : [];
      if (variable !== undefined)
        yield hit(
          gateway.workload,
          `${variable} holds blocks that no load balancer fills`,
          "name the load balancer's own addresses",
          placeOf(gateway, variable),
        );
    },
  },
} as const satisfies Record<string, Rule>;
