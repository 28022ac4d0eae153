import { ArgumentError, type tf } from '@thaw/backend';

import type { Parameter, Weight } from '../module/weight.ts';

/**
 * From now on a variable of tf.layers and a weight of a module are one: what either side assigns or trains, the other sees. The
 * numbers are those of the weight. (TensorFlow.js has no public way to hand a layer a variable; the field is that of 4.22.)
 */
export function shareVariable(variable: tf.LayerVariable, weight: Weight): void {
  const open = variable as unknown as { val: tf.Variable };
  if (open.val === weight.value) return;
  open.val.dispose();
  open.val = weight.value;
}

/** Weights by the parts of their names, in nested objects, so that `dense/kernel` has the path dense.kernel. */
export type NestedWeights = { [part: string]: NestedWeights | Weight | Parameter };

/**
 * Puts a weight in its place. A dot within a part becomes an underscore, for paths use it.
 *
 * @throws {ArgumentError} when the place is taken.
 */
export function place(owner: string, root: NestedWeights, name: string, weight: Weight): void {
  const parts = name.replaceAll('.', '_').split('/');
  const last = parts.pop()!;
  let folder = root;
  for (const part of parts) {
    const next = (Object.hasOwn(folder, part) ? folder[part] : undefined) ?? {};
    requireFolder(owner, name, next);
    folder = folder[part] = next;
  }
  if (Object.hasOwn(folder, last))
    throw new ArgumentError(`${owner}: two weights are named ${name}, and a path is one weight's.`);
  folder[last] = weight;
}

function requireFolder(
  owner: string,
  name: string,
  found: NestedWeights | Weight,
): asserts found is NestedWeights {
  if (Object.getPrototypeOf(found) === Object.prototype) return;
  throw new ArgumentError(`${owner}: the name ${name} goes through another weight's.`);
}
