import { checkOptions, ShapeError, tf } from '@thaw/backend';

import { causalMask, fitsFromTheRight } from './attention-masks.ts';

/** Options of `scaledDotProductAttention`. */
export interface ScaledDotProductAttentionOptions {
  /** 1 or true where a query may see a key, else 0; anything that broadcasts to [..., queries, keys]. @defaultValue all */
  readonly mask?: tf.Tensor | undefined;
  /** Whether a query sees no key after its own; the last query stands at the last key. @defaultValue false */
  readonly causal?: boolean | undefined;
  /** What the products are multiplied by. @defaultValue 1/√size, which keeps their variance at that of one number */
  readonly scale?: number | undefined;
  /** Changes the weights before they are used, as dropout does. @defaultValue nothing */
  readonly dropout?: ((weights: tf.Tensor) => tf.Tensor) | undefined;
}

/** What attention gives. */
export interface Attended {
  /** For each query the mean of the values, by its weights. */
  readonly output: tf.Tensor;
  /** How much each query looks at each key, [..., queries, keys]; a row sums to 1, or to 0 when it sees nothing. */
  readonly weights: tf.Tensor;
}

/** What is added to the score of a hidden key. Finite, so that a row of nothing else has a softmax. */
const HIDDEN = -1e9;

/**
 * Attention: every query takes a mean of the values, weighted by how well their keys match it.
 *
 * weights = softmax(Q·Kᵀ / √size),  output = weights·V
 *
 * A query whose keys are all hidden gets zeros, and its gradient is zero.
 *
 * Shapes: query [..., queries, size], key [..., keys, size], value [..., keys, width] → output [..., queries, width],
 * weights [..., queries, keys].
 *
 * @throws {ShapeError} when query, key, value and mask do not fit together.
 * @see Vaswani et al. 2017, §3.2.1, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { scaledDotProductAttention } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const keys = tf.tensor2d([[9, 0], [0, 9]]);
 * const values = tf.tensor2d([[1], [2]]);
 * const { output } = scaledDotProductAttention(tf.tensor2d([[9, 0]]), keys, values);
 * output.print(); // 1: the query matches the first key
 * ```
 */
export function scaledDotProductAttention(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  options: ScaledDotProductAttentionOptions = {},
): Attended {
  checkOptions('scaledDotProductAttention', options, ['mask', 'causal', 'scale', 'dropout']);
  checkShapes(query, key, value, options);
  const size = query.shape.at(-1)!;
  const [queries, keys] = [query.shape.at(-2)!, key.shape.at(-2)!];
  const { scale = 1 / Math.sqrt(size), causal = false, dropout = (weights) => weights } = options;

  const given = options.mask && tf.cast(options.mask, 'float32');
  const order = causal ? causalMask(queries, keys) : undefined;
  const seen = given && order ? tf.mul(given, order) : (given ?? order);

  const scores = tf.matMul(tf.mul(query, scale), key, false, true); // [..., queries, keys]
  const weights = seen
    ? tf.mul(tf.softmax(tf.add(scores, tf.mul(tf.sub(1, seen), HIDDEN))), seen)
    : tf.softmax(scores);
  return { output: tf.matMul(dropout(weights), value), weights };
}

function checkShapes(
  query: tf.Tensor,
  key: tf.Tensor,
  value: tf.Tensor,
  { mask, causal }: ScaledDotProductAttentionOptions,
): void {
  const [q, k, v] = [query.shape, key.shape, value.shape];
  const leading = (shape: readonly number[]): string => shape.slice(0, -2).join();
  const fits =
    q.length >= 2 &&
    q.at(-1) === k.at(-1) &&
    k.at(-2) === v.at(-2) &&
    leading(q) === leading(k) &&
    leading(k) === leading(v) &&
    q.length === k.length &&
    k.length === v.length;
  if (!fits) {
    throw new ShapeError(
      'scaledDotProductAttention: expected query [..., queries, size], key [..., keys, size] and value [..., keys, width], ' +
        `got [${q.join(', ')}], [${k.join(', ')}] and [${v.join(', ')}].`,
    );
  }
  const scores = [...q.slice(0, -1), k.at(-2)!];
  if (mask && !fitsFromTheRight(mask.shape, scores)) {
    throw new ShapeError(
      `scaledDotProductAttention: expected a mask that broadcasts to [${scores.join(', ')}], got [${mask.shape.join(', ')}].`,
    );
  }
  if (causal && q.at(-2)! > k.at(-2)!) {
    throw new ShapeError(
      `scaledDotProductAttention: with causal there must be as many keys as queries or more, got ${q.at(-2)} queries and ${k.at(-2)} keys.`,
    );
  }
}
