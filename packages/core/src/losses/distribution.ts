import { tf } from '@thaw/backend';

import { requireClassWeight, requireWithin } from './check-numbers.ts';
import type { LossOptions } from './loss.ts';

/** Options of losses over classes. */
export interface CategoricalOptions extends LossOptions {
  /** The part of each target that is spread evenly over all classes. @defaultValue 0 */
  readonly labelSmoothing?: number;
  /** The weight of each class. A mean is not divided by their sum. @defaultValue 1 for all */
  readonly classWeight?: readonly number[];
}

/** @throws {ArgumentError} when an option is not what it should be. */
export function checkCategoricalOptions(owner: string, options: CategoricalOptions): void {
  requireWithin(owner, 'labelSmoothing', options.labelSmoothing, 0, 1);
  requireClassWeight(owner, options.classWeight);
}

/** p·(1 − labelSmoothing) + labelSmoothing/classes. */
export function smoothedDistribution(target: tf.Tensor, labelSmoothing: number = 0): tf.Tensor {
  if (labelSmoothing === 0) return target;
  return tf.add(tf.mul(target, 1 - labelSmoothing), labelSmoothing / target.shape.at(-1)!);
}

/** Terms of each class, weighed. @throws {ArgumentError} when there are not as many weights as classes. */
export function weighClasses(owner: string, terms: tf.Tensor, classWeight?: readonly number[]): tf.Tensor {
  if (classWeight === undefined) return terms;
  requireClassWeight(owner, classWeight, terms.shape.at(-1)!);
  return tf.mul(terms, tf.tensor1d([...classWeight]));
}
