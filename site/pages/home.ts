import { html } from "../../src/escape/html.ts";
import { wayFigure } from "../../src/views/preview/html.ts";
import { exampleWay } from "../example.ts";
import type { SitePage } from "../layout.ts";

/** The first page. */
export function homePage(): SitePage {
  const pair = exampleWay("eks", "nlb", "proxy-protocol");
  return {
    path: "",
    title: "kong-client-ip",
    body: html`<h1>Make Kong see the client's real address</h1>
<p class="lead">Behind a cloud's load balancer Kong often sees a node, or the load balancer, where the client should be: the client IP in its logs is 10.x, and rate limits count all clients as one. kong-client-ip changes Service, listeners and trust together, as your load balancer needs it, or says why that would be unsafe.</p>
<p class="actions"><a class="button" href="playground/">Try it on your manifests</a> <a href="guide/">Which method do I need?</a></p>
<p class="faint">The playground runs in your browser. Nothing is sent anywhere.</p>
${pair ? wayFigure(pair) : html``}
`,
  };
}
