import { tf } from '@thaw/backend';

import type { Inputs } from './batch.ts';

/** Clones that last beyond this scope; the data is shared. */
export function kept<Value extends Inputs | object | undefined>(value: Value): Value {
  if (value === undefined) return value;
  if (value instanceof tf.Tensor) return tf.keep(value.clone()) as Value;
  return Object.fromEntries(Object.entries(value).map(([name, tensor]) => [name, kept(tensor)])) as Value;
}
