import { ArgumentError, tf } from '@thaw/backend';

import { requireFlags, requireNotNegative, requirePositive } from './check-numbers.ts';
import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, moveTowards } from './moving-mean.ts';
import { decayOf } from './pace.ts';

/** Options of `adafactor`, besides those in common; learningRate is 0.001. */
export interface AdafactorOptions extends GradientOptions {
  /** How the means come to forget more slowly: β₂ = 1 − t^beta2Decay. @defaultValue -0.8 */
  readonly beta2Decay?: number;
  /** Added to each squared gradient. @defaultValue 1e-30 */
  readonly epsilon1?: number;
  /** The least size a tensor is taken to have. @defaultValue 0.001 */
  readonly epsilon2?: number;
  /** The largest root mean square a step may have before the rate. @defaultValue 1 */
  readonly clipThreshold?: number;
  /** Whether the rate is at most 1/√t. @defaultValue true */
  readonly relativeStep?: boolean;
}

/**
 * Adafactor: Adam's division with the mean squares of the rows and columns alone, [n] + [m] numbers in place of [n, m].
 *
 * β = 1 − t^beta2Decay,  s = g² + ε₁
 * r ← β·r + (1 − β)·mean(s over columns),  c ← β·c + (1 − β)·mean(s over rows)
 * v = r·cᵀ/mean(r)                          of a vector: v ← β·v + (1 − β)·s
 * u = g/√v,  û = u/max(1, RMS(u)/clipThreshold)
 * w ← w − max(ε₂, RMS(w))·min(α, 1/√t)·û
 *
 * Tensors of more axes are matrices of their last two. There is no mean gradient, as in Keras.
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Shazeer and Stern 2018, https://arxiv.org/abs/1804.04235
 * @example
 * ```ts
 * import { adafactor } from '@thaw/optimizers';
 *
 * const optimizer = adafactor({ learningRate: 0.01 });
 * ```
 */
export function adafactor(options: AdafactorOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('adafactor', options, {
    learningRate: 0.001,
    beta2Decay: -0.8,
    epsilon1: 1e-30,
    epsilon2: 0.001,
    clipThreshold: 1,
    relativeStep: true,
  });
  const { beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep } = own;
  if (!(beta2Decay < 0)) {
    throw new ArgumentError(`adafactor: beta2Decay must be below 0, got ${String(beta2Decay)}.`);
  }
  requireNotNegative('adafactor', { epsilon1, epsilon2 });
  requirePositive('adafactor', { clipThreshold });
  requireFlags('adafactor', { relativeStep });
  const algorithm: Algorithm = {
    name: 'adafactor',
    config: own,
    start: ({ shape }): Record<string, tf.Tensor> => {
      if (shape.length < 2) return { meanSquare: tf.zeros(shape) };
      return {
        rows: tf.zeros(shape.slice(0, -1)),
        columns: tf.zeros([...shape.slice(0, -2), shape.at(-1)!]),
      };
    },
    update: (moves, pace) => {
      const part = pace.number(({ step }) => 1 - (1 - step ** beta2Decay));
      const relative = pace.number(({ step, rate }) =>
        relativeStep ? Math.min(rate, 1 / Math.sqrt(step)) : rate,
      );
      const decay = decayOf(pace);
      for (const move of moves) {
        const { variable, gradient } = move;
        const direction = tf.div(gradient, tf.sqrt(meanSquares(move, part, epsilon1)));
        const excess = tf.maximum(1, tf.div(rootMeanSquare(direction), clipThreshold));
        const size = tf.maximum(epsilon2, rootMeanSquare(variable));
        moveBy(variable, tf.mul(direction, tf.div(tf.mul(size, relative), excess)), decay);
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** The mean squares of a gradient, from those of its rows and columns where it has both. */
function meanSquares({ gradient, slots }: Move, part: tf.Tensor, epsilon: number): tf.Tensor {
  const square = tf.add(tf.square(gradient), epsilon);
  const { rows, columns, meanSquare } = slots;
  if (!rows || !columns) return moveTowards(meanSquare!, square, part);
  moveTowards(rows, tf.mean(square, -1), part); // […, n]
  moveTowards(columns, tf.mean(square, -2), part); // […, m]
  const share = tf.div(rows, tf.mean(rows, -1, true));
  return tf.mul(tf.expandDims(share, -1), tf.expandDims(columns, -2)); // […, n, m]
}

function rootMeanSquare(tensor: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.mean(tf.square(tensor)));
}
