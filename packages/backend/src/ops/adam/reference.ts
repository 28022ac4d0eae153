import { tf } from '../../tfjs.ts';
import { parametersOf, readPace } from '../parameters/parameters.ts';
import type { AdamSettings } from './adam.ts';

export function adamReference(
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, unknown>,
): tf.Tensor[] {
  const { beta1, beta2, epsilon } = attributes as unknown as AdamSettings;
  const { rate, decayed } = readPace(inputs, attributes);
  return parametersOf(inputs, 'wgmv').flatMap(([w, g, m, v]) => {
    const mean = tf.add(m!, tf.mul(tf.sub(g!, m!), 1 - beta1));
    const meanSquare = tf.add(v!, tf.mul(tf.sub(tf.square(g!), v!), 1 - beta2));
    const step = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), epsilon)), rate);
    return [tf.sub(decayed(w!), step), mean, meanSquare];
  });
}
