import { defineLoss } from './define-loss.ts';
import { type ConfigurableLoss, requireSameShape } from './loss.ts';
import { requireProbabilities } from './probabilities.ts';
import { binaryLosses, type BinaryOptions, checkBinaryOptions, smoothedBinary } from './yes-or-no.ts';

/**
 * Cross-entropy of yes-or-no targets with logits z, before any sigmoid:
 *
 * mean  y·softplus(−z) + (1 − y)·softplus(z),   softplus(z) = ln(1 + eᶻ)
 *
 * which is −y ln σ(z) − (1 − y) ln(1 − σ(z)) without overflow, and whose gradient is σ(z) − y also at z = 0, where a
 * formula with |z| has none. (Keras's default takes probabilities; here losses
 * always take logits, which is exact and stable.)
 *
 * Shapes: target (0 to 1) and prediction alike, [batch, …] → one number; a place is a row of the last axis.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ArgumentError} in `train` and `fit`, when a target is not from 0 to 1.
 * @see Solla, Levin and Fleisher 1988, "Accelerated learning in layered neural networks", Complex Systems 2
 * @example
 * ```ts
 * import { binaryCrossentropy, tf } from '@thaw/core';
 *
 * binaryCrossentropy(tf.tensor2d([[1]]), tf.tensor2d([[0]])).print(); // ln 2 = 0.6931
 * const rareYes = binaryCrossentropy.with({ classWeight: [1, 10] }); // a yes counts like ten
 * rareYes(tf.tensor2d([[1]]), tf.tensor2d([[0]])).print(); // 6.931
 * ```
 */
export const binaryCrossentropy: ConfigurableLoss<BinaryOptions> = /* @__PURE__ */ defineLoss<BinaryOptions>({
  name: 'binaryCrossentropy',
  options: ['labelSmoothing', 'classWeight'],
  checkOptions: checkBinaryOptions,
  elementwise: true,
  places: (target, prediction, { labelSmoothing, classWeight }) => {
    requireSameShape('binaryCrossentropy', target, prediction);
    return { losses: binaryLosses(smoothedBinary(target, labelSmoothing), prediction, classWeight) };
  },
  checkTarget: (targets) => requireProbabilities('binaryCrossentropy', targets),
});
