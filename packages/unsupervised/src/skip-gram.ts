import { checkSize, ShapeError, tf } from '@thaw/backend';
import { type Context, type InputValues, Module, type Objective, uniform, zeros } from '@thaw/core';
import { Embedding } from '@thaw/layers';

/** What a `SkipGram` takes: word ids, int32. */
export type SkipGramInput = {
  /** The word in the middle, [batch]. */
  readonly center: tf.Tensor;
  /** A word near it, [batch]. */
  readonly context: tf.Tensor;
  /** Words drawn by chance, [batch, negatives]. */
  readonly negatives: tf.Tensor;
};

/** A word and how alike it is. */
export interface Neighbour {
  readonly id: number;
  /** The cosine of the angle between the two vectors. */
  readonly similarity: number;
}

/**
 * Skip-gram, word2vec: a vector for each word, such that it tells the words near it from words drawn by chance. Words
 * that keep the same company come to lie together.
 *
 * scores = E[center] · C[context],  E[center] · C[negativeᵢ]
 *
 * Trained by the objective `negativeSampling` on `SkipGramBatches`.
 *
 * Shapes: input { center [batch], context [batch], negatives [batch, negatives] } → scores [batch, 1 + negatives],
 * logits, that of the true neighbour first.
 * Weights: centers.embeddings (E) and contexts.embeddings (C), both [vocabularySize, units]. As in word2vec, E begins
 * uniform in ±1/(2·units) and C at zero.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or in `train` and `fit` an id has no word.
 * @throws {ShapeError} when the input has other shapes.
 * @see Mikolov et al. 2013, https://arxiv.org/abs/1310.4546
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { SkipGram } from '@thaw/unsupervised';
 *
 * await useDevice();
 * const model = new SkipGram(100, 16);
 * const center = tf.tensor1d([3, 14], 'int32');
 * const context = tf.tensor1d([15, 92], 'int32');
 * const negatives = tf.tensor2d([[6, 53], [58, 9]], [2, 2], 'int32');
 * console.log(model.forward({ center, context, negatives }).shape); // [ 2, 3 ]
 * console.log((await model.nearest(3, 5)).length); // 5
 * ```
 */
export class SkipGram extends Module<SkipGramInput, tf.Tensor2D> {
  readonly vocabularySize: number;
  readonly units: number;
  readonly centers: Embedding;
  readonly contexts: Embedding;

  constructor(vocabularySize: number, units: number) {
    super();
    this.vocabularySize = checkSize('SkipGram', 'vocabularySize', vocabularySize);
    this.units = checkSize('SkipGram', 'units', units);
    const small = uniform(-0.5 / units, 0.5 / units);
    this.centers = new Embedding(vocabularySize, units, { embeddingsInitializer: small });
    this.contexts = new Embedding(vocabularySize, units, { embeddingsInitializer: zeros });
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: SkipGramInput, _context?: Context): tf.Tensor2D {
    const { center, context, negatives } = this.#checkShapes(input);
    const others = tf.concat([context.expandDims(1), negatives], 1); // [batch, 1 + negatives]
    const middles = this.centers.forward(center).expandDims(1); // [batch, 1, units]
    return this.contexts.forward(others).mul(middles).sum(2);
  }

  override checkValues(values: InputValues): void {
    const { center, context, negatives } = values as Record<keyof SkipGramInput, ArrayLike<number>>;
    if (!center || !context || !negatives) return; // `forward` says which is missing
    this.centers.checkValues(center);
    this.contexts.checkValues(context);
    this.contexts.checkValues(negatives);
  }

  /**
   * The words most like one, by the cosine of their vectors, the most alike first; never the word itself.
   *
   * @throws {ArgumentError} when there is no such id, or count is not a whole number from 1 on.
   */
  async nearest(id: number, count: number): Promise<Neighbour[]> {
    checkSize(`${this.title}.nearest`, 'count', count);
    this.centers.checkValues([id]);
    const vectors = await this.centers.embeddings.data();
    const vector = (word: number) => vectors.subarray(word * this.units, (word + 1) * this.units);
    return Array.from({ length: this.vocabularySize }, (_, other) => other)
      .filter((other) => other !== id)
      .map((other) => ({ id: other, similarity: cosine(vector(id), vector(other)) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count);
  }

  #checkShapes(input: SkipGramInput): SkipGramInput {
    const { center, context, negatives } = input ?? {};
    const rows = center?.shape?.[0];
    const fits =
      center?.rank === 1 &&
      context?.rank === 1 &&
      negatives?.rank === 2 &&
      context.shape[0] === rows &&
      negatives.shape[0] === rows;
    if (fits) return input;
    const got = [center, context, negatives].map((each) => (each ? `[${each.shape.join(', ')}]` : 'nothing'));
    throw new ShapeError(
      `${this.title}: expected center [batch], context [batch] and negatives [batch, negatives], got ${got.join(', ')}; SkipGramBatches makes them.`,
    );
  }
}

/**
 * What skip-gram makes small: the true neighbour should score high, words drawn by chance low.
 *
 * mean over the batch of  softplus(−s₀) + Σᵢ softplus(sᵢ),   s the scores, that of the true neighbour first
 *
 * @see Mikolov et al. 2013, https://arxiv.org/abs/1310.4546, equation 4
 */
export const negativeSampling: Objective<SkipGram> = (model, { input }, context) => {
  const scores = model.forward(input, context);
  const [rows, width] = scores.shape;
  const near = scores.slice([0, 0], [rows, 1]);
  const chance = scores.slice([0, 1], [rows, width - 1]);
  return tf.softplus(near.neg()).sum().add(tf.softplus(chance).sum()).div(rows);
};

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1); // a vector of zeros is like nothing
}
