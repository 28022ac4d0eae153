import { tf } from '@thaw/backend';

import { requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { correctedRate, startMoments, stepByMoments } from './adam.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayAt, decayOf } from './pace.ts';

/** Options of `radam`, besides those in common; learningRate is 0.001. */
export interface RadamOptions extends GradientOptions {
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/**
 * RAdam: Adam that steps by the mean alone until its mean square is worth dividing by.
 *
 * ρ∞ = 2/(1 − β₂) − 1,  ρₜ = ρ∞ − 2·t·β₂ᵗ/(1 − β₂ᵗ)
 * r = √((ρₜ − 4)(ρₜ − 2)·ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)·ρₜ))
 * w ← w − α·r·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)     when ρₜ > 5
 * w ← w − α/(1 − β₁ᵗ) · m                           before
 *
 * As PyTorch has it (the paper's bound is 4); Keras has no RAdam, the defaults are those of its Adam.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Liu et al. 2020, https://arxiv.org/abs/1908.03265
 * @example
 * ```ts
 * import { radam } from '@thaw/optimizers';
 *
 * const optimizer = radam({ learningRate: 0.01 });
 * ```
 */
export function radam(options: RadamOptions = {}): GradientOptimizer {
  const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const { own, common } = readOptions('radam', options, defaults);
  const { beta1, beta2, epsilon } = own;
  requireFractions('radam', { beta1, beta2 });
  requirePositive('radam', { epsilon });
  const algorithm: Algorithm<'mean' | 'meanSquare'> = {
    name: 'radam',
    config: own,
    start: startMoments,
    phase: (step) => (rectification(step, beta2) === undefined ? 'by the mean alone' : ''),
    update: (moves, pace) => {
      if (pace.phase === '') {
        const rate = (): number => correctedRate(pace, own) * rectification(pace.step, beta2)!;
        stepByMoments(moves, own, rate, decayAt(pace));
        return;
      }
      const rate = pace.number((now) => now.rate / (1 - beta1 ** now.step));
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        moveTowards(slots.meanSquare, tf.square(gradient), 1 - beta2);
        const mean = moveTowards(slots.mean, gradient, 1 - beta1);
        moveBy(variable, tf.mul(mean, rate), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** r, or undefined while the mean square has too few gradients. */
function rectification(step: number, beta2: number): number | undefined {
  const most = 2 / (1 - beta2) - 1;
  const now = most - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (now <= 5) return undefined;
  return Math.sqrt(((now - 4) * (now - 2) * most) / ((most - 4) * (most - 2) * now));
}
