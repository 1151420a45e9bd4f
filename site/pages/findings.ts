import { html, text } from "../../src/escape/html.ts";
import { codes } from "../../src/judgement/codes.ts";
import { findingPath } from "../../src/views/site.ts";
import type { SitePage } from "../layout.ts";

/** A page for each finding, and one that lists them. */
export function findingPages(): SitePage[] {
  const pages = Object.entries(codes).map(
    ([code, { severity, title, story, source }]): SitePage => ({
      path: findingPath(code),
      title: code,
      body: html`<p class="faint"><a href="../">Findings</a></p>
<h1><code>${text(code)}</code></h1>
<p class="lead">${text(title)}</p>
<p><strong class="tag ${text(severity)}">${text(severity)}</strong></p>
<p>${text(story)}</p>
<p class="faint">Source: ${text(source)}</p>
<h2>Where it is no problem</h2>
<p>Silence it with the reason, by an annotation on the resource that it names:</p>
<pre tabindex="0"><span>metadata:</span><span>  annotations:</span><span>    kong-client-ip/silence: "${text(code)}: why it is no problem here"</span></pre>
<p>or in <code>kong-client-ip.yaml</code>:</p>
<pre tabindex="0"><span>silence:</span><span>  - code: ${text(code)}</span><span>    reason: why it is no problem here</span></pre>
`,
    }),
  );
  const rows = Object.entries(codes).map(
    ([code, { severity, title }]) =>
      html`<tr><td><a href="${text(code)}/"><code>${text(code)}</code></a></td><td>${text(severity)}</td><td>${text(title)}</td></tr>\n`,
  );
  const list: SitePage = {
    path: "findings/",
    title: "Findings",
    body: html`<h1>Findings</h1>
<p>What <code>kong-client-ip check</code> looks for in manifests, and what a run refuses or warns of by the same rules.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Findings"><table><thead><tr><th scope="col">Code</th><th scope="col">Severity</th><th scope="col">What it is about</th></tr></thead><tbody>
${rows}</tbody></table></div>
`,
  };
  return [list, ...pages];
}
