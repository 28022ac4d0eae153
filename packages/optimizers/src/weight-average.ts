import { checkOptions, checkSize, everyRun, liveTensor } from '@thaw/backend';

import { AverageLoan, type Averages } from './averages.ts';
import { requireFractions } from './check-numbers.ts';
import { moveTowards } from './moving-mean.ts';
import { copyOf, OptimizerAround } from './optimizer-around.ts';
import type { VariableGradient, StatefulOptimizer } from './stateful-optimizer.ts';

/** Options of `ema`. */
export interface EmaOptions {
  /** How slowly the average forgets. @defaultValue 0.99 */
  readonly momentum?: number;
}

/** Options of `swa`. */
export interface SwaOptions {
  /** The step from which on the average is taken; before, it is the weights. */
  readonly startStep: number;
  /** After how many steps each the weights are added to it. @defaultValue 1 */
  readonly frequency?: number;
}

/**
 * An exponential moving average of the weights, beside any optimizer: steadier than the weights, and better to evaluate.
 *
 * a ← momentum·a + (1 − momentum)·w after each step; after the first a is w, as with Keras's `use_ema`
 *
 * @throws {ArgumentError} when there is no such option, momentum is not in [0, 1), or the optimizer is none of this package.
 * @see Polyak and Juditsky 1992, https://doi.org/10.1137/0330046
 * @example
 * ```ts
 * import { evaluate, fit, meanSquaredError as loss } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam, ema } from '@thaw/optimizers';
 *
 * const [model, batches] = [new Dense(2, 1), gate('and').batches(4)];
 * const optimizer = ema(adam({ learningRate: 0.1 }), { momentum: 0.9 });
 * await fit(model, batches, { loss, optimizer, epochs: 20 });
 * console.log(await optimizer.withAverages(() => evaluate(model, batches, { loss })));
 * ```
 */
export function ema(optimizer: StatefulOptimizer, options: EmaOptions = {}): StatefulOptimizer & Averages {
  checkOptions('ema', options, ['momentum']);
  const { momentum = 0.99 } = options;
  requireFractions('ema', { momentum });
  return new WeightAverage('ema', optimizer, { momentum }, (step) => (step === 1 ? 1 : 1 - momentum));
}

/**
 * Stochastic weight averaging: the mean of the weights at many steps late in training, taken at a high or cyclic rate.
 *
 * a ← (n·a + w)/(n + 1) after the steps startStep, startStep + frequency …
 *
 * Batch normalization knows the statistics of the weights, not of the average: go through the data once with it in training.
 *
 * @throws {ArgumentError} when there is no such option, a number is not whole, or the optimizer is none of this package.
 * @see Izmailov et al. 2018, https://arxiv.org/abs/1803.05407
 * @example
 * ```ts
 * import { sgd, swa } from '@thaw/optimizers';
 *
 * const optimizer = swa(sgd({ learningRate: 0.05 }), { startStep: 1000, frequency: 100 });
 * // … fit(model, batches, { loss, optimizer }), then:
 * optimizer.assignAverages();
 * ```
 */
export function swa(optimizer: StatefulOptimizer, options: SwaOptions): StatefulOptimizer & Averages {
  checkOptions('swa', options, ['startStep', 'frequency']);
  const { startStep, frequency = 1 } = options;
  checkSize('swa', 'startStep', startStep);
  checkSize('swa', 'frequency', frequency);
  return new WeightAverage('swa', optimizer, { startStep, frequency }, (step) => {
    if (step <= startStep) return 1;
    const since = step - startStep;
    return since % frequency === 0 ? 1 / (since / frequency + 1) : 0;
  });
}

class WeightAverage extends OptimizerAround implements Averages {
  /** The part of the weights after a step, counted from 1, in the average. */
  readonly #shareAt: (step: number) => number;
  readonly #loan: AverageLoan;

  constructor(name: string, inner: StatefulOptimizer, config: object, shareAt: (step: number) => number) {
    super(name, inner, config);
    this.#shareAt = shareAt;
    this.#loan = new AverageLoan(name, () =>
      [...this.remembered()].map(({ variable, slots }) => ({ variable, average: slots['average']! })),
    );
  }

  withAverages<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    return this.#loan.lend(body);
  }

  assignAverages(): void {
    this.#loan.assign();
  }

  protected override way(step: number): string {
    const share = this.#shareAt(step);
    if (share === 1) return 'beginning';
    return share === 0 ? 'waiting' : '';
  }

  protected override take(gradients: readonly VariableGradient[], step: number): void {
    everyRun(() => this.#loan.requireHome());
    super.take(gradients, step);
    const way = this.way(step);
    const share = liveTensor(() => this.#shareAt(this.step + 1));
    for (const given of gradients) {
      const { average } = this.slotsOf(given, () => ({ average: copyOf(given.variable) }));
      if (way === 'beginning') average.assign(copyOf(given.variable));
      else if (way === '') moveTowards(average, given.variable, share);
    }
  }
}
