import { ShapeError, tf } from '@thaw/backend';

import { checkProbabilities, checkRate } from './check-arguments.ts';

/** What a decoder's outputs say of data: ln p(x | output), and what to expect of x. */
export interface Likelihood {
  /** ln p(x | output) of each row: [batch, …], both alike → [batch]. */
  logProbability(input: tf.Tensor, output: tf.Tensor): tf.Tensor1D;
  /** The mean of x: [batch, …] → the same. */
  mean(output: tf.Tensor): tf.Tensor;
  /** Looks at data on the host; throws what does not fit, in the name of `owner`. */
  checkValues?(owner: string, values: ArrayLike<number>): void;
}

/**
 * Each number of x is the probability of one more toss of a coin, whose logit is the output z.
 *
 * ln p(x | z) = −Σ x·softplus(−z) + (1 − x)·softplus(z)
 *
 * Shapes: x and z [batch, …]. For data from 0 to 1; on grey values between it is the usual bound of images, not a density.
 *
 * @throws {ShapeError} when x and z differ in shape.
 */
export const bernoulli: Likelihood = {
  logProbability: (input, output) => {
    requireSameShape('bernoulli', input, output);
    const yes = tf.mul(input, tf.softplus(tf.neg(output)));
    const no = tf.mul(tf.sub(1, input), tf.softplus(output));
    return rowSums(tf.add(yes, no)).neg();
  },
  mean: (output) => tf.sigmoid(output),
  checkValues: checkProbabilities,
};

/**
 * Each number of x is normal around the output y, with a standard deviation that is given.
 *
 * ln p(x | y) = −Σ (x − y)²/2σ² + ln σ + ½ ln 2π
 *
 * Shapes: x and y [batch, …].
 *
 * @throws {ArgumentError} when standardDeviation is not above 0.
 * @throws {ShapeError} when x and y differ in shape.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { gaussian } from '@thaw/unsupervised';
 *
 * await useDevice();
 * gaussian(1).logProbability(tf.zeros([1, 1]), tf.zeros([1, 1])).print(); // -½ ln 2π = -0.9189
 * ```
 */
export function gaussian(standardDeviation = 1): Likelihood {
  checkRate('gaussian', 'standardDeviation', standardDeviation);
  const normalizer = Math.log(standardDeviation) + 0.5 * Math.log(2 * Math.PI);
  return {
    logProbability: (input, output) => {
      requireSameShape('gaussian', input, output);
      const squares = tf.square(tf.div(tf.sub(input, output), standardDeviation));
      return rowSums(squares.mul<tf.Tensor>(0.5).add(normalizer)).neg();
    },
    mean: (output) => output,
  };
}

function rowSums(values: tf.Tensor): tf.Tensor1D {
  return values.reshape([values.shape[0]!, -1]).sum<tf.Tensor1D>(1);
}

function requireSameShape(likelihood: string, input: tf.Tensor, output: tf.Tensor): void {
  if (tf.util.arraysEqual(input.shape, output.shape)) return;
  throw new ShapeError(
    `${likelihood}: expected outputs of the input's shape [${input.shape.join(', ')}], got [${output.shape.join(', ')}].`,
  );
}
