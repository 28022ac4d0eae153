import { tf } from '../../tfjs.ts';
import { parametersOf, readPace } from '../parameters/parameters.ts';
import type { SgdSettings } from './sgd.ts';

export function sgdReference(
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, unknown>,
): tf.Tensor[] {
  const { momentum, nesterov } = attributes as unknown as SgdSettings;
  const { rate, decayed } = readPace(inputs, attributes);
  return parametersOf(inputs, 'wgu').flatMap(([w, g, u]) => {
    const [kept, step] = [decayed(w!), tf.mul(g!, rate)];
    if (!u) return [tf.sub(kept, step)];
    const velocity = tf.sub(tf.mul(u, momentum), step);
    return [tf.add(kept, nesterov ? tf.sub(tf.mul(velocity, momentum), step) : velocity), velocity];
  });
}
