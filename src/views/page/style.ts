import { WAY_STYLE } from "../way/style.ts";

/** What pages of ours look like: system fonts, one column, light or dark as the reader has it. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--text:#1f2328;--faint:#59636e;--rule:#d1d9e0;--panel:#f6f8fa;--link:#0550ae;--plus:#dafbe1;--minus:#ffebe9;--plus-ink:#0a4020;--minus-ink:#6e0b19}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--text:#e6edf3;--faint:#a3adb8;--rule:#3d444d;--panel:#171d25;--link:#79b8ff;--plus:#12331d;--minus:#4a1418;--plus-ink:#b6f2c4;--minus-ink:#ffc9c4}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,.bar{max-width:64rem;margin:0 auto;padding:0 1rem}
main{padding-bottom:4rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .5rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
h3{font-size:1rem;margin:1.4rem 0 .4rem;overflow-wrap:anywhere}
p,li{max-width:44rem;overflow-wrap:anywhere}
a{color:var(--link)}
code,pre,textarea,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em}
.faint{color:var(--faint)}
.ways{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
.ways svg{border:1px solid var(--rule);border-radius:12px}
pre{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:.6rem 0;overflow-x:auto;line-height:1.45;margin:.4rem 0 1rem}
pre span{display:block;padding:0 .8rem;min-height:1.45em;width:max-content;min-width:100%}
pre .plus{background:var(--plus);color:var(--plus-ink)}
pre .minus{background:var(--minus);color:var(--minus-ink)}
pre .hunk{color:var(--faint)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule)}
details{border-top:1px solid var(--rule);padding:.5rem 0;max-width:48rem}
summary{cursor:pointer;overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
${WAY_STYLE}`.trim();

/** The hash by which a page's policy lets its style in, and no other; a test makes it anew. */
export const PAGE_STYLE_HASH = "sha256-ZzR+4tNUt/NX1RsNTNTuTHVtrgknyHCzm8j/J02wW60=";
