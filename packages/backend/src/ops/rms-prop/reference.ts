import { tf } from '../../tfjs.ts';
import { decayed, parametersOf } from '../parameters/parameters.ts';
import type { RmsPropSettings } from './rms-prop.ts';

export function rmsPropReference(
  inputs: Record<string, tf.Tensor>,
  { rho, momentum, epsilon }: RmsPropSettings,
): tf.Tensor[] {
  const [rate, decay] = tf.unstack(inputs['pace']!) as [tf.Tensor, tf.Tensor];
  return parametersOf(inputs, 'wgvau').flatMap(([w, g, v, a, u]) => {
    const square = tf.add(v!, tf.mul(tf.sub(tf.square(g!), v!), 1 - rho));
    const mean = a && tf.add(a, tf.mul(tf.sub(g!, a), 1 - rho));
    const spread = mean ? tf.maximum(tf.sub(square, tf.square(mean)), 0) : square;
    const step = tf.div(tf.mul(g!, rate), tf.sqrt(tf.add(spread, epsilon)));
    const velocity = u && tf.add(tf.mul(u, momentum), step);
    const moved = tf.sub(decayed(w!, decay), velocity ?? step);
    return [moved, square, ...(mean ? [mean] : []), ...(velocity ? [velocity] : [])];
  });
}
