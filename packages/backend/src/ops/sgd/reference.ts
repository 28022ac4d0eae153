import { tf } from '../../tfjs.ts';
import { decayed, parametersOf } from '../parameters/parameters.ts';
import type { SgdSettings } from './sgd.ts';

export function sgdReference(
  inputs: Record<string, tf.Tensor>,
  { momentum, nesterov }: SgdSettings,
): tf.Tensor[] {
  const [rate, decay] = tf.unstack(inputs['pace']!) as [tf.Tensor, tf.Tensor];
  return parametersOf(inputs, 'wgu').flatMap(([w, g, u]) => {
    const [kept, step] = [decayed(w!, decay), tf.mul(g!, rate)];
    if (!u) return [tf.sub(kept, step)];
    const velocity = tf.sub(tf.mul(u, momentum), step);
    return [tf.add(kept, nesterov ? tf.sub(tf.mul(velocity, momentum), step) : velocity), velocity];
  });
}
