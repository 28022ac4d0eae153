import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';
import { checkInput, type Context, type Initializer, Module, Parameter, uniform } from '@thaw/core';

import { checkSizes } from './check-sizes.ts';

/**
 * Positions as waves: PE(p, 2i) = sin(p / 10000^(2i/width)),  PE(p, 2i+1) = cos(p / 10000^(2i/width)), so that a step
 * of k places is the same rotation everywhere.
 *
 * Shapes: → [length, width]; the rows are the positions from 0 on.
 *
 * @throws {ArgumentError} when length is no whole number from 1 on, or width no even one.
 * @see Vaswani et al. 2017, §3.5, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { sinusoidalPositions } from '@thaw/attention';
 * import { useDevice } from '@thaw/core';
 *
 * await useDevice();
 * sinusoidalPositions(2, 4).print(); // 0 1 0 1, then the sines and cosines of 1 and of 1/100
 * ```
 */
export function sinusoidalPositions(length: number, width: number): tf.Tensor2D {
  checkSizes('sinusoidalPositions', { length, width });
  if (width % 2 !== 0) {
    throw new ArgumentError(
      `sinusoidalPositions: width must be even, a sine and a cosine for each frequency, got ${width}.`,
    );
  }
  const values = new Float32Array(length * width);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < width; i += 2) {
      const angle = position / 10000 ** (i / width);
      values[position * width + i] = Math.sin(angle);
      values[position * width + i + 1] = Math.cos(angle);
    }
  }
  return tf.tensor2d(values, [length, width]);
}

/** Options of `PositionEmbedding`. */
export interface PositionEmbeddingOptions {
  /** @defaultValue uniform(-0.05, 0.05) */
  readonly embeddingsInitializer?: Initializer;
}

/**
 * Adds to each place of a sequence a vector of its own, which is learnt: y = x + P[place].
 *
 * Shapes: input [batch, time, width], time up to contextLength → the same.
 * Weights: embeddings [contextLength, width].
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on.
 * @throws {ShapeError} when the input is not as wide, or longer than the context.
 * @see Gehring et al. 2017, §3.1, https://arxiv.org/abs/1705.03122
 * @example
 * ```ts
 * import { PositionEmbedding } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const positions = new PositionEmbedding(16, 8); // up to 16 places of 8 numbers
 * console.log(positions.forward(tf.ones([1, 3, 8])).shape); // [ 1, 3, 8 ]
 * ```
 */
export class PositionEmbedding extends Module {
  readonly contextLength: number;
  readonly width: number;
  readonly embeddings: Parameter;

  constructor(contextLength: number, width: number, options: PositionEmbeddingOptions = {}) {
    super();
    checkOptions('PositionEmbedding', options, ['embeddingsInitializer']);
    const { embeddingsInitializer = uniform() } = options;
    checkSizes('PositionEmbedding', { contextLength, width });
    this.contextLength = contextLength;
    this.width = width;
    this.embeddings = new Parameter([contextLength, width], embeddingsInitializer([contextLength, width]));
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return this.addFrom(0, input);
  }

  /** Adds the vectors of the places from `begin` on, for a sequence that goes on. */
  addFrom(begin: number, input: tf.Tensor): tf.Tensor {
    checkInput(this, input, ['batch', 'time', this.width], 'its second argument says how wide a place is');
    const end = begin + input.shape[1]!;
    if (end > this.contextLength) {
      throw new ShapeError(
        `${this.title}: a sequence of ${describe(end)} places is beyond its context of ${this.contextLength}; ` +
          'shorten it, or build the model with a longer context.',
      );
    }
    return tf.add(input, tf.slice(this.embeddings.value, [begin, 0], [end - begin, this.width]));
  }
}
