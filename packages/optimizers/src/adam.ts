import { adamUpdate, tf } from '@thaw/backend';

import { requireFlags, requireFractions, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayAt, decayOf, type Pace } from './pace.ts';

/** Options of `adam` and `adamW`, besides those in common; learningRate is 0.001. */
export interface AdamOptions extends GradientOptions {
  /** How slowly the mean gradient forgets. @defaultValue 0.9 */
  readonly beta1?: number;
  /** How slowly the mean squared gradient forgets. @defaultValue 0.999 */
  readonly beta2?: number;
  /** Keeps the division finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
  /** Divide by the largest mean square there was (AMSGrad). @defaultValue false */
  readonly amsgrad?: boolean;
}

/**
 * Adam: each weight moves by its mean gradient over the root of its mean squared gradient.
 *
 * m ← β₁·m + (1 − β₁)·g                    mean
 * v ← β₂·v + (1 − β₂)·g²                   mean square
 * w ← w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)
 *
 * AMSGrad has the largest v so far in the last line. As in Keras, ε stands in the paper's shorter form (the end of its
 * section 2), outside the correction of v; PyTorch has it inside.
 *
 * @throws {ArgumentError} when there is no such option, learningRate or epsilon is not above 0, or a beta not in [0, 1).
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980; Reddi, Kale and Kumar 2018 for AMSGrad,
 * https://openreview.net/forum?id=ryQu7f-RZ
 * @example
 * ```ts
 * import { adam } from '@thaw/optimizers';
 *
 * const optimizer = adam({ learningRate: 0.001 });
 * ```
 */
export function adam(options: AdamOptions = {}): GradientOptimizer {
  return adamNamed('adam', options, {});
}

/**
 * AdamW: Adam, with each step taking the part learningRate·weightDecay of every weight away besides.
 *
 * w ← w − α·λ·w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)
 *
 * weightDecay is 0.004 unless given; `groups` leave out what should not decay, such as biases.
 *
 * @throws {ArgumentError} when there is no such option, learningRate or epsilon is not above 0, or a beta not in [0, 1).
 * @see Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101
 * @example
 * ```ts
 * import { adamW } from '@thaw/optimizers';
 *
 * const optimizer = adamW({ weightDecay: 0.01, groups: [{ pattern: '**.bias', weightDecay: 0 }] });
 * ```
 */
export function adamW(options: AdamOptions = {}): GradientOptimizer {
  return adamNamed('adamW', options, { weightDecay: 0.004 });
}

function adamNamed(name: string, options: AdamOptions, decay: { weightDecay?: number }): GradientOptimizer {
  const defaults = { learningRate: 0.001, ...decay, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false };
  const { own, common } = readOptions(name, options, defaults);
  const { beta1, beta2, epsilon, amsgrad } = own;
  requireFractions(name, { beta1, beta2 });
  requirePositive(name, { epsilon });
  requireFlags(name, { amsgrad });
  return new GradientOptimizer(amsgrad ? amsgradOf(name, own) : adamOf(name, own), common);
}

/** The numbers of Adam. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

function adamOf(name: string, own: AdamNumbers): Algorithm<'mean' | 'meanSquare'> {
  return {
    name,
    config: { ...own },
    start: startMoments,
    update: (moves, pace) => stepByMoments(moves, own, () => correctedRate(pace, own), decayAt(pace)),
  };
}

function amsgradOf(name: string, own: AdamNumbers): Algorithm<'mean' | 'meanSquare' | 'largest'> {
  const { beta1, beta2, epsilon } = own;
  return {
    name,
    config: { ...own },
    start: (variable) => ({ ...startMoments(variable), largest: tf.zerosLike(variable) }),
    update: (moves, pace) => {
      const rate = pace.number((now) => correctedRate(now, own));
      const decay = decayOf(pace);
      for (const { variable, gradient, slots } of moves) {
        const mean = moveTowards(slots.mean, gradient, 1 - beta1);
        const meanSquare = moveTowards(slots.meanSquare, tf.square(gradient), 1 - beta2);
        slots.largest.assign(tf.maximum(slots.largest, meanSquare));
        const step = tf.div(mean, tf.add(tf.sqrt(slots.largest), epsilon));
        moveBy(variable, tf.mul(step, rate), decay);
      }
    },
  };
}

/** Both moments of a variable, zero at first. */
export function startMoments(variable: tf.Variable): Record<'mean' | 'meanSquare', tf.Tensor> {
  return { mean: tf.zerosLike(variable), meanSquare: tf.zerosLike(variable) };
}

/** α·√(1 − β₂ᵗ)/(1 − β₁ᵗ), in float64: in float32 1 − β₂ᵗ of the first steps would lose three digits. */
export function correctedRate(
  { rate, step }: Pick<Pace, 'rate' | 'step'>,
  { beta1, beta2 }: Omit<AdamNumbers, 'epsilon'>,
): number {
  return (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
}

/** Moves by rate·m/(√v + ε), all variables at once. */
export function stepByMoments(
  moves: readonly Move<'mean' | 'meanSquare'>[],
  { beta1, beta2, epsilon }: AdamNumbers,
  rate: () => number,
  decay: 0 | (() => number),
): void {
  const states = moves.map(({ variable, gradient, slots }) => ({ variable, gradient, ...slots }));
  adamUpdate(states, { rate, beta1, beta2, epsilon, decay });
}
