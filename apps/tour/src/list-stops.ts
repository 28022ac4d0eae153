import type { Experiment } from '@thaw/experiments/experiment';

/** The stops of the tour as text: id, year, title, source, and what each must reach. */
export function listStops(experiments: readonly Experiment[]): string {
  const width = Math.max(...experiments.map(({ id }) => id.length));
  const indent = ' '.repeat(width + 2);
  return experiments
    .map(({ id, year, title, source, bars }) => {
      const tried = bars.map(
        ({ claim, budgets }) =>
          `${indent}bar: ${claim}${budgets.includes('test') ? '' : ' (not with --quick)'}\n`,
      );
      return `${id.padEnd(width)}  ${title}\n${indent}${year}: ${source}\n${tried.join('')}`;
    })
    .join('\n');
}
