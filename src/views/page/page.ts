import { type Html, html, text } from "../../escape/html.ts";
import { PAGE_STYLE, PAGE_STYLE_HASH } from "./style.ts";

/** A page that stands alone: it loads nothing, runs nothing, and sends nothing, and its policy says so. */
export const page = (title: string, body: Html): string => `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${PAGE_STYLE_HASH as Html}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${text(title)}</title>
<style>${PAGE_STYLE as Html}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>`}
`;
