import { tf } from '../../tfjs.ts';

export function crossEntropyReference(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor[] {
  const sums = tf.logSumExp(logits, -1);
  const hot = oneHot(logits, labels);
  const counts = tf.sum(hot, -1); // 0 where the label is no class
  return [tf.sub(tf.mul(sums, counts), tf.sum(tf.mul(hot, logits), -1)), sums];
}

export function crossEntropyGradientReference(
  logits: tf.Tensor,
  labels: tf.Tensor,
  sums: tf.Tensor,
  dy: tf.Tensor,
): tf.Tensor {
  const hot = oneHot(logits, labels);
  const counts = tf.sum(hot, -1, true);
  const probabilities = tf.exp(tf.sub(logits, tf.expandDims(sums, -1)));
  return tf.mul(tf.sub(tf.mul(probabilities, counts), hot), tf.expandDims(dy, -1));
}

function oneHot(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const classes = tf.range(0, logits.shape.at(-1)!, 1, 'int32');
  return tf.cast(tf.equal(tf.expandDims(tf.cast(labels, 'int32'), -1), classes), 'float32');
}
