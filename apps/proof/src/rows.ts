import { type Experiment, type Outcome, reaches } from '@thaw/experiments/experiment';

/** One seed's run. */
export interface Run {
  readonly seed: number;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** One figure of an experiment over its seeds. */
export interface Row {
  readonly experiment: string;
  readonly result: string;
  /** The mean, or the worst where the bar holds for each seed, and the figure of every seed. */
  readonly figure: string;
  readonly bar: string;
  /** Undefined where there is no bar. */
  readonly reached: boolean | undefined;
  readonly seeds: string;
  /** Of all runs. */
  readonly steps: number;
  /** Of all runs. */
  readonly seconds: number;
}

/** One row for each figure of an experiment. */
export function rowsOf(experiment: Experiment, runs: readonly Run[]): Row[] {
  const shared = {
    experiment: experiment.id,
    seeds: ranges(runs.map(({ seed }) => seed)),
    steps: sum(runs.map(({ outcome }) => outcome.steps)),
    seconds: sum(runs.map(({ seconds }) => seconds)),
  };
  return Object.keys(runs[0]!.outcome.results).map((result) => {
    const figures = runs.map(({ outcome }) => outcome.results[result]!);
    const bar = experiment.bars.find((candidate) => candidate.result === result);
    const worst = bar?.atMost === undefined ? Math.min(...figures) : Math.max(...figures);
    const judged = bar?.over === 'each' ? worst : sum(figures) / figures.length;
    return {
      ...shared,
      result,
      figure: `${bar?.over === 'each' ? 'worst' : 'mean'} ${short(judged)} (${figures.map(short).join(', ')})`,
      bar: bar ? [limit('≥', bar.atLeast), limit('≤', bar.atMost)].filter(Boolean).join(', ') : '–',
      reached: bar && reaches(bar, judged),
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function limit(sign: string, value: number | undefined): string {
  return value === undefined ? '' : `${sign} ${value}`;
}

/** 1, 2, 3, 5 → "1-3, 5". */
function ranges(seeds: readonly number[]): string {
  const spans: [first: number, last: number][] = [];
  for (const seed of seeds) {
    const last = spans.at(-1);
    if (last && seed === last[1] + 1) last[1] = seed;
    else spans.push([seed, seed]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
