import { ArgumentError, checkOptions, checkSize, describe, ShapeError, tf } from '@thaw/backend';
import { type Context, type Initializer, type InputValues, Module, Parameter, uniform } from '@thaw/core';

/** Options of `Embedding`. */
export interface EmbeddingOptions {
  /** @defaultValue uniform(-0.05, 0.05) */
  readonly embeddingsInitializer?: Initializer;
}

/**
 * A vector for each word of a vocabulary: y = E[id], the row that the id names.
 *
 * The gradient of a row is the sum over the places where its id stands.
 *
 * Shapes: ids [batch, …], whole numbers 0 … vocabularySize − 1 → [batch, …, units].
 * Weights: embeddings [vocabularySize, units].
 *
 * @throws {ArgumentError} when vocabularySize or units is not a whole number from 1 on.
 * @throws {ShapeError} when the ids are no tensor of at least one axis.
 * @see Bengio et al. 2003, https://www.jmlr.org/papers/v3/bengio03a.html
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { Embedding } from '@thaw/layers';
 *
 * await useDevice();
 * const layer = new Embedding(1000, 16);
 * console.log(layer.forward(tf.tensor2d([[3, 14, 15]], [1, 3], 'int32')).shape); // [ 1, 3, 16 ]
 * ```
 */
export class Embedding extends Module {
  readonly vocabularySize: number;
  readonly units: number;
  readonly embeddings: Parameter;

  constructor(vocabularySize: number, units: number, options: EmbeddingOptions = {}) {
    super();
    checkOptions('Embedding', options, ['embeddingsInitializer']);
    const { embeddingsInitializer = uniform() } = options;
    this.vocabularySize = checkSize('Embedding', 'vocabularySize', vocabularySize);
    this.units = checkSize('Embedding', 'units', units);
    const shape = [vocabularySize, units];
    this.embeddings = new Parameter(shape, embeddingsInitializer(shape));
  }

  forward(ids: tf.Tensor, _context?: Context): tf.Tensor {
    if (!(ids instanceof tf.Tensor) || ids.rank < 1) {
      const got = ids instanceof tf.Tensor ? '[]' : describe(ids);
      throw new ShapeError(
        `${this.title}: expected ids [batch, …], got ${got}; give whole numbers, one a word.`,
      );
    }
    return tf.gather(this.embeddings.value as tf.Tensor, tf.cast(ids, 'int32') as tf.Tensor1D);
  }

  /**
   * Looks at ids on the host, before they reach the device, where one that no row has would do harm unseen.
   *
   * @throws {ArgumentError} when an id is not one of 0 … vocabularySize − 1; the message names it and its place.
   */
  override checkValues(values: InputValues): void {
    const ids = values as ArrayLike<number>;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (Number.isInteger(id) && id >= 0 && id < this.vocabularySize) continue;
      throw new ArgumentError(
        `${this.title}: id ${describe(id)} at place ${i} is not in its vocabulary of ${this.vocabularySize}; ` +
          `ids are whole numbers from 0 to ${this.vocabularySize - 1}.`,
      );
    }
  }
}
