import Table from 'cli-table3';

import { type JudgedBar, missed, statusOf } from './judge-bars.ts';
import type { StopResult } from './run-stop.ts';
import type { Colours } from './terminal.ts';

/** The line of a stop that was made. */
export function stopLine({ experiment, outcome, bars, seconds }: StopResult, colours: Colours): string {
  const below = bars.some(({ status }) => status === 'below with this seed');
  const open = below || noneTried(bars);
  const sign = missed(bars) ? colours.red('✗') : open ? colours.dim('○') : colours.green('✓');
  const time = colours.dim(`${seconds.toFixed(1)} s`);
  return `${sign} ${colours.bold(experiment.id)}: ${outcome.summary} · bar ${barsInWords(bars)} · ${time}`;
}

/** The stops that were made, as a table for a terminal of so many columns. */
export function stopTable(stops: readonly StopResult[], colours: Colours, columns = 80): string {
  const widths = [12, 10, 14, 9]; // all but what was learned, with the space beside each
  const borders = widths.length + 2;
  const learned = Math.max(
    20,
    Math.min(60, columns - borders - widths.reduce((sum, width) => sum + width, 0)),
  );
  const table = new Table({
    head: ['stop', 'what was learned', 'test\naccuracy', 'bar', 'seconds'],
    colWidths: [widths[0]!, learned, ...widths.slice(1)],
    colAligns: ['left', 'left', 'right', 'left', 'right'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { experiment, outcome, bars, seconds } of stops) {
    const paint = missed(bars) ? colours.red : statusOf(bars) === 'reached' ? colours.green : colours.dim;
    table.push([
      experiment.id,
      outcome.summary,
      testAccuracy(outcome.results),
      statusOf(bars).split(' ').map(paint).join(' '), // a colour word by word outlives the wrapping of lines
      seconds.toFixed(1),
    ]);
  }
  return table.toString();
}

/** The accuracy on what was held out, or a dash where nothing was. */
export function testAccuracy(results: Readonly<Record<string, number>>): string {
  const accuracy = results['testAccuracy'];
  return accuracy === undefined ? '–' : `${(100 * accuracy).toFixed(1)}%`;
}

function noneTried(bars: readonly JudgedBar[]): boolean {
  return bars.every(({ status }) => status === 'not tried');
}

/** The status of a stop's bars, with the claim of each that was not reached or, where others were, not tried. */
function barsInWords(bars: readonly JudgedBar[]): string {
  if (noneTried(bars)) return statusOf(bars);
  const claims = (status: JudgedBar['status']): string =>
    bars
      .filter((judged) => judged.status === status)
      .map(({ bar }) => bar.claim)
      .join('; ');
  const notReached = claims('not reached') || claims('below with this seed');
  const notTried = claims('not tried');
  const untried = notTried && `not tried at this size: ${notTried}`;
  return `${statusOf(bars)}${notReached && `: ${notReached}`}${untried && ` (${untried})`}`;
}
