import fc from "fast-check";

/** Ways to ask for each method. */
export const ways: string[][] = [
  ["--method", "external-traffic-policy", "--cloud", "gke"],
  ["--method", "proxy-protocol", "--cloud", "eks", "--trusted-cidr", "10.0.0.0/16,fd00::/16"],
  ["--method", "proxy-protocol", "--cloud", "generic", "--trusted-cidr", "10.0.0.0/16"],
  ["--method", "proxy-protocol", "--cloud", "openstack", "--trusted-cidr", "10.0.0.0/16"],
  ["--method", "external-traffic-policy", "--cloud", "loxilb"],
  ["--method", "http-headers", "--cloud", "generic", "--trusted-cidr", "10.0.0.0/16", "--real-ip-recursive"],
  ["--method", "http-headers", "--cloud", "cloudflare", "--trusted-cidr", "provider:cloudflare"],
];

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** What goes with every method, and now and then what does not. */
const mostly = <T>(usual: fc.Arbitrary<T>, ...odd: T[]) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
const flags = maybe(mostly(fc.subarray(["http2", "reuseport", "backlog=16384"]), ["http2", "proxy_protocol"]));
const port = fc.integer({ min: 1024, max: 65_000 });
const stream = (protocol: string) =>
  fc.record({
    containerPort: port,
    servicePort: port,
    protocol: fc.constant(protocol),
    parameters: maybe(
      protocol === "UDP" ? fc.constant<string[]>([]) : mostly(fc.subarray(["ssl"]), ["ssl", "proxy_protocol"]),
    ),
  });
const annotations = maybe(
  fc.dictionary(
    fc.constantFrom(
      "service.beta.kubernetes.io/aws-load-balancer-scheme",
      "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes",
      "example.com/on",
    ),
    fc.constantFrom<string | boolean | number>("internal", "preserve_client_ip.enabled=true", "on", true, 7),
    { maxKeys: 2 },
  ),
);
const policy = maybe(fc.constantFrom("Local", "Cluster"));

/** Values as people write them, whatever they mean. */
export const anyValues = fc.record(
  {
    proxy: fc.record(
      {
        enabled: fc.constant(true),
        type: mostly(fc.constantFrom("LoadBalancer", "LoadBalancer", "NodePort"), "ClusterIP"),
        annotations,
        externalTrafficPolicy: policy,
        addresses: fc.constant(["0.0.0.0"]),
        http: fc.record(
          {
            enabled: fc.boolean(),
            containerPort: fc.constant(8080),
            servicePort: fc.constantFrom(80, 0),
            parameters: flags,
          },
          { requiredKeys: [] },
        ),
        tls: fc.record(
          {
            enabled: fc.boolean(),
            parameters: flags,
            overrideServiceTargetPort: fc.constantFrom(8000, 8443, 0),
          },
          { requiredKeys: [] },
        ),
        stream: fc.uniqueArray(stream("TCP"), { maxLength: 2, selector: ({ containerPort }) => containerPort }),
      },
      { requiredKeys: [] },
    ),
    udpProxy: fc.record({
      enabled: fc.boolean(),
      externalTrafficPolicy: policy,
      stream: fc.uniqueArray(stream("UDP"), { minLength: 1, maxLength: 2, selector: ({ servicePort }) => servicePort }),
    }),
    env: fc.record(
      {
        real_ip_header: mostly(fc.constant("X-Real-IP"), "proxy_protocol"),
        TRUSTED_IPS: mostly(fc.constant("192.0.2.1"), "0.0.0.0/0"),
        real_ip_recursive: fc.constantFrom("on", "off"),
        proxy_listen: mostly<string | null>(
          fc.constant("0.0.0.0:8000, 0.0.0.0:8443 ssl http2"),
          "[::]:8000 proxy_protocol",
          "off",
          null,
        ),
      },
      { requiredKeys: [] },
    ),
    deployment: fc.record({ daemonset: fc.boolean() }, { requiredKeys: [] }),
    customEnv: fc.record({ kong_trusted_ips: fc.constant("192.0.2.7") }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
