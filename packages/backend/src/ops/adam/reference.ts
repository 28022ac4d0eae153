import { tf } from '../../tfjs.ts';
import type { AdamSettings } from './adam.ts';

export function adamReference(
  inputs: Record<string, tf.Tensor>,
  { rate, beta1, beta2, epsilon, decay }: AdamSettings,
): tf.Tensor[] {
  const outputs: tf.Tensor[] = [];
  for (let i = 0; inputs[`w${i}`]; i++) {
    const [w, g, m, v] = ['w', 'g', 'm', 'v'].map((name) => inputs[`${name}${i}`]!);
    const mean = tf.add(m!, tf.mul(tf.sub(g!, m!), 1 - beta1));
    const meanSquare = tf.add(v!, tf.mul(tf.sub(tf.square(g!), v!), 1 - beta2));
    const step = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), epsilon)), rate);
    const kept = decay === 0 ? w! : tf.sub(w!, tf.mul(w!, decay));
    outputs.push(tf.sub(kept, step), mean, meanSquare);
  }
  return outputs;
}
