import { checkOptions, drawNormal, everyRun, Random, sharedRandom, tf } from '@thaw/backend';

import { requireNotNegative, requirePositive } from './check-numbers.ts';
import type { GradientTransform } from './transform-gradients.ts';

/** Options of `gradientNoise`. */
export interface GradientNoiseOptions {
  /** The variance of the first step, η; the paper tries 0.01, 0.3 and 1. @defaultValue 0.3 */
  readonly eta?: number;
  /** How fast it falls, γ. @defaultValue 0.55 */
  readonly gamma?: number;
  /** What draws it. @defaultValue a fork of the shared generator, which `seed` seeds */
  readonly random?: Random;
}

/**
 * Gaussian noise on every gradient, less with each step: very deep nets leave bad places.
 *
 * g + N(0, σ²),  σ² = η / (1 + t)^γ,  t the steps before
 *
 * What a step draws depends on the generator and the step alone, so training that is resumed by a generator of the same seed draws the same.
 *
 * @throws {ArgumentError} when there is no such option, eta is not above 0 or gamma below 0.
 * @see Neelakantan et al. 2015, https://arxiv.org/abs/1511.06807
 * @example
 * ```ts
 * import { adam, gradientNoise, transformGradients } from '@thaw/optimizers';
 *
 * const optimizer = transformGradients(adam(), gradientNoise({ eta: 0.01 }));
 * ```
 */
export function gradientNoise(options: GradientNoiseOptions = {}): GradientTransform {
  checkOptions('gradientNoise', options, ['eta', 'gamma', 'random']);
  const { eta = 0.3, gamma = 0.55, random = sharedRandom().fork() } = options;
  requirePositive('gradientNoise', { eta });
  requireNotNegative('gradientNoise', { gamma });
  const own = new Random(0); // becomes that of each step
  return function gradientNoise(gradients, context) {
    const deviation = context.number(({ step }) => Math.sqrt(eta / step ** gamma));
    everyRun(() => void own.become(random.fork(context.step)));
    const noisy = Object.entries(gradients).map(([path, gradient]) => {
      const noise = drawNormal(own.fork(path), gradient.shape);
      return [path, tf.add(gradient, tf.mul(noise, deviation))] as const;
    });
    return Object.fromEntries(noisy);
  };
}
