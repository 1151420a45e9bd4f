import { describe, expect, test } from "vitest";
import { command } from "../../support/command.ts";

interface Seen {
  gateway: string;
  service: string;
  listener: object;
  outcome: string;
  alike?: { gateways: string[]; services: string[] };
}

const service = (name: string, spec: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app: kong }
  ports: [{ port: 80, targetPort: 8000 }, { port: 443, targetPort: 8443 }]
  ${spec}
`;

const gateway = (name: string, env = "", labels = "") => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 1
  template:
    metadata: { labels: { app: kong, ${labels} } }
    spec:
      containers:
      - name: proxy
        image: kong:3.9
        env:
        - { name: KONG_PROXY_LISTEN, value: "0.0.0.0:8000, 0.0.0.0:8443 ssl" }
        - { name: KONG_TRUSTED_IPS, value: 10.0.0.0/8 }
        ${env}
`;

const services = [
  ...Array.from({ length: 12 }, (_, index) => service(`public-${index}`, "type: LoadBalancer")),
  service("local", "type: LoadBalancer\n  externalTrafficPolicy: Local"),
  service("inner", "type: ClusterIP"),
].join("");

// The second differs from the first in a label that no Service asks for, the others in what Kong reads.
const gateways = [
  gateway("a"),
  gateway("b", "", "pod: b"),
  gateway("c", "- { name: KONG_REAL_IP_HEADER, value: X-Forwarded-For }"),
  gateway("d", "- { name: KONG_TRUSTED_IPZ, value: 10.0.0.0/8 }"),
  gateway("e"),
];

const asked = (format: string, input: string, args: string[] = ["--cloud=eks", "--method=http-headers"]) =>
  command(["check", `--format=${format}`, ...args], { input }).stdout;

/** Each pair of a gateway and a Service by itself. */
const pairsOf = (verdicts: readonly Seen[]) =>
  new Set(
    verdicts.flatMap(({ alike = { gateways: [], services: [] }, ...first }) =>
      [first.gateway, ...alike.gateways].flatMap((gateway) =>
        [first.service, ...alike.services].map((service) => JSON.stringify({ ...first, gateway, service })),
      ),
    ),
  );

describe("Gateways that are alike behind the same Services", () => {
  test.each([[[]], [["--cloud=eks", "--method=http-headers"]], [["--cloud=hetzner", "--method=proxy-protocol"]]])(
    "are told of as each one alone, with %s",
    (args) => {
      const all = JSON.parse(asked("json", services + gateways.join(""), args));
      const alone = gateways.map((text) => JSON.parse(asked("json", services + text, args)));
      expect(pairsOf(all.verdicts)).toEqual(pairsOf(alone.flatMap(({ verdicts }) => verdicts)));
      // Alone it stands on another line.
      const findings = (answers: { findings: object[] }[]) =>
        new Set(answers.flatMap((answer) => answer.findings.map((each) => JSON.stringify({ ...each, line: 0 }))));
      expect(findings([all])).toEqual(findings(alone));
    },
  );

  test("share a verdict, and others do not", () => {
    const { verdicts } = JSON.parse(asked("json", services + gateways.join(""))) as { verdicts: Seen[] };
    const sharing = verdicts.map(({ gateway, alike }) => [gateway, alike?.gateways].join());
    expect(new Set(sharing)).toEqual(
      new Set(["Deployment a,Deployment b,Deployment e", "Deployment c,", "Deployment d,"]),
    );
  });

  test("are changed as each one alone", () => {
    const args = ["--cloud=eks", "--method=proxy-protocol", "--trusted-cidr=10.0.0.0/16"];
    const run = (input: string) => command(args, { input }).stdout.split(/^(?=---$)/m);
    const all = run(services + gateways.join(""));
    expect(all).toHaveLength(14 + gateways.length);
    expect(all.slice(14)).toEqual(gateways.map((text) => run(services + text)[14]));
    expect(all.slice(0, 14)).toEqual(run(services + (gateways[0] ?? "")).slice(0, 14));
  });

  test("have many Services of which the same is said in one row", () => {
    const [, first, ...rest] =
      asked("text", services + gateway("a"), ["--cloud=gke"])
        .split("\n\n")[0]
        ?.split("\n") ?? [];
    expect(first).toMatch(/^public-0 and 11 others {2,}8000, 8443 /);
    expect(rest.map((line) => line.split(" ")[0])).toEqual(["local", "inner"]);
  });
});
