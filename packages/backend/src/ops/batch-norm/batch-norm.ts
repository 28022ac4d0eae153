import { tf } from '../../tfjs.ts';
import { type Affine, checkAffine } from '../layer-norm/layer-norm.ts';
import { type Operation, runOperation } from '../operation.ts';
import { batchNormGradientReference, batchNormReference } from './reference.ts';

/** What `batchNorm` gives. */
export interface BatchNorm {
  /** Of x's shape. */
  readonly y: tf.Tensor;
  /** The mean of each column, [units]. */
  readonly mean: tf.Tensor;
  /** The variance of each column, [units]: the mean squared deviation, not the estimate for what the rows were drawn from. */
  readonly variance: tf.Tensor;
}

/**
 * Gives every column mean 0 and variance 1 over the batch, as in training: y = γ ⊙ (x − μ)·s + β with s = 1/√(σ² + ε), μ and σ² over all
 * axes but the last.
 *
 * dx = γ·s/N·(N·dy − Σ dy − x̂·Σ(dy·x̂)) with x̂ = (x − μ)·s over the N rows, and what comes back through mean and variance
 *
 * Shapes: x […, units], gamma and beta [units] → x's, [units], [units].
 *
 * @throws {ShapeError} when a shape is another.
 * @see Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
 * @example
 * ```ts
 * import { batchNorm, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const { y, mean } = batchNorm(tf.tensor2d([[1], [3]]), {}, 1e-5);
 * y.print(); // -1 and 1
 * mean.print(); // 2
 * ```
 */
export function batchNorm(x: tf.Tensor, affine: Affine, epsilon: number): BatchNorm {
  checkAffine('batchNorm', x, affine);
  const { gamma, beta } = affine;
  return tf.tidy(() => {
    const units = x.shape.at(-1)!;
    const rows = tf.reshape(x, [-1, units]);
    const inputs = { x: rows, gamma: gamma ?? tf.ones([units]), beta: beta ?? tf.zeros([units]) };
    const [y, statistics] = runOperation(batchNormOperation, inputs, { epsilon });
    const [mean, variance] = tf.unstack(statistics!) as [tf.Tensor, tf.Tensor];
    return { y: tf.reshape(y!, x.shape), mean, variance };
  }) as unknown as BatchNorm;
}

/** Outputs: y [rows, units], and mean and variance of each column, [2, units]. */
export const batchNormOperation: Operation = {
  name: 'ThawBatchNorm',
  reference: ({ x, gamma, beta }, { epsilon }) => batchNormReference(x!, gamma!, beta!, epsilon as number),
  gradient: {
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true],
    compute: ([dy, dstatistics], [x, gamma, statistics], attributes) => {
      const inputs = { x: x!, gamma: gamma!, statistics: statistics!, dy: dy!, dstatistics: dstatistics! };
      const [dx, dgamma, dbeta] = runOperation(batchNormGradient, inputs, attributes);
      return { x: dx!, gamma: dgamma!, beta: dbeta! };
    },
  },
};

/** Outputs: the gradients in x, gamma and beta. */
export const batchNormGradient: Operation = {
  name: 'ThawBatchNormGradient',
  reference: (inputs, { epsilon }) => batchNormGradientReference(inputs, epsilon as number),
  again: {
    inputs: ['x', 'gamma', 'dy', 'dstatistics'],
    compute: (inputs, { epsilon }) => {
      const { x, gamma } = inputs;
      const [, statistics] = batchNormReference(x!, gamma!, tf.zerosLike(gamma!), epsilon as number);
      return batchNormGradientReference({ ...inputs, statistics: statistics! }, epsilon as number);
    },
  },
};
