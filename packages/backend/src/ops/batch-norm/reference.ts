import { tf } from '../../tfjs.ts';

export function batchNormReference(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): tf.Tensor[] {
  const mean = tf.mean(x, 0);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), 0);
  const normalized = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  return [tf.add(tf.mul(normalized, gamma), beta), tf.stack([mean, variance])];
}

export function batchNormGradientReference(
  { x, gamma, statistics, dy, dstatistics }: Record<string, tf.Tensor>,
  epsilon: number,
): tf.Tensor[] {
  const rows = x!.shape[0]!;
  const [mean, variance] = tf.unstack(statistics!) as [tf.Tensor, tf.Tensor];
  const [dmean, dvariance] = tf.unstack(dstatistics!) as [tf.Tensor, tf.Tensor];
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const centred = tf.sub(x!, mean);
  const normalized = tf.mul(centred, scale);
  const [dbeta, dgamma] = [tf.sum(dy!, 0), tf.sum(tf.mul(dy!, normalized), 0)];
  const level = tf.sub(tf.sub(dy!, tf.div(dbeta, rows)), tf.mul(normalized, tf.div(dgamma, rows)));
  const ofStatistics = tf.div(tf.add(dmean, tf.mul(tf.mul(centred, 2), dvariance)), rows);
  return [tf.add(tf.mul(level, tf.mul(scale, gamma!)), ofStatistics), dgamma, dbeta];
}
