/** The report's style: light or dark as the reader's system is, and no typeface that the system does not have. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #faf9f6; --ink: #23211d; --soft: #6d675d; --rule: #ddd8cc; --good: #1d7044; --bad: #b23c17;
  --serif: Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #15171b; --ink: #e3e0d9; --soft: #9c978c; --rule: #30343c; --good: #62c58f; --bad: #f18d63; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 var(--serif); }
main { max-width: 1120px; margin: 0 auto; padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 3rem); }
h1 { font-size: clamp(1.9rem, 5vw, 3rem); line-height: 1.12; letter-spacing: -0.015em; font-weight: 600; margin: 0.2rem 0 0.8rem; text-wrap: balance; }
h2 { font-size: 1.55rem; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; margin: 0 0 0.5rem; }
p { margin: 0 0 0.8rem; max-width: 42rem; }
.kicker, .facts, table, figure, .bars, .year { font-family: var(--sans); }
.kicker { color: var(--soft); font-size: 0.8rem; letter-spacing: 0.12em; text-transform: uppercase; margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.9rem 2.4rem; margin: 1.6rem 0 2rem; font-size: 0.9rem; line-height: 1.4; }
.facts div { max-width: 34rem; }
.facts dt { color: var(--soft); font-size: 0.78rem; }
.facts dd { margin: 0; }
.reason, .source, .measured { color: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.55rem 1rem 0.55rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { color: var(--soft); font-weight: 500; font-size: 0.78rem; }
.number { text-align: right; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
.bar { padding-left: 1rem; white-space: nowrap; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: 0.2em; }
.reached { color: var(--good); }
.missed { color: var(--bad); }
.untried { color: var(--soft); }
section { border-top: 1px solid var(--rule); margin-top: 3.5rem; padding-top: 1.6rem; }
.year { color: var(--soft); font-size: 0.9rem; margin: 0 0 0.2rem; font-variant-numeric: tabular-nums; }
.source { font-size: 0.92rem; font-style: italic; }
.bars { list-style: none; margin: 0 0 0.8rem; padding: 0; font-size: 0.9rem; }
.pictures {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
  gap: 2.2rem 2.6rem; align-items: start; margin-top: 1.6rem;
}
.pictures.three { grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
figcaption { font-size: 0.9rem; font-weight: 600; line-height: 1.35; margin-bottom: 0.3rem; }
figure svg { max-width: 100%; height: auto; }
footer { color: var(--soft); font-size: 0.85rem; margin-top: 3.5rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
@media (max-width: 640px) {
  body { font-size: 16px; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: 1fr auto; padding: 0.7rem 0; border-bottom: 1px solid var(--rule); }
  td, td:last-child { border: 0; padding: 0.1rem 0; }
  td.number { text-align: right; }
  td.name { font-weight: 600; }
  td.learned { grid-column: 1 / -1; order: 3; }
  td.bar { grid-column: 1; order: 4; padding-left: 0; }
  td.time { order: 5; color: var(--soft); }
}
@media print { section { break-inside: avoid; } }
`;
