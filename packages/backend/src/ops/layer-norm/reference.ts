import { tf } from '../../tfjs.ts';

export function normalizeReference(
  x: tf.Tensor,
  { gamma, beta }: { readonly gamma: tf.Tensor; readonly beta: tf.Tensor | undefined },
  epsilon: number,
  centre: boolean,
): tf.Tensor[] {
  const mean = centre ? tf.mean(x, -1, true) : tf.zeros([x.shape[0]!, 1]);
  const centred = tf.sub(x, mean);
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const normalized = tf.mul(centred, scale);
  const scaled = tf.mul(normalized, gamma);
  return [beta ? tf.add(scaled, beta) : scaled, tf.concat([mean, scale], 1)];
}

export function normalizeGradientReference(
  x: tf.Tensor,
  gamma: tf.Tensor,
  statistics: tf.Tensor,
  dy: tf.Tensor,
  centre: boolean,
  addend?: tf.Tensor,
): tf.Tensor[] {
  const [mean, scale] = tf.split(statistics, 2, 1) as [tf.Tensor, tf.Tensor];
  const normalized = tf.mul(tf.sub(x, mean), scale);
  const g = tf.mul(dy, gamma);
  const along = tf.mul(normalized, tf.mean(tf.mul(g, normalized), -1, true));
  const level = centre ? tf.sub(g, tf.mean(g, -1, true)) : g;
  const dx = tf.mul(tf.sub(level, along), scale);
  return [addend ? tf.add(addend, dx) : dx, tf.sum(tf.mul(dy, normalized), 0), tf.sum(dy, 0)];
}
