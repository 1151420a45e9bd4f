import type { MethodName } from "../../src/config/resolve.ts";
import { html, text } from "../../src/escape/html.ts";
import { clouds } from "../../src/generated/clouds.ts";
import { METHODS } from "../../src/views/clouds/table.ts";
import { loadBalancerPath } from "../../src/views/site.ts";
import { waySvg } from "../../src/views/way/svg.ts";
import { exampleWay } from "../example.ts";
import type { SitePage } from "../layout.ts";

const WHEN: Record<MethodName, string> = {
  "external-traffic-policy":
    "The load balancer passes packets on with the client's address. Nothing has to be trusted, and nothing can be made up: take it wherever your load balancer carries it.",
  "proxy-protocol":
    "The load balancer opens connections of its own, and can write the client's address ahead of them. Kong must trust the load balancer's addresses, and callers without a PROXY header are turned away.",
  "http-headers":
    "The load balancer ends HTTP and names the client in a header, usually X-Forwarded-For. Kong must trust the load balancer's addresses, and only HTTP has headers: streams stay without.",
};

const SHOWN: Record<MethodName, [string, string]> = {
  "external-traffic-policy": ["gke", "passthrough"],
  "proxy-protocol": ["eks", "nlb"],
  "http-headers": ["eks", "alb"],
};

/** Which method to take, by cloud. */
export function guidePage(): SitePage {
  const methods = METHODS.map((method, index) => {
    const pair = exampleWay(...SHOWN[method], method);
    return html`<section class="method"><h3>${index + 1}. <code>${text(method)}</code></h3><p>${text(WHEN[method])}</p>${pair ? waySvg(pair.after, SHOWN[method].join("/")) : html``}</section>\n`;
  });
  const rows = Object.entries(clouds).flatMap(([id, make]) => {
    const { title, recommended, loadBalancers } = make();
    const carries = (name: string, method: MethodName) =>
      loadBalancers[name]?.methods[method].unsupported === undefined;
    const taken = METHODS.flatMap((method) => {
      const name = recommended[method] ?? "";
      return carries(name, method) ? [[method, name] as const] : [];
    });
    const [best] = taken;
    const some = Object.keys(loadBalancers).some((name) => METHODS.some((method) => carries(name, method)));
    const answer = best
      ? html`<code>${text(best[0])}</code> with <a href="../${text(loadBalancerPath(id, best[1]))}">${text(`${id}/${best[1]}`)}</a>`
      : some
        ? html`see <a href="../load-balancers/#${text(id)}">its load balancers</a>`
        : html`<a href="../load-balancers/#${text(id)}">carries none</a>`;
    const others = taken
      .slice(1)
      .map(
        ([method, name]) =>
          html`<div><code>${text(method)}</code> with <a href="../${text(loadBalancerPath(id, name))}">${text(`${id}/${name}`)}</a></div>`,
      );
    return [html`<tr><th scope="row">${text(title)}</th><td>${answer}</td><td>${others}</td></tr>\n`];
  });
  return {
    path: "guide/",
    title: "Which method do I need",
    body: html`<h1>Which method do I need?</h1>
<p>Take the first of these three that your load balancer carries.</p>
<div class="methods">${methods}</div>
<h2>By cloud</h2>
<div class="scroll" tabindex="0" role="region" aria-label="By cloud"><table><thead><tr><th scope="col">Cloud</th><th scope="col">Take</th><th scope="col">Else</th></tr></thead><tbody>
${rows}</tbody></table></div>
<p>Not there, or not sure? <a href="../playground/">Paste your manifests</a>, or run <code>kong-client-ip check</code> on them: it tells what Kong sees as they are.</p>
`,
  };
}
