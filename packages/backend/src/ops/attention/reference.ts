import { tf } from '../../tfjs.ts';
import type { AttentionOptions } from './attention.ts';

type Three = readonly [tf.Tensor, tf.Tensor, tf.Tensor];

export function attentionReference(
  [q, k, v]: Three,
  mask: tf.Tensor | undefined,
  options: AttentionOptions,
): tf.Tensor[] {
  const heads = (x: tf.Tensor): tf.Tensor => splitHeads(x, options.numHeads);
  const { scores, seen } = scoresOf(heads(q), heads(k), mask, options);
  const top = tf.max(scores, -1, true);
  const powers = tf.mul(tf.exp(tf.sub(scores, top)), seen);
  const total = tf.sum(powers, -1, true);
  const none = tf.cast(tf.equal(total, 0), 'float32'); // 1 for a query that sees nothing
  const weights = tf.div(powers, tf.add(total, none));
  const sums = tf.mul(tf.add(top, tf.log(tf.add(total, none))), tf.sub(1, none));
  return [joinHeads(tf.matMul(weights, heads(v))), tf.squeeze(sums, [3])];
}

export function attentionGradientReference(
  [q, k, v]: Three,
  mask: tf.Tensor | undefined,
  [y, sums, dy]: Three,
  options: AttentionOptions,
): tf.Tensor[] {
  const heads = (x: tf.Tensor): tf.Tensor => splitHeads(x, options.numHeads);
  const [query, key, dout] = [heads(q), heads(k), heads(dy)];
  const { scores, seen } = scoresOf(query, key, mask, options);
  const weights = tf.mul(tf.exp(tf.sub(scores, tf.expandDims(sums, -1))), seen);
  const along = tf.sum(tf.mul(heads(y), dout), -1, true);
  const dweights = tf.matMul(dout, heads(v), false, true);
  const dscores = tf.mul(tf.mul(weights, tf.sub(dweights, along)), options.scale);
  return [tf.matMul(dscores, key), tf.matMul(dscores, query, true), tf.matMul(weights, dout, true)].map(
    joinHeads,
  );
}

/** What is added to the score of a hidden key. Finite, so that nothing becomes NaN. */
const HIDDEN = -1e9;

/** The scores [batch, heads, queries, keys], and 1 where a key is seen, else 0. */
function scoresOf(
  query: tf.Tensor,
  key: tf.Tensor,
  mask: tf.Tensor | undefined,
  { scale, causal }: AttentionOptions,
): { scores: tf.Tensor; seen: tf.Tensor } {
  const scores = tf.mul(tf.matMul(query, key, false, true), scale);
  const order = causal ? causalMask(query.shape[2]!, key.shape[2]!) : tf.ones([1, 1]);
  const seen = mask ? tf.mul(mask, order) : order;
  return { scores: tf.add(scores, tf.mul(tf.sub(1, seen), HIDDEN)), seen };
}

function causalMask(queries: number, keys: number): tf.Tensor {
  const row = tf.reshape(tf.range(0, queries), [queries, 1]);
  return tf.cast(tf.lessEqual(tf.range(0, keys), tf.add(row, keys - queries)), 'float32');
}

/** [batch, time, heads·size] → [batch, heads, time, size] */
function splitHeads(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch, time, width] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
}

function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, time, size] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, time, heads * size]);
}
