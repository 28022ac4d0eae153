import { type Module, Random, seed } from '@thaw/core';
import { digits } from '@thaw/datasets';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { bestOfRates, drawGrids, gridFigures, type GridOptions } from './rate-grid.ts';

/** What a budget allows. */
export interface NetsPlan extends GridOptions {
  /** Units of a hidden layer. */
  readonly units: number;
  /** Rows for training and validation; all but the held-out fifth unless given. */
  readonly rows?: number;
}

/** One of the two nets. */
export interface Net {
  /** The name of its figures: `heAccuracy` for `he`. */
  readonly name: string;
  /** Where it stands in a sentence: `from He's weights`. */
  readonly inWords: string;
  /** A new model; its initial weights come from the shared generator. */
  build(units: number): Module;
}

/** What tells one comparison from another. */
export interface NetsRecipe extends Pick<Experiment, 'id' | 'title' | 'year' | 'source'> {
  readonly plans: Record<Budget, NetsPlan>;
  /** The net that learns, and the one that is said not to. */
  readonly nets: readonly [Net, Net];
  /** The least accuracy of the first, as the mean of the seeds. */
  readonly accuracy: number;
  /** How much more the first must get right than the second, for each seed. */
  readonly gain: number;
}

/**
 * An experiment in which two nets learn to read digits, one of them in vain.
 *
 * Each learns by gradient descent with momentum at the same rates, and takes the best on a tenth of the rows; a stratified fifth,
 * drawn by the seed, is held out for the figures.
 */
export function twoNets({ plans, nets, accuracy, gain, ...about }: NetsRecipe): Experiment {
  const [first, second] = nets;
  const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
  return {
    ...about,
    seeds: [1, 2, 3],
    bars: [
      {
        result: `${first.name}Accuracy`,
        claim: `${first.inWords}: at least ${100 * accuracy}% right on a held-out fifth, as the mean of seeds 1 to 3`,
        atLeast: accuracy,
        over: 'mean',
        budgets: ['proof'],
      },
      {
        result: 'gain',
        claim: `at least ${100 * gain} points more right than ${second.inWords}`,
        atLeast: gain,
        over: 'each',
        budgets: ['test', 'tour', 'proof'],
      },
    ],

    async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
      seed(value);
      const plan = plans[budget];
      const random = new Random(value).fork('held-out');
      const { training: rest, test } = digits().split({ test: 0.2 }, { stratify: 'target', random });
      const rows = plan.rows === undefined ? rest : rest.shuffle(random).take(plan.rows);
      const data = { ...rows.split({ validation: 0.1 }, { stratify: 'target', random }), test };
      const sides = [];
      for (const { name, build } of nets)
        sides.push(yield* bestOfRates({ name, build: () => build(plan.units) }, data, plan));
      const [better, worse] = sides as [(typeof sides)[0], (typeof sides)[0]];
      return {
        results: {
          [`${better.name}Accuracy`]: better.testAccuracy,
          [`${worse.name}Accuracy`]: worse.testAccuracy,
          gain: better.testAccuracy - worse.testAccuracy,
          [`${better.name}Rate`]: better.rate,
          [`${worse.name}Rate`]: worse.rate,
          ...gridFigures(sides),
        },
        summary:
          `${percent(better.testAccuracy)} of ${test.rows} held-out digits right ${first.inWords} (rate ${better.rate}), ` +
          `${percent(worse.testAccuracy)} ${second.inWords} (rate ${worse.rate}), each the best of ${plan.rates.length} rates`,
        steps: better.steps + worse.steps,
        pictures: [
          {
            kind: 'lines',
            title: `${about.title}: loss at the best rate of each side`,
            x: 'step',
            y: 'cross-entropy',
            series: sides.map(({ name, rate, losses }) => ({
              name: `${name}, rate ${rate}`,
              points: losses.map((loss, i) => [i + 1, loss] as const),
            })),
          },
          drawGrids(`${about.title}: every rate tried`, sides),
        ],
      };
    },
  };
}
