import { tf } from '../../tfjs.ts';
import { checkShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';
import { normalizeGradientReference, normalizeReference } from './reference.ts';

/** What is done after rows were normalized. */
export interface Affine {
  /** What each column is multiplied by, [units]. */
  readonly gamma?: tf.Tensor | undefined;
  /** What is added to each column, [units]. */
  readonly beta?: tf.Tensor | undefined;
}

/**
 * Gives every row mean 0 and variance 1: y = γ ⊙ (x − μ)·s + β with s = 1/√(σ² + ε), μ and σ² over the last axis.
 *
 * dx = (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂))·s with g = dy ⊙ γ
 *
 * Shapes: x […, units], gamma and beta [units] → x's.
 *
 * @throws {ShapeError} when a shape is another.
 * @see Ba, Kiros and Hinton 2016, https://arxiv.org/abs/1607.06450
 * @example
 * ```ts
 * import { layerNorm, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * layerNorm(tf.tensor2d([[3, 5]]), {}, 1e-5).print(); // -1 and 1
 * ```
 */
export function layerNorm(x: tf.Tensor, affine: Affine, epsilon: number): tf.Tensor {
  checkAffine('layerNorm', x, affine);
  return normalizeRows(x, affine, epsilon, true);
}

/**
 * Gives every row mean square 1: y = γ ⊙ x·s + β with s = 1/√(mean(x²) + ε) over the last axis.
 *
 * Shapes: x […, units], gamma and beta [units] → x's.
 *
 * @throws {ShapeError} when a shape is another.
 * @see Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467
 * @example
 * ```ts
 * import { rmsNorm, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * rmsNorm(tf.tensor2d([[3, 3]]), {}, 1e-5).print(); // 1 and 1
 * ```
 */
export function rmsNorm(x: tf.Tensor, affine: Affine, epsilon: number): tf.Tensor {
  checkAffine('rmsNorm', x, affine);
  return normalizeRows(x, affine, epsilon, false);
}

/** @throws {ShapeError} when x has no columns, or gamma or beta not one number for each. */
export function checkAffine(owner: string, x: tf.Tensor, { gamma, beta }: Affine): void {
  checkShape(owner, { x }, ['…', 'units']);
  const units = x.shape.at(-1)!;
  if (gamma) checkShape(owner, { gamma }, [units], { x });
  if (beta) checkShape(owner, { beta }, [units], { x });
}

function normalizeRows(x: tf.Tensor, { gamma, beta }: Affine, epsilon: number, centre: boolean): tf.Tensor {
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1)!]);
    const scale = gamma ?? tf.ones([x.shape.at(-1)!]);
    const inputs = { x: rows, gamma: scale, ...(beta && { beta }) };
    const [y] = runOperation(normalize, inputs, { epsilon, centre });
    return tf.reshape(y!, x.shape);
  });
}

/** Outputs: y [rows, units], and for each row its mean (0 without `centre`) and its scale, [rows, 2]. */
export const normalize: Operation = {
  name: 'ThawNormalize',
  reference: ({ x, gamma, beta }, { epsilon, centre }) =>
    normalizeReference(x!, { gamma: gamma!, beta }, epsilon as number, centre as boolean),
  gradient: {
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true],
    results: 1,
    compute: ([dy], [x, gamma, statistics], { epsilon, centre }) => {
      const inputs = { x: x!, gamma: gamma!, statistics: statistics!, dy: dy! };
      const [dx, dgamma, dbeta] = runOperation(normalizeGradient, inputs, { epsilon, centre });
      return { x: dx!, gamma: dgamma!, beta: dbeta! };
    },
  },
};

/**
 * Outputs: the gradients in x, gamma and beta. Where there is an `addend`, of the shape of x, it is added to the first: the compiler
 * gives it what a residual connection led past the normalization.
 */
export const normalizeGradient: Operation = {
  name: 'ThawNormalizeGradient',
  reference: ({ x, gamma, statistics, dy, addend }, { centre }) =>
    normalizeGradientReference(x!, gamma!, statistics!, dy!, centre as boolean, addend),
  again: {
    inputs: ['x', 'gamma', 'dy'],
    compute: ({ x, gamma, dy }, { epsilon, centre }) => {
      const affine = { gamma: gamma!, beta: undefined };
      const [, statistics] = normalizeReference(x!, affine, epsilon as number, centre as boolean);
      return normalizeGradientReference(x!, gamma!, statistics!, dy!, centre as boolean);
    },
  },
};
