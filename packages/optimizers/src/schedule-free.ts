import { everyRun, tf } from '@thaw/backend';

import { AverageLoan, type Averages } from './averages.ts';
import { requireFractions, requireNotNegative, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveTowards } from './moving-mean.ts';
import { copyOf } from './optimizer-around.ts';
import type { Pace } from './pace.ts';
import type { VariableGradient } from './stateful-optimizer.ts';

/** Options of `scheduleFreeSgd`, besides those in common; learningRate is 1. */
export interface ScheduleFreeSgdOptions extends GradientOptions {
  /** How near to the average the gradient is taken, β. @defaultValue 0.9 */
  readonly momentum?: number;
  /** How many steps the rate rises in a line. @defaultValue 0 */
  readonly warmupSteps?: number;
}

/** Options of `scheduleFreeAdamW`, besides those in common; learningRate is 0.0025. */
export interface ScheduleFreeAdamWOptions extends GradientOptions {
  /** How near to the average the gradient is taken, β₁. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-8 */
  readonly epsilon?: number;
  /** How many steps the rate rises in a line. @defaultValue 0 */
  readonly warmupSteps?: number;
}

/**
 * Gradient descent without a schedule: an average of the weights in place of a falling rate.
 *
 * y = (1 − β)·z + β·x                        the weights while it trains
 * z ← z − γ·(g(y) + λ·y)
 * x ← (1 − c)·x + c·z,  c = γₜ²/Σγ²           the average: evaluate and save within `withAverages`
 *
 * γ is the rate times min(1, t/warmupSteps); defaults are those of the authors' program.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Defazio et al. 2024, https://arxiv.org/abs/2405.15682
 * @example
 * ```ts
 * import { evaluate, fit, meanSquaredError as loss } from '@thaw/core';
 * import { gate } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { scheduleFreeSgd } from '@thaw/optimizers';
 *
 * const [model, batches] = [new Dense(2, 1), gate('and').batches(4)];
 * const optimizer = scheduleFreeSgd({ learningRate: 0.5 });
 * await fit(model, batches, { loss, optimizer, epochs: 20 });
 * console.log(await optimizer.withAverages(() => evaluate(model, batches, { loss })));
 * ```
 */
export function scheduleFreeSgd(options: ScheduleFreeSgdOptions = {}): GradientOptimizer & Averages {
  const name = 'scheduleFreeSgd';
  const { own, common } = readOptions(name, options, { learningRate: 1, momentum: 0.9, warmupSteps: 0 });
  const { momentum, warmupSteps } = own;
  requireFractions(name, { momentum });
  requireNotNegative(name, { warmupSteps });
  const algorithm: Algorithm<'iterate' | 'average' | 'weight'> = {
    name,
    config: own,
    start: startAt,
    update: (moves, pace) => {
      const lengths = lengthsOf(pace, ({ rate, step }) => rate * risen(step, warmupSteps));
      for (const move of moves) follow(move, move.gradient, lengths, pace, momentum);
    },
  };
  return new ScheduleFree(algorithm, common);
}

/**
 * AdamW without a schedule: `scheduleFreeSgd` with each gradient over the root of its mean square.
 *
 * v ← β₂·v + (1 − β₂)·g²,  γ = α·√(1 − β₂ᵗ)·min(1, t/warmupSteps)
 * z ← z − γ·(g/(√v + ε) + λ·y)
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Defazio et al. 2024, algorithm 1, https://arxiv.org/abs/2405.15682
 * @example
 * ```ts
 * import { scheduleFreeAdamW } from '@thaw/optimizers';
 *
 * const optimizer = scheduleFreeAdamW({ learningRate: 0.0025, warmupSteps: 100, weightDecay: 0.01 });
 * ```
 */
export function scheduleFreeAdamW(options: ScheduleFreeAdamWOptions = {}): GradientOptimizer & Averages {
  const name = 'scheduleFreeAdamW';
  const defaults = { learningRate: 0.0025, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, warmupSteps: 0 };
  const { own, common } = readOptions(name, options, defaults);
  const { beta1, beta2, epsilon, warmupSteps } = own;
  requireFractions(name, { beta1, beta2 });
  requirePositive(name, { epsilon });
  requireNotNegative(name, { warmupSteps });
  const algorithm: Algorithm<'iterate' | 'average' | 'weight' | 'meanSquare'> = {
    name,
    config: own,
    start: (variable) => ({ ...startAt(variable), meanSquare: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const lengths = lengthsOf(pace, ({ rate, step }) => {
        return rate * Math.sqrt(1 - beta2 ** step) * risen(step, warmupSteps);
      });
      for (const move of moves) {
        const { gradient, slots } = move;
        const root = tf.sqrt(moveTowards(slots.meanSquare, tf.square(gradient), 1 - beta2));
        follow(move, tf.div(gradient, tf.add(root, epsilon)), lengths, pace, beta1);
      }
    },
  };
  return new ScheduleFree(algorithm, common);
}

class ScheduleFree extends GradientOptimizer implements Averages {
  readonly #loan: AverageLoan;

  constructor(algorithm: Algorithm, common: GradientOptions) {
    super(algorithm, common);
    this.#loan = new AverageLoan(algorithm.name, () =>
      [...this.remembered()].map(({ variable, slots }) => ({ variable, average: slots['average']! })),
    );
  }

  withAverages<Result>(body: () => Result | Promise<Result>): Promise<Result> {
    return this.#loan.lend(body);
  }

  assignAverages(): void {
    this.#loan.assign();
  }

  protected override take(gradients: readonly VariableGradient[], step: number): void {
    everyRun(() => this.#loan.requireHome());
    super.take(gradients, step);
  }
}

/** Both sequences begin at the weights; the sum of γ² is one number on the device. */
function startAt(variable: tf.Variable): Record<'iterate' | 'average' | 'weight', tf.Tensor> {
  return { iterate: copyOf(variable), average: copyOf(variable), weight: tf.scalar(0) };
}

/** How far a step goes, γ, and its square. */
function lengthsOf(pace: Pace, gamma: (pace: Pace) => number): Record<'gamma' | 'square', tf.Tensor> {
  return { gamma: pace.number(gamma), square: pace.number((now) => gamma(now) ** 2) };
}

function risen(step: number, warmupSteps: number): number {
  return warmupSteps > 0 ? Math.min(1, step / warmupSteps) : 1;
}

/** z a step along the direction, x towards z, and the weights between them. */
function follow(
  { variable, slots }: Move<'iterate' | 'average' | 'weight'>,
  direction: tf.Tensor,
  { gamma, square }: Readonly<Record<'gamma' | 'square', tf.Tensor>>,
  { weightDecay }: Pace,
  beta: number,
): void {
  const { iterate, average, weight } = slots;
  const decayed = weightDecay === 0 ? direction : tf.add(direction, tf.mul(variable, weightDecay));
  iterate.assign(tf.sub(iterate, tf.mul(decayed, gamma)));
  weight.assign(tf.add(weight, square));
  const share = tf.div(square, tf.maximum(weight, 1e-30)); // 0 while the rate is
  moveTowards(average, iterate, share);
  variable.assign(tf.add(iterate, tf.mul(tf.sub(average, iterate), beta)));
}
