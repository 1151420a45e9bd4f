import { type Html, html, text } from "../src/escape/html.ts";
import { SITE } from "../src/views/site.ts";
import icon from "./icon.svg";

/** A page of the site. */
export interface SitePage {
  /** Where it is, relative to the site, with a slash behind it; empty for the first page. */
  path: string;
  title: string;
  body: Html;
  /** A script of the site's own, by its name; pages without one run nothing. */
  script?: string;
}

const BASE_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

/** The worker is made of a part of the script, so that it is under this policy as well: nothing connects to anywhere. */
const SCRIPT_POLICY = `${BASE_POLICY}; script-src 'self'; worker-src blob:; connect-src 'none'`;

/** Within the page, as a browser asks for a file of its own again whenever the address changes. */
const ICON = text(`data:image/svg+xml,${encodeURIComponent(icon.trim())}`);

const LINKS = [
  ["playground/", "Playground"],
  ["guide/", "Which method"],
  ["load-balancers/", "Load balancers"],
  ["findings/", "Findings"],
] as const;

/** A page as a file; links are relative, so that the site can be anywhere. */
export function layout({ path, title, body, script }: SitePage): string {
  const up = "../".repeat(path.split("/").length - 1) as Html;
  const links = LINKS.map(([target, name]) => {
    const here = path.startsWith(target) ? html` aria-current="page"` : html``;
    return html`<a href="${up}${target as Html}"${here}>${text(name)}</a>`;
  });
  const module = script === undefined ? html`` : html`<script type="module" src="${up}${script as Html}"></script>\n`;
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${(script === undefined ? BASE_POLICY : SCRIPT_POLICY) as Html}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(title === "kong-client-ip" ? title : `${title} - kong-client-ip`)}</title>
<link rel="canonical" href="${text(`${SITE}/${path}`)}">
<link rel="stylesheet" href="${up}style.css">
<link rel="icon" href="${ICON}">
${module}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><nav class="bar" aria-label="Site"><a class="brand" href="${up === "" ? ("./" as Html) : up}">kong-client-ip</a>${links}</nav></header>
<main id="main">
${body}
</main>
<footer class="bar faint"><p>These pages load nothing from elsewhere and send nothing anywhere.</p></footer>
</body>
</html>`}
`;
}
