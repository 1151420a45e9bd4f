import { layout } from "../layout.ts";
import { findingPages } from "./findings.ts";
import { guidePage } from "./guide.ts";
import { homePage } from "./home.ts";
import { loadBalancerPages } from "./load-balancers.ts";
import { playgroundPage } from "./playground.ts";

/** All files of the site that are pages, by their paths. */
export function pages(): Record<string, string> {
  const all = [homePage(), playgroundPage(), guidePage(), ...loadBalancerPages(), ...findingPages()];
  return Object.fromEntries(all.map((page) => [`${page.path}index.html`, layout(page)]));
}
