import { ArgumentError, checkSize, describe, ShapeError, tf } from '@thaw/backend';
import { Buffer, checkInput, type Context, Module, type TensorLike } from '@thaw/core';

import { checkFinite, checkRows } from './check-arguments.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/**
 * Principal component analysis: the directions in which data vary most, and how much they vary there.
 *
 * C = (X − μ)ᵀ(X − μ)/(n − 1) = Σ λᵢ·cᵢᵀcᵢ,   code = (x − μ)·Cᵀ
 *
 * The components are eigenvectors of the covariance, found on the host in float64. A component's sign is free; here its
 * largest entry in size is positive.
 *
 * Shapes: input [batch, features] → codes [batch, components].
 * Weights, none of them trained: mean [features], components [components, features], explainedVariance [components] and
 * explainedVarianceRatio [components], the part of the whole variance.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or there are more components than features.
 * @throws {ShapeError} when data are not [rows, features].
 * @see Pearson 1901, https://doi.org/10.1080/14786440109462720
 * @see Hotelling 1933, https://doi.org/10.1037/h0071325
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { PCA } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const data = tf.tensor2d([[1, 2], [2, 4], [3, 6], [4, 8]]);
 * const pca = new PCA(2, 1);
 * await pca.fit(data);
 * pca.inverseTransform(pca.transform(data)).print(); // the data again: they lie on one line
 * ```
 */
export class PCA extends Module {
  readonly features: number;
  readonly size: number;
  readonly mean: Buffer;
  readonly components: Buffer;
  readonly explainedVariance: Buffer;
  readonly explainedVarianceRatio: Buffer;

  /**
   * @param features how many numbers a row has.
   * @param size how many components are kept.
   */
  constructor(features: number, size: number) {
    super();
    this.features = checkSize('PCA', 'features', features);
    this.size = checkSize('PCA', 'components', size);
    if (size > features) {
      throw new ArgumentError(
        `PCA: ${features} features have at most ${features} components, and ${size} were asked for.`,
      );
    }
    this.mean = new Buffer([features], new Float32Array(features));
    this.components = new Buffer([size, features], new Float32Array(size * features));
    this.explainedVariance = new Buffer([size], new Float32Array(size));
    this.explainedVarianceRatio = new Buffer([size], new Float32Array(size));
  }

  /**
   * Finds mean and components of data, [rows, features], on the host or on the device.
   *
   * @throws {ArgumentError} when there are fewer than two rows, a number is not finite, or all rows are the same.
   */
  async fit(data: TensorLike): Promise<void> {
    const { features, size } = this;
    const [rows = 0, width] = data?.shape ?? [];
    if (data?.shape?.length !== 2 || width !== features) {
      throw new ShapeError(`${this.title}: expected data [rows, ${features}], got ${describe(data)}.`);
    }
    if (rows < 2) {
      throw new ArgumentError(`${this.title}: a variance needs at least two rows of data, got ${rows}.`);
    }
    const values = data instanceof tf.Tensor ? await data.data() : data.data;
    checkFinite(this.title, values);
    const mean = meanOf(values, features);
    const covariance = covarianceOf(values, mean);
    let whole = 0;
    for (let i = 0; i < features; i++) whole += covariance[i * features + i]!;
    if (whole === 0) {
      throw new ArgumentError(`${this.title}: all rows of the data are the same, so nothing varies.`);
    }
    const eigen = symmetricEigen(covariance, features);
    const variances = eigen.values.slice(0, size).map((value) => Math.max(value, 0)); // of rounding, below 0
    this.mean.assign(Float32Array.from(mean));
    this.components.assign(Float32Array.from(eigen.vectors.slice(0, size).flatMap((vector) => [...vector])));
    this.explainedVariance.assign(Float32Array.from(variances));
    this.explainedVarianceRatio.assign(Float32Array.from(variances, (value) => value / whole));
  }

  /** The codes of rows: what `transform` gives. */
  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, ['batch', this.features], 'its first argument says how many features a row has');
    const centred = tf.sub<tf.Tensor2D>(input, this.mean.value);
    return tf.matMul(centred, this.components.value as tf.Tensor as tf.Tensor2D, false, true);
  }

  /** How far rows lie along each component: [batch, features] → [batch, components]. */
  transform(input: tf.Tensor): tf.Tensor {
    return tf.tidy(() => this.forward(input));
  }

  /**
   * The rows that have these codes: [batch, components] → [batch, features].
   *
   * @throws {ShapeError} when the codes are not [batch, components].
   */
  inverseTransform(codes: tf.Tensor): tf.Tensor {
    checkRows(this.title, 'codes', codes, this.size);
    return tf.tidy(() =>
      tf.matMul(codes, this.components.value as tf.Tensor as tf.Tensor2D).add(this.mean.value),
    );
  }
}

function meanOf(values: ArrayLike<number>, features: number): Float64Array {
  const mean = new Float64Array(features);
  for (let i = 0; i < values.length; i++) mean[i % features]! += values[i]!;
  return mean.map((sum) => (sum * features) / values.length);
}

/** (X − μ)ᵀ(X − μ)/(n − 1), row by row. */
function covarianceOf(values: ArrayLike<number>, mean: Float64Array): Float64Array {
  const features = mean.length;
  const rows = values.length / features;
  const covariance = new Float64Array(features * features);
  for (let row = 0; row < rows; row++) {
    const centred = mean.map((value, i) => values[row * features + i]! - value);
    for (let i = 0; i < features; i++) {
      for (let j = 0; j < features; j++) covariance[i * features + j]! += centred[i]! * centred[j]!;
    }
  }
  return covariance.map((sum) => sum / (rows - 1));
}
