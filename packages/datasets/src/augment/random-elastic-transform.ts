import { checkOptions, drawUniform, tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';
import { checkNumber } from './check-factors.ts';
import { checkSampling, sampleImages, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomElasticTransform`. */
export interface RandomElasticTransformOptions extends SamplingOptions {
  /** How far pixels move at most, before the smoothing, in pixels. @defaultValue 34 */
  readonly alpha?: number;
  /** Over how many pixels neighbours move together: the deviation of the smoothing. @defaultValue 4 */
  readonly sigma?: number;
}

/**
 * Each image as if drawn on rubber: every pixel is moved by a smooth field of its own.
 *
 * Δ = α · G_σ ∗ u, u uniform in [−1, 1] for each pixel and axis, G_σ a Gaussian whose numbers add up to 1, nothing beyond the border.
 * Simard's for MNIST's 28 by 28 pixels are α = 34, σ = 4, the defaults here. The smoothing is two products with [side, side] matrices.
 *
 * @throws {ArgumentError} when alpha is below 0 or sigma is not above it.
 * @see Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks", https://doi.org/10.1109/ICDAR.2003.1227801
 */
export function randomElasticTransform(options: RandomElasticTransformOptions = {}): Augmentation {
  checkOptions('randomElasticTransform', options, ['alpha', 'sigma', ...samplingOptions]);
  const alpha = checkNumber('randomElasticTransform', 'alpha', options.alpha ?? 34, 0);
  const sigma = checkNumber('randomElasticTransform', 'sigma', options.sigma ?? 4, 0.01);
  const sampling = checkSampling('randomElasticTransform', options);
  return onImages('randomElasticTransform', (images, random) => {
    const [batch, height, width] = images.shape;
    const noise = drawUniform(random, [2 * batch * height, width], -alpha, alpha);
    const across = tf.reshape(tf.matMul(noise as tf.Tensor2D, gaussian(width, sigma)), [
      2 * batch,
      height,
      width,
    ]);
    const turned = tf.reshape(tf.transpose(across, [0, 2, 1]), [2 * batch * width, height]);
    const smooth = tf.reshape(tf.matMul(turned as tf.Tensor2D, gaussian(height, sigma)), [
      2 * batch,
      width,
      height,
    ]);
    const field = tf.transpose(smooth, [0, 2, 1]); // [2·batch, height, width]: how far down, then how far across
    const rows = tf.add(
      tf.slice(field, [0, 0, 0], [batch, -1, -1]),
      tf.reshape(tf.range(0, height), [1, height, 1]),
    );
    const columns = tf.add(tf.slice(field, [batch, 0, 0]), tf.reshape(tf.range(0, width), [1, 1, width]));
    return sampleImages(images, rows as tf.Tensor3D, columns as tf.Tensor3D, sampling);
  });
}

/** The smoothing of a line as a matrix: number j brings exp(−(i − j)²/2σ²) / Σ to i, the sum over an endless line. */
function gaussian(length: number, sigma: number): tf.Tensor2D {
  const bell = (distance: number): number => Math.exp(-((distance / sigma) ** 2) / 2);
  let sum = 1;
  for (let distance = 1; distance <= Math.ceil(8 * sigma); distance++) sum += 2 * bell(distance);
  const numbers = Float32Array.from(
    { length: length * length },
    (_, i) => bell(Math.floor(i / length) - (i % length)) / sum,
  );
  return tf.tensor2d(numbers, [length, length]);
}
