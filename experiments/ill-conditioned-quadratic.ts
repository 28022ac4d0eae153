import { Random, seed } from '@thaw/core';
import { adam, type GradientOptimizer, sgd } from '@thaw/optimizers';

import {
  bestPaces,
  descend,
  errorsLeft,
  type ErrorsLeft,
  type Pace,
  paceOf,
  READ_EVERY,
  STARTS,
} from './descent-paths.ts';
import { digitsQuadratic } from './digits-quadratic.ts';
import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';

interface Plan {
  readonly condition: number;
  readonly steps: number;
  readonly rates: readonly number[];
}

const rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 1.9, 3.5];
const plans: Record<Budget, Plan> = {
  test: { condition: 100, steps: 150, rates: [0.03, 0.1, 1, 1.9, 3.5] },
  tour: { condition: 1000, steps: 300, rates },
  proof: { condition: 1000, steps: 300, rates },
};
/**
 * How much do momentum and Adam help where curvatures differ? All go down the squared error of a linear unit on the digits, whose condition
 * number a ridge makes 1000, from points drawn at random, as many steps each. What is told is log₁₀ of the error left, that at
 * the start being 1.
 *
 * Plain descent, momentum 0.9 and Adam each take the best of the same rates on one half of the starts, and tell of the other.
 * Beside them stand the best pace that theory allows, and what was measured at it: with curvatures from μ to L
 *
 * plain     rate 2/(L + μ):                       the distance shrinks by (κ − 1)/(κ + 1) a step
 * momentum  rate 4/(√L + √μ)², that part squared: by (√κ − 1)/(√κ + 1)
 *
 * @see Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5; Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
 */
export const illConditionedQuadratic: Experiment = {
  id: 'ill-conditioned-quadratic',
  title: 'Down an ill-conditioned quadratic',
  year: 1964,
  source: 'Polyak, "Some methods of speeding up the convergence of iteration methods"',
  seeds: [1, 2, 3],
  bars: [
    ...(['momentum', 'adam'] as const).map((name) => ({
      result: `${name}Gain`,
      claim: `${name}: at least ten times less error left than by plain descent, each at its best rate`,
      atLeast: 1,
      over: 'each' as const,
      budgets: ['test', 'tour', 'proof'] as const,
    })),
    ...(['plain', 'momentum'] as const).map((name) => ({
      result: `${name}Pace`,
      claim: `${name}: the logarithm of its pace is that of theory to a tenth`,
      atLeast: 0.9,
      atMost: 1.1,
      over: 'each' as const,
      budgets: ['proof'] as const,
    })),
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { condition, steps, rates: tried } = plans[budget];
    const quadratic = digitsQuadratic(condition);
    const starts = new Random(value).normal(quadratic.size * 2 * STARTS);
    const sides: Side[] = [];
    let taken = 0;
    for (const [name, make] of Object.entries(optimizers)) {
      const trials: Trial[] = [];
      for (const rate of tried) {
        const trial = { rate, ...errorsLeft(quadratic, await descend(quadratic, starts, make(rate), steps)) };
        trials.push(trial);
        taken += steps;
        yield { part: name, step: trials.length, steps: tried.length, loss: trial.validation };
      }
      sides.push({ name, trials, best: trials.reduce((a, b) => (b.validation < a.validation ? b : a)) });
    }
    const paces: Record<string, Pace & { readonly measured: number }> = {};
    for (const [name, pace] of Object.entries(bestPaces(quadratic.least))) {
      const { learningRate, momentum } = pace;
      const path = await descend(quadratic, starts, sgd({ learningRate, momentum }), pace.steps);
      paces[name] = { ...pace, measured: paceOf(path) };
      taken += pace.steps;
      yield { part: `${name} at its best`, step: 1, steps: 1, loss: paces[name].measured };
    }
    const [plain, momentum, adaptive] = sides as [Side, Side, Side];
    return {
      results: {
        momentumGain: plain.best.test - momentum.best.test,
        adamGain: plain.best.test - adaptive.best.test,
        ...Object.fromEntries(
          Object.entries(paces).map(([name, { measured, factor }]) => [
            `${name}Pace`,
            Math.log(measured) / Math.log(factor),
          ]),
        ),
        ...Object.fromEntries(
          sides.flatMap(({ name, best, trials }) => [
            [name, best.test],
            [`${name}Rate`, best.rate],
            ...trials.map(({ rate, validation }) => [`${name} at ${rate}`, validation] as const),
          ]),
        ),
      },
      summary:
        `After ${steps} steps log₁₀ of the error left is ` +
        sides.map(({ name, best }) => `${best.test.toFixed(1)} by ${name} (rate ${best.rate})`).join(', ') +
        `, each the best of ${tried.length} rates; ` +
        Object.entries(paces)
          .map(([name, { measured, factor }]) => {
            return `${name} shrinks the distance by ${measured.toFixed(4)} a step, in theory ${factor.toFixed(4)}`;
          })
          .join('; '),
      steps: taken,
      pictures: [
        {
          kind: 'lines',
          title: 'An ill-conditioned quadratic: each at its best rate',
          x: 'step',
          y: 'log₁₀ of the error left',
          series: sides.map(({ name, best }) => ({
            name: `${name}, rate ${best.rate}`,
            points: best.path.map((power, i) => [i * READ_EVERY, power] as const),
          })),
        },
        {
          kind: 'samples',
          title: 'An ill-conditioned quadratic: log₁₀ of the error left, at every rate tried',
          columns: ['rate', ...sides.map(({ name }) => name)],
          rows: tried.map((rate, i) => [
            String(rate),
            ...sides.map(({ trials }) => trials[i]!.validation.toFixed(2)),
          ]),
        },
      ],
    };
  },
};

interface Trial extends ErrorsLeft {
  readonly rate: number;
}

interface Side {
  readonly name: string;
  readonly trials: readonly Trial[];
  readonly best: Trial;
}

const optimizers: Record<string, (learningRate: number) => GradientOptimizer> = {
  plain: (learningRate) => sgd({ learningRate }),
  momentum: (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  adam: (learningRate) => adam({ learningRate }),
};
