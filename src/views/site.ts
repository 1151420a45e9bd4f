/** Where `site/` is published: the one place to change where it moves. */
export const SITE = "https://kong-client-ip.github.io";

/** The page of a finding, relative to the site. */
export const findingPath = (code: string): string => `findings/${code}/`;

/** The page of one of a cloud's load balancers, relative to the site. */
export const loadBalancerPath = (cloud: string, loadBalancer: string): string =>
  `load-balancers/${cloud}/${loadBalancer}/`;
