import { type Initializer, Random, relu, seed, Sequential } from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Dense } from '@thaw/layers';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { bestOfRates, type Chosen, drawGrids, gridFigures, type GridOptions } from './rate-grid.ts';
import { glorotGaussian, heGaussian } from './gaussian-weights.ts';

interface Plan extends GridOptions {
  readonly units: number;
  /** Rows for training and validation; all but the held-out fifth unless given. */
  readonly rows?: number;
}

const rates = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1];
const plans: Record<Budget, Plan> = {
  test: { units: 32, rows: 600, epochs: 12, batchSize: 32, rates: [0.001, 0.003] },
  tour: { units: 64, epochs: 10, batchSize: 32, rates },
  proof: { units: 64, epochs: 30, batchSize: 32, rates },
};
const LAYERS = 30;

/**
 * Do initial weights decide whether a deep net learns? Two nets of 30 layers, rectifiers after all but the last, learn to read
 * digits by gradient descent with momentum. He's weights have twice the variance of Glorot's, to make up for the half of
 * the mean square that each rectifier takes; without it what comes out of 30 layers, and what goes back, is 2¹⁵ times smaller.
 *
 * Each side has six learning rates and takes the best on a tenth of the rows; a stratified fifth, drawn by the seed, is held
 * out for the figures.
 *
 * @see He et al. 2015, §2.2 and figure 3, https://arxiv.org/abs/1502.01852
 */
export const heAgainstGlorot: Experiment = {
  id: 'he-against-glorot',
  title: 'Initial weights of a 30-layer rectifier net',
  year: 2015,
  source: 'He, Zhang, Ren and Sun, "Delving deep into rectifiers"',
  seeds: [1, 2, 3],
  bars: [
    {
      result: 'heAccuracy',
      claim: "from He's weights: at least 90% right on a held-out fifth, as the mean of seeds 1 to 3",
      atLeast: 0.9,
      over: 'mean',
      budgets: ['proof'],
    },
    {
      result: 'gain',
      claim: "at least 20 points more right than from Glorot's",
      atLeast: 0.2,
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
    const side = (name: string, initializer: Initializer): AsyncGenerator<Progress, Chosen, void> =>
      bestOfRates({ name, build: () => deepNet(plan.units, initializer) }, data, plan);
    const he = yield* side('he', heGaussian);
    const glorot = yield* side('glorot', glorotGaussian);
    const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
    return {
      results: {
        heAccuracy: he.testAccuracy,
        glorotAccuracy: glorot.testAccuracy,
        gain: he.testAccuracy - glorot.testAccuracy,
        heRate: he.rate,
        glorotRate: glorot.rate,
        ...gridFigures([he, glorot]),
      },
      summary:
        `${percent(he.testAccuracy)} of ${test.rows} held-out digits right from He's weights (rate ${he.rate}), ` +
        `${percent(glorot.testAccuracy)} from Glorot's (rate ${glorot.rate}), each the best of ${plan.rates.length} rates`,
      steps: he.steps + glorot.steps,
      pictures: [
        {
          kind: 'lines',
          title: 'A net of 30 layers: loss at the best rate of each side',
          x: 'step',
          y: 'cross-entropy',
          series: [he, glorot].map(({ name, rate, losses }) => ({
            name: `${name}, rate ${rate}`,
            points: losses.map((loss, i) => [i + 1, loss] as const),
          })),
        },
        drawGrids('A net of 30 layers: every rate tried', [he, glorot]),
      ],
    };
  },
};

function deepNet(units: number, kernelInitializer: Initializer): Sequential {
  const hidden = Array.from(
    { length: LAYERS - 1 },
    (_, i) => new Dense(i === 0 ? 64 : units, units, { activation: relu, kernelInitializer }),
  );
  return new Sequential([...hidden, new Dense(units, 10, { kernelInitializer })]);
}
