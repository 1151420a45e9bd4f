/** The colours and lines of pictures of ways, light or dark as the reader has it. */
export const WAY_STYLE = `
.way{--ground:#fff;--box:#f6f8fa;--ink:#1f2328;--quiet:#59636e;--edge:#d1d9e0;--good:#116329;--bad:#a40e26;--odd:#7a4a00;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;max-width:100%;height:auto}
@media (prefers-color-scheme:dark){.way{--ground:#0d1117;--box:#171d25;--ink:#e6edf3;--quiet:#a3adb8;--edge:#3d444d;--good:#56d364;--bad:#ff8a80;--odd:#e3b341}}
.way text{fill:var(--ink);font-size:13px}
.way .caption{font-size:14px;font-weight:600}
.way .result{font-size:13px}
.way .who{font-size:14px;font-weight:600}
.way .does{fill:var(--quiet)}
.way .sees{font-size:14px;font-weight:600}
.way .packet{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px}
.way .ground{fill:var(--ground)}
.way .box{fill:var(--box);stroke:var(--edge)}
.way .fault{stroke:var(--bad);stroke-width:2;stroke-dasharray:6 3}
.way .mark *{fill:none;stroke:var(--ink);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.way .mark.hop *{stroke:var(--quiet);stroke-width:1.6}
.way .mark.client *{stroke:var(--good)}
.way .mark.hidden *,.way .mark.broken *{stroke:var(--bad)}
.way .mark.forgeable *,.way .mark.unknown *{stroke:var(--odd)}
.way .thread{fill:none;stroke:var(--good);stroke-width:5}
.way .thread.nothing{stroke:var(--bad);stroke-width:2;stroke-dasharray:6 5}
.way .thread.unknown{stroke:var(--quiet);stroke-width:2;stroke-dasharray:2 5}
.way .thread.forged{stroke:var(--odd);stroke-width:5;stroke-dasharray:1 7;stroke-linecap:round}
.way .tip{fill:var(--good)}
.way .tip.nothing{fill:var(--bad)}
.way .tip.unknown,.way .tip.aside-tip{fill:var(--quiet)}
.way .tip.forged{fill:var(--odd)}
.way .bar{stroke:var(--quiet);stroke-width:2.5}
.way .aside{fill:none;stroke:var(--quiet);stroke-width:1.6;stroke-dasharray:4 3}
`.trim();
