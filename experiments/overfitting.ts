import { type Module, Random, relu, seed, Sequential } from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Dense, Dropout } from '@thaw/layers';
import { adamW, type GradientOptimizer } from '@thaw/optimizers';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { bestOfRates, drawGrids, gridFigures, type GridOptions, type Parts } from './rate-grid.ts';

interface Plan extends GridOptions {
  readonly units: number;
}

const rates = [0.0001, 0.0003, 0.001, 0.003, 0.01];
const plans: Record<Budget, Plan> = {
  test: { units: 128, epochs: 100, batchSize: 32, rates: [0.001, 0.003] },
  tour: { units: 128, epochs: 150, batchSize: 32, rates },
  proof: { units: 128, epochs: 500, batchSize: 32, rates },
};
/** Rows to learn from, as many to choose by, and labels among the first that are wrong. */
const [ROWS, WRONG] = [300, 60];

/**
 * Do dropout and weight decay keep a net from learning by heart? Three nets of two wide hidden layers learn from 300 digits, a fifth of
 * whose labels are wrong: by heart the wrong ones can be learned too, and what is learned so misleads. The rows to choose by
 * and to report have the labels they should.
 *
 * Plain, with half of each hidden layer and a fifth of the pixels dropped, or with AdamW's decay of 3: all as long, at the same
 * five rates, the best by 300 other digits. The figures are of the 1,197 that are left. At the lowest rate plain still learns
 * nearly all it is given; at a lower one it would not come so far, which is a cure of its own: stopping early.
 *
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html; Krogh and Hertz 1991, "A simple weight
 * decay can improve generalization"; Zhang et al. 2017 for the wrong labels, https://arxiv.org/abs/1611.03530
 */
export const overfitting: Experiment = {
  id: 'overfitting',
  title: 'Dropout and weight decay against learning by heart',
  year: 2014,
  source: 'Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting"',
  seeds: [1, 2, 3],
  bars: [
    {
      result: 'dropoutGain',
      claim: 'dropout: at least 3 points fewer test digits wrong than plain, as the mean of seeds 1 to 3',
      atLeast: 0.03,
      over: 'mean',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'decayGain',
      claim:
        'weight decay: at least 2 points fewer test digits wrong than plain, as the mean of seeds 1 to 3',
      atLeast: 0.02,
      over: 'mean',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { units, ...grid } = plans[budget];
    const data = someWrong(new Random(value).fork('rows'));
    const sides = [];
    for (const [name, { dropped, weightDecay }] of Object.entries(nets)) {
      const build = (): Module => wideNet(units, dropped);
      const optimizer = (learningRate: number): GradientOptimizer => adamW({ learningRate, weightDecay });
      sides.push(yield* bestOfRates({ name, build, optimizer }, data, grid));
    }
    const errors = sides.map(({ testAccuracy }) => 1 - testAccuracy) as [number, number, number];
    const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
    return {
      results: {
        dropoutGain: errors[0] - errors[1],
        decayGain: errors[0] - errors[2],
        ...Object.fromEntries(
          sides.flatMap(({ name, rate, trainingAccuracy }, i) => [
            [`${name}Error`, errors[i]!],
            [`${name}TrainingAccuracy`, trainingAccuracy],
            [`${name}Rate`, rate],
          ]),
        ),
        ...gridFigures(sides),
      },
      summary:
        `Of ${data.test.rows} test digits wrong: ` +
        sides.map(({ name, rate }, i) => `${percent(errors[i]!)} by ${name} (rate ${rate})`).join(', ') +
        `, each the best of ${grid.rates.length} rates; of its own rows, wrong labels and all, plain has ` +
        `${percent(sides[0]!.trainingAccuracy)} by heart`,
      steps: sides.reduce((sum, { steps }) => sum + steps, 0),
      pictures: [
        {
          kind: 'lines',
          title: 'Learning by heart: training loss at the best rate of each',
          x: 'step',
          y: 'cross-entropy',
          series: sides.map(({ name, rate, losses }) => ({
            name: `${name}, rate ${rate}`,
            points: losses.map((loss, i) => [i + 1, loss] as const),
          })),
        },
        drawGrids('Learning by heart: every rate tried', sides),
      ],
    };
  },
};

interface Net {
  /** Parts dropped of the pixels and of each hidden layer. */
  readonly dropped: readonly [number, number];
  readonly weightDecay: number;
}

const nets: Record<string, Net> = {
  plain: { dropped: [0, 0], weightDecay: 0 },
  dropout: { dropped: [0.2, 0.5], weightDecay: 0 },
  decay: { dropped: [0, 0], weightDecay: 3 },
};

function wideNet(units: number, [pixels, hidden]: readonly [number, number]): Sequential {
  return new Sequential([
    new Dropout(pixels),
    new Dense(64, units, { activation: relu }),
    new Dropout(hidden),
    new Dense(units, units, { activation: relu }),
    new Dropout(hidden),
    new Dense(units, 10),
  ]);
}

/** Rows drawn at random; the first labels to learn from are put on by 1 to 9. */
function someWrong(random: Random): Parts {
  const all = digits().shuffle(random);
  const training = all.take(ROWS);
  const { data } = training.column('target'); // a copy: tables never share
  const moves = random.permutation(9 * WRONG);
  for (let i = 0; i < WRONG; i++) data[i] = (data[i]! + 1 + (moves[i]! % 9)) % 10;
  return { training, validation: all.slice(ROWS, 2 * ROWS), test: all.slice(2 * ROWS) };
}
