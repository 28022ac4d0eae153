import { JSDOM } from 'jsdom';

import { missed, statusOf } from '../judge-bars.ts';
import type { StopResult } from '../run-stop.ts';
import { testAccuracy } from '../table.ts';
import type { TourRecord } from '../tour-record.ts';
import { escape } from './escape.ts';
import { stopSection } from './stop-section.ts';
import { style } from './style.ts';

/** A tour as one page of HTML that needs nothing else: style and pictures are inside. */
export function renderReport(record: TourRecord): string {
  const { document } = new JSDOM('').window;
  const sections = record.stops.map((stop) => stopSection(stop, document));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thaw: the tour</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
  <p class="kicker">Thaw · the tour</p>
  <h1>The history of neural networks, trained on this machine</h1>
  <p>${introduction(record)}</p>
  <dl class="facts">${facts(record)}</dl>
</header>
${table(record.stops)}
${sections.join('\n')}
<footer>Written by <code>pnpm tour</code>. The same seed gives the same figures on the same device.</footer>
</main>
</body>
</html>
`;
}

function introduction({ stops, budget }: TourRecord): string {
  const years = stops.map(({ experiment }) => experiment.year);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const span = first === last ? `from ${first}` : `from ${first} to ${last}`;
  const quick =
    budget === 'test' ? ' This was a quick tour: the tasks are smaller than those of the bars.' : '';
  const count =
    ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'][stops.length] ??
    stops.length;
  return `${count} published ${stops.length === 1 ? 'idea' : 'ideas'} ${span}, each learned from nothing.${quick}`;
}

function facts({ device, seed, seconds, peakMemoryBytes }: TourRecord): string {
  const entries = [
    ['Seed', String(seed)],
    ['Time', `${seconds.toFixed(1)} seconds`],
    ['Memory at most', `${Math.round(peakMemoryBytes / 2 ** 20)} MiB`],
  ];
  const deviceFact = `<div><dt>Device</dt><dd>${device.name} <span class="reason">— ${escape(device.reason)}</span></dd></div>`;
  return deviceFact + entries.map(([term, value]) => `<div><dt>${term}</dt><dd>${value}</dd></div>`).join('');
}

function table(stops: readonly StopResult[]): string {
  const rows = stops.map(({ experiment: { id }, outcome, bars, seconds }) => {
    const status = statusOf(bars);
    const kind = missed(bars) ? 'missed' : status === 'reached' ? 'reached' : 'untried';
    const accuracy = testAccuracy(outcome.results);
    return `<tr>
  <td class="name"><a href="#${escape(id)}">${escape(id)}</a></td>
  <td class="learned">${escape(outcome.summary)}</td>
  <td class="number">${accuracy}</td>
  <td class="bar ${kind}">${status}</td>
  <td class="number time">${seconds.toFixed(1)} s</td>
</tr>`;
  });
  return `<table>
<thead><tr>
  <th scope="col">Stop</th><th scope="col">What was learned</th><th scope="col" class="number">Test accuracy</th>
  <th scope="col" class="bar">Bar</th><th scope="col" class="number">Time</th>
</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}
