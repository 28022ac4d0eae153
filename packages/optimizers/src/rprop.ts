import { ArgumentError, describe, tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `rprop`, besides those in common; learningRate, the first step of each weight, is 0.01. */
export interface RpropOptions extends GradientOptions {
  /** What a step is multiplied by after a turn, below 1, and on the way, above 1. @defaultValue [0.5, 1.2] */
  readonly etas?: readonly [less: number, more: number];
  /** The shortest and the longest step. @defaultValue [1e-6, 50] */
  readonly stepSizes?: readonly [shortest: number, longest: number];
}

/**
 * Rprop: only the signs of the gradient count, and each weight finds its own step. For whole batches: noise turns signs.
 *
 * Δ ← η₊·Δ where g has its last sign, η₋·Δ where it has turned (and g counts as 0 this once), within stepSizes
 * w ← w − sign(g)·Δ
 *
 * As in PyTorch (iRprop−); Keras has none. A schedule of learningRate has no effect after a weight's first step; rateFactor
 * of a group multiplies that.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Riedmiller and Braun 1993, https://doi.org/10.1109/ICNN.1993.298623; Igel and Hüsken 2000 for the variants
 * @example
 * ```ts
 * import { rprop } from '@thaw/optimizers';
 *
 * const optimizer = rprop({ learningRate: 0.01 });
 * ```
 */
export function rprop(options: RpropOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.01, etas: [0.5, 1.2], stepSizes: [1e-6, 50] } as const;
  const { own, common } = readOptions<RpropOptions>('rprop', options, defaults);
  for (const [name, pair] of Object.entries({ etas: own.etas, stepSizes: own.stepSizes })) {
    if (Array.isArray(pair) && pair.length === 2) continue;
    throw new ArgumentError(`rprop: ${name} must be two numbers, got ${describe(pair)}.`);
  }
  const [less, more] = own.etas;
  const [shortest, longest] = own.stepSizes;
  if (!(less > 0 && less < 1 && more > 1 && more < Infinity)) {
    throw new ArgumentError(
      `rprop: etas must be one between 0 and 1 and one above 1, got ${own.etas.join(' and ')}.`,
    );
  }
  requirePositive('rprop', { 'stepSizes[0]': shortest, 'stepSizes[1]': longest });
  if (shortest > longest) {
    throw new ArgumentError(
      `rprop: stepSizes are the shortest and the longest step, got ${shortest} and ${longest}.`,
    );
  }
  const algorithm: Algorithm<'previous' | 'stepSize'> = {
    name: 'rprop',
    config: own,
    start: ({ shape }, rate) => ({ previous: tf.zeros(shape), stepSize: tf.fill(shape, rate) }),
    update: (moves, pace) => {
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const agreement = tf.mul(tf.sign(gradient), tf.sign(slots.previous));
        const [same, turned] = [tf.step(agreement), tf.step(tf.neg(agreement))]; // each 1 or 0
        const factor = tf.add(1, tf.add(tf.mul(same, more - 1), tf.mul(turned, less - 1)));
        slots.stepSize.assign(tf.clipByValue(tf.mul(slots.stepSize, factor), shortest, longest));
        slots.previous.assign(tf.mul(gradient, tf.sub(1, turned)));
        moveBy(variable, tf.mul(tf.sign(slots.previous), slots.stepSize), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}
