import { html, text } from "../../src/escape/html.ts";
import type { SitePage } from "../layout.ts";
import { EXAMPLES } from "../playground/examples.ts";
import { formHtml } from "../playground/form.ts";

/** The tool itself, in the browser. */
export function playgroundPage(): SitePage {
  const examples = Object.entries(EXAMPLES).map(
    ([id, { title }]) => html`<option value="${text(id)}">${text(title)}</option>`,
  );
  return {
    path: "playground/",
    title: "Playground",
    script: "playground.js",
    body: html`<h1>Playground</h1>
<p class="faint">Runs in your browser, and sends nothing anywhere: this page's policy forbids connections. What you type stands in the address behind the #, which browsers do not send either, so a link has it all.</p>
<div class="play">
<form id="form" class="inputs" autocomplete="off">
<p><label for="example">Start from</label><select id="example"><option value="">an example...</option>${examples}</select></p>
<p><label for="input">Manifests, a chart's values, or what <code>kubectl get -o yaml</code> prints</label>
<textarea id="input" rows="14" spellcheck="false" autocapitalize="off" placeholder="helm template my-kong kong/kong"></textarea></p>
<p id="held" class="faint" hidden></p>
<p class="file"><label for="file">or a file</label><input type="file" id="file" accept=".yaml,.yml,.json,.txt"></p>
<p class="actions"><button type="button" id="clear">Clear</button></p>
${formHtml()}
</form>
<section class="outputs" aria-label="Result">
<p id="status" role="status" class="status">Waiting for manifests.</p>
<div id="files" hidden>
<details class="settings" open><summary>Settings: <code>kong-client-ip.yaml</code></summary>
<pre id="settings" tabindex="0" aria-label="Settings file"></pre></details>
<p class="actions"><button type="button" id="copy-settings">Copy the settings</button> <button type="button" id="copy-result">Copy the result</button> <button type="button" id="copy-link">Copy a link</button></p>
</div>
<div id="result"></div>
</section>
</div>
<noscript><p>The playground needs JavaScript; the other pages do not.</p></noscript>
`,
  };
}
