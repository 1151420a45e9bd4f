import { type Html, html, text } from "../../src/escape/html.ts";
import type { Cloud, ProfileData } from "../../src/generated/cloud.ts";
import { clouds } from "../../src/generated/clouds.ts";
import { profileLines } from "../../src/views/clouds/cloud.ts";
import { METHODS } from "../../src/views/clouds/table.ts";
import { loadBalancerPath } from "../../src/views/site.ts";
import { waySvg } from "../../src/views/way/svg.ts";
import { exampleWay } from "../example.ts";
import type { SitePage } from "../layout.ts";

/** A page for each load balancer of each cloud, and one that lists them. */
export function loadBalancerPages(): SitePage[] {
  const all = Object.entries(clouds).map(([id, make]) => [id, make()] as const);
  return [listOf(all), ...all.flatMap(([id, cloud]) => Object.entries(cloud.loadBalancers).map(pageOf(id, cloud)))];
}

const pageOf =
  (id: string, cloud: Cloud) =>
  ([name, profile]: [string, ProfileData]): SitePage => ({
    path: loadBalancerPath(id, name),
    title: `${id}/${name}`,
    body: html`<p class="faint"><a href="../../">Load balancers</a></p>
<h1>${text(profile.title)}</h1>
<p class="lead">${text(cloud.title)}: <code>${text(`cloud: ${id}`)}</code>, <code>${text(`loadBalancer: ${name}`)}</code></p>
${profile.obsolete === undefined ? factsOf(id, cloud, name, profile) : html`<p>No more: ${text(profile.obsolete)}</p>`}
`,
  });

function factsOf(id: string, cloud: Cloud, name: string, profile: ProfileData): Html {
  const drawn = METHODS.flatMap((method) => {
    const pair = profile.methods[method].unsupported === undefined ? exampleWay(id, name, method) : undefined;
    return pair ? [waySvg(pair.after, method)] : [];
  });
  const ways =
    drawn.length === 0
      ? html``
      : html`<h2>The way of a client's packets</h2>
<p class="faint">With each method that it carries, in example addresses.</p>
<div class="ways">${drawn}</div>\n`;
  const lines = listOfLines(profileLines(cloud, name, profile, true));
  return html`${ways}<h2>What there is to know</h2>\n${lines}`;
}

/** A sentence with code between backticks. */
const prose = (given: string): Html =>
  html`${given.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${text(part)}</code>` : text(part)))}`;

/** Lines with a depth of 1 or 2 as a list in a list. */
function listOfLines(lines: readonly (readonly [depth: number, text: string])[]): Html {
  const items: { line: string; under: string[] }[] = [];
  for (const [depth, line] of lines) {
    if (depth === 1) items.push({ line, under: [] });
    else items.at(-1)?.under.push(line);
  }
  const list = items.map(({ line, under }) => {
    const inner = under.length === 0 ? html`` : html`<ul>${under.map((each) => html`<li>${prose(each)}</li>\n`)}</ul>`;
    return html`<li>${prose(line)}${inner}</li>\n`;
  });
  return html`<ul>${list}</ul>\n`;
}

function listOf(all: readonly (readonly [string, Cloud])[]): SitePage {
  const parts = all.map(([id, cloud]) => {
    const items = Object.entries(cloud.loadBalancers).map(([name, { title, methods, obsolete }]) => {
      const carried = METHODS.filter((method) => methods[method].unsupported === undefined).join(", ");
      const what = obsolete === undefined ? carried || "carries no method" : "no more";
      return html`<li><a href="${text(`${id}/${name}/`)}"><code>${text(`${id}/${name}`)}</code></a> ${text(title)} <span class="faint">(${text(what)})</span></li>\n`;
    });
    return html`<h2 id="${text(id)}">${text(cloud.title)}</h2>\n<ul>${items}</ul>\n`;
  });
  return { path: "load-balancers/", title: "Load balancers", body: html`<h1>Load balancers</h1>\n${parts}` };
}
