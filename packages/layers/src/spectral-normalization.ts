import { checkOptions, checkSize, tf } from '@thaw/backend';
import { Buffer, type Context, Module, normal } from '@thaw/core';

import { kernelOf } from './kernel-of.ts';

/** Options of `SpectralNormalization`. */
export interface SpectralNormalizationOptions {
  /** How many steps towards the largest singular value each training pass takes. @defaultValue 1 */
  readonly powerIterations?: number;
}

/**
 * A layer whose kernel is divided by its largest singular value, so that the layer stretches nothing by more than 1: w / σ(w).
 *
 * σ is followed by power iteration on the kernel as a matrix [inputs, units]: each training pass takes u ← wᵀ(w·u)/‖wᵀ(w·u)‖, and
 * σ = ‖w·u‖, whose gradient with u held is that of σ itself (equation 12). A kernel of zeros stays. Keras writes w/σ(w)
 * over the kernel; here, as in the paper and PyTorch, the kernel that learns stays as it is and is divided on its way.
 *
 * Shapes: those of its layer.
 * Weights: those of its layer; buffer direction [units], which is u.
 *
 * @throws {ArgumentError} when the layer has no kernel, or powerIterations is not a whole number from 1 on.
 * @see Miyato et al. 2018, https://arxiv.org/abs/1802.05957
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Dense, SpectralNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new SpectralNormalization(new Dense(8, 4));
 * console.log(layer.forward(tf.ones([2, 8]), { training: true }).shape); // [ 2, 4 ]
 * ```
 */
export class SpectralNormalization extends Module {
  readonly layer: Module;
  readonly powerIterations: number;
  readonly direction: Buffer;

  constructor(layer: Module, options: SpectralNormalizationOptions = {}) {
    super();
    const kernel = kernelOf('SpectralNormalization', layer);
    checkOptions('SpectralNormalization', options, ['powerIterations']);
    this.layer = layer;
    this.powerIterations = checkSize(
      'SpectralNormalization',
      'powerIterations',
      options.powerIterations ?? 1,
    );
    const units = kernel.shape.at(-1)!;
    const drawn = normal(1)([units]);
    const length = Math.hypot(...drawn);
    this.direction = new Buffer([units], drawn.map((value) => value / length)); // prettier-ignore
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const kernel = kernelOf(this.title, this.layer);
    return tf.tidy(() => {
      const w = kernel.value;
      const matrix = tf.reshape(w, [-1, w.shape.at(-1)!]) as tf.Tensor2D;
      if (context.training) this.direction.assign(this.#followed(matrix));
      const stretched = tf.matMul(matrix, tf.reshape(this.direction.value, [-1, 1]) as tf.Tensor2D);
      const normalized = tf.div(w, lengthOf(stretched));
      return kernel.replacedBy(normalized, () => this.layer.forward(input, context));
    });
  }

  /** u after the power iterations, [units]; as it was where the matrix is zero. */
  #followed(matrix: tf.Tensor2D): tf.Tensor {
    const before = tf.reshape(this.direction.value, [-1, 1]) as tf.Tensor2D;
    let u = before;
    for (let i = 0; i < this.powerIterations; i++) {
      const v = tf.matMul(matrix, u);
      const back = tf.matMul(matrix, tf.div(v, lengthOf(v)), true) as tf.Tensor2D;
      u = tf.div(back, lengthOf(back));
    }
    const isZero = tf.equal(tf.sum(tf.abs(u)), 0);
    return tf.reshape(tf.where(isZero, before, u), [-1]);
  }
}

/** ‖x‖, and 1 for zeros, so that nothing is divided by zero. */
function lengthOf(x: tf.Tensor): tf.Tensor {
  const squares = tf.sum(tf.square(x));
  return tf.sqrt(tf.add(squares, tf.cast(tf.equal(squares, 0), 'float32')));
}
