/**
 * What changed in kong/kong, as far as it bears on the client's address.
 *
 * Source: the templates and values.yaml of Kong/charts at its tags kong-1.0.0 to kong-3.4.1, and
 * charts/kong/CHANGELOG.md; charts/ingress/Chart.lock at the tags of ingress.
 */

/** The oldest and the newest version that is known; what comes later within the major one counts as the newest. */
export const OLDEST_CHART = "1.0.0";
export const NEWEST_CHART = "3.4.1";

/** From which version on a value counts. Before, the chart ignores it without a word. */
export const COUNTS: Readonly<Record<string, readonly string[]>> = {
  "1.4.0": ["proxy.enabled", "proxy.http.parameters", "proxy.tls.parameters"],
  "1.5.0": ["proxy.stream"],
  "1.6.1": ["image.unifiedRepoTag"],
  "1.7.0": ["deployment.kong"],
  "1.9.0": ["deployment.sidecarContainers"],
  "1.10.0": ["autoscaling"],
  "2.1.0": ["deployment.daemonset"],
  "2.2.0": ["udpProxy"],
  "2.6.0": ["deployment.hostNetwork"],
  "2.7.0": ["customEnv"],
  "2.12.0": ["extraObjects"],
  "2.17.0": ["proxy.loadBalancerClass", "udpProxy.loadBalancerClass"],
  "2.21.0": ["startupProbe"],
  "2.34.0": ["proxy.addresses"],
  "2.35.0": ["envFrom"],
  "3.2.0": ["proxy.ipFamilyPolicy", "proxy.ipFamilies", "udpProxy.ipFamilyPolicy", "udpProxy.ipFamilies"],
  "3.3.0": ["proxy.trafficDistribution", "udpProxy.trafficDistribution"],
};

/** What a version on does otherwise than those before, with the same values. */
export const SINCE = {
  /** Listeners with TLS speak HTTP/2. */
  http2: "1.3.0",
  /** An address of a listener (`proxy.http.address`) counts, until `proxy.addresses` does. */
  address: "1.6.1",
  /** Kong is told the ports of the Service (KONG_PORT_MAPS). */
  portMaps: "1.8.0",
  /** A stream may be UDP. */
  udp: "2.2.0",
  /** The streams of udpProxy are UDP unless they say otherwise; before they were TCP. */
  udpByDefault: "2.14.0",
  /** Listeners are on IPv4 and IPv6; before on IPv4 alone. */
  ipv6: "2.34.0",
  /** A servicePort of 0 takes the port out of the Service. */
  noHttpPort: "2.39.0",
} as const;

/** The image's tag unless values name one: from a version on, a release of Kong. */
export const TAGS: Readonly<Record<string, string>> = {
  "1.0.0": "1.4",
  "1.3.0": "2.0",
  "1.8.0": "2.1",
  "1.12.0": "2.2",
  "1.15.0": "2.3",
  "2.1.0": "2.4",
  "2.3.0": "2.5",
  "2.5.0": "2.6",
  "2.6.4": "2.7",
  "2.8.0": "2.8",
  "2.13.0": "3.0",
  "2.14.0": "3.1",
  "2.17.0": "3.2",
  "2.23.0": "3.3",
  "2.28.0": "3.4",
  "2.33.0": "3.5",
  "2.37.0": "3.6",
  "2.42.0": "3.7",
  "2.45.0": "3.8",
  "2.47.0": "3.9",
};

/** The kong/kong inside kong/ingress: from a version of that chart on. */
export const INSIDE_INGRESS: Readonly<Record<string, string>> = {
  "0.1.0": "2.22.0",
  "0.2.0": "2.23.0",
  "0.4.0": "2.25.0",
  "0.5.0": "2.26.0",
  "0.8.0": "2.30.0",
  "0.9.0": "2.31.0",
  "0.10.0": "2.33.0",
  "0.11.0": "2.37.0",
  "0.12.0": "2.38.0",
  "0.13.0": "2.39.0",
  "0.14.0": "2.41.0",
  "0.15.0": "2.43.0",
  "0.15.1": "2.44.0",
  "0.16.0": "2.45.0",
  "0.17.0": "2.46.0",
  "0.18.0": "2.47.0",
  "0.19.0": "2.48.0",
  "0.20.0": "2.49.0",
  "0.21.0": "2.51.0",
  "0.22.0": "3.0.2",
  "0.23.0": "3.1.0",
  "0.24.0": "3.2.0",
};
