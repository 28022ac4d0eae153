import { tf } from '@thaw/backend';

import { requireClassWeight, requireWithin } from './check-numbers.ts';
import type { LossOptions } from './loss.ts';

/** Options of losses of yes-or-no targets. */
export interface BinaryOptions extends LossOptions {
  /** Moves targets towards one half: y·(1 − labelSmoothing) + labelSmoothing/2. @defaultValue 0 */
  readonly labelSmoothing?: number;
  /** The weights of no and of yes; [1, p] is PyTorch's `pos_weight` p. @defaultValue [1, 1] */
  readonly classWeight?: readonly [no: number, yes: number];
}

/** @throws {ArgumentError} when an option is not what it should be. */
export function checkBinaryOptions(owner: string, { labelSmoothing, classWeight }: BinaryOptions): void {
  requireWithin(owner, 'labelSmoothing', labelSmoothing, 0, 1);
  requireClassWeight(owner, classWeight, 2);
}

/** Targets moved towards one half. */
export function smoothedBinary(target: tf.Tensor, labelSmoothing: number = 0): tf.Tensor {
  if (labelSmoothing === 0) return target;
  return tf.add(tf.mul(target, 1 - labelSmoothing), labelSmoothing / 2);
}

/** w₁·y·softplus(−z) + w₀·(1 − y)·softplus(z): cross-entropy of each number. */
export function binaryLosses(
  target: tf.Tensor,
  logits: tf.Tensor,
  [no, yes]: readonly [number, number] = [1, 1],
): tf.Tensor {
  const forYes = tf.mul(target, tf.softplus(tf.neg(logits)));
  const forNo = tf.mul(tf.sub(1, target), tf.softplus(logits));
  return tf.add(yes === 1 ? forYes : tf.mul(forYes, yes), no === 1 ? forNo : tf.mul(forNo, no));
}
