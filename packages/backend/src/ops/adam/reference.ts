import { tf } from '../../tfjs.ts';
import { decayed, parametersOf } from '../parameters/parameters.ts';
import type { AdamSettings } from './adam.ts';

export function adamReference(
  inputs: Record<string, tf.Tensor>,
  { beta1, beta2, epsilon }: AdamSettings,
): tf.Tensor[] {
  const [rate, decay] = tf.unstack(inputs['pace']!) as [tf.Tensor, tf.Tensor];
  return parametersOf(inputs, 'wgmv').flatMap(([w, g, m, v]) => {
    const mean = tf.add(m!, tf.mul(tf.sub(g!, m!), 1 - beta1));
    const meanSquare = tf.add(v!, tf.mul(tf.sub(tf.square(g!), v!), 1 - beta2));
    const step = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), epsilon)), rate);
    return [tf.sub(decayed(w!, decay), step), mean, meanSquare];
  });
}
