/** The report's style: dark ink on white, one accent, columns of figures; the print rules keep figures and rows whole. */
export const styleSheet = `
:root { --ink: #1c2430; --quiet: #5d6878; --line: #d5dae1; --accent: #1f5f8b; --good: #1d6b45; --warn: #8a5a00; --bad: #a32020; }
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; color: var(--ink); background: #fff;
  font-variant-numeric: lining-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
p { margin: 0 0 .8em; max-width: 46em; }
.brand { display: flex; justify-content: space-between; margin: 0 0 1.6rem; padding-bottom: .5rem; border-bottom: 2px solid var(--ink);
  max-width: none; font-size: .8rem; font-weight: 600; letter-spacing: .04em; }
.brand time { font-weight: 400; color: var(--quiet); letter-spacing: 0; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 2.4rem 0 .8rem; font-size: 1.15rem; font-weight: 600; }
h2 small { margin-left: .6rem; font-size: .8rem; font-weight: 400; color: var(--quiet); }
.headline { font-size: 1.05rem; color: var(--ink); }
.figures { display: flex; flex-wrap: wrap; gap: 0; margin: 1.4rem 0 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.figures div { flex: 1 1 8rem; padding: .7rem .9rem .6rem; border-left: 1px solid var(--line); }
.figures div:first-child { padding-left: 0; border-left: 0; }
dt { font-size: .78rem; color: var(--quiet); }
dd { margin: 0; font-size: 1.2rem; font-weight: 600; white-space: nowrap; }
.symbol { font-family: 'STIX Two Text', 'Cambria Math', Cambria, 'Times New Roman', serif; font-style: italic; }
.equation { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.5rem; margin: 1.1rem 0 0; padding: .5rem .9rem;
  border-left: 3px solid var(--accent); background: #f5f7f9; max-width: none; }
.equation > .symbol { font-size: 1.15rem; }
.equation small { font-size: .82rem; color: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-size: .87rem; font-variant-numeric: lining-nums tabular-nums; }
th, td { padding: .36rem .7rem .36rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1px solid var(--ink); font-size: .78rem; color: var(--quiet); vertical-align: bottom; }
.number { text-align: right; white-space: nowrap; }
td.symbol { font-size: .95rem; }
.provenance td { overflow-wrap: anywhere; }
.provenance th { width: 11rem; color: var(--quiet); }
.verdict { padding-left: 1rem; }
.solved { color: var(--good); } .small { color: var(--ink); } .noticeable { color: var(--warn); } .large { color: var(--bad); font-weight: 600; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.4rem 1.6rem; }
.beside { display: grid; grid-template-columns: 22rem 1fr; gap: 1.6rem; align-items: start; }
table + .pair, table + .beside { margin-top: 1.4rem; }
.number + :not(.number) { padding-left: 1.2rem; }
.beside + table { margin-top: 1.2rem; }
.list th, .list td { padding-top: .2rem; padding-bottom: .2rem; }
figure { margin: 0; }
figcaption { margin-bottom: .35rem; font-size: .87rem; }
figcaption span { display: block; }
figcaption span, .note { color: var(--quiet); font-size: .8rem; }
.note { margin: .8rem 0 0; }
svg { display: block; width: 100%; height: auto; }
svg image { image-rendering: pixelated; }
svg text { font-size: 8.5px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
.frame { fill: none; stroke: var(--ink); stroke-width: .5; }
.tick { fill: none; stroke: var(--ink); stroke-width: .5; }
.sensor { fill: #fff; fill-opacity: .85; stroke: #111; }
.support { fill: none; stroke: #fff; stroke-width: 1.4; paint-order: stroke; filter: drop-shadow(0 0 .6px #111); }
.place { fill: var(--accent); stroke: #fff; stroke-width: .8; }
svg .rank { fill: #fff; font-weight: 700; }
.alarm { margin: 1.4rem 0 0; padding: .2rem 1.1rem .6rem; border: 2px solid var(--bad); border-left-width: 8px; background: #fdecec; }
.alarm h2 { margin: .6rem 0 .4rem; color: var(--bad); }
.alarm p { margin-bottom: .5rem; }
.alarm span { color: var(--quiet); }
.count { fill: #8fb3cc; }
.normal { fill: none; stroke: var(--ink); stroke-width: 1; }
ul { margin: 0; padding-left: 1.1rem; max-width: 50em; }
li { margin-bottom: .35rem; }
@media (max-width: 46rem) { .pair, .beside { grid-template-columns: 1fr; } body { overflow-x: auto; } }
@page { margin: 15mm 14mm 16mm; }
@media print {
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  h2, thead { break-after: avoid; }
  figure, tr, .figures, .whole, .beside, .alarm { break-inside: avoid; }
  .brand { margin-bottom: 1rem; }
  h1 { font-size: 1.55rem; }
  .pair { gap: .6rem 1.6rem; }
  .pair figure { width: 87%; }
  .list td.symbol { font-size: inherit; line-height: 1; }
  .list table { font-size: .74rem; line-height: 1.3; }
  .list th, .list td { padding-top: .1rem; padding-bottom: .1rem; }
  h2 { margin-top: 1.5rem; }
  .figures { margin-top: .8rem; }
  .beside { grid-template-columns: 20rem 1fr; gap: 1.4rem; }
  p, li { orphans: 3; widows: 3; }
}
`
