import { checkOptions } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import {
  checkedNames,
  type ForeignNameOptions,
  joined,
  naturally,
  weightsOfModules,
} from './foreign-names.ts';
import type { HostTensor } from './format.ts';

/**
 * What `load` needs to read the weights of a Keras 3 model, saved as safetensors under their paths:
 * `save_file({w.path: w.numpy() for w in model.weights}, 'model.safetensors')`. Keras's layouts are ours; only the names differ.
 *
 * A layer there is called by its class, and by a number where it is not the first: `dense`, `dense_1`. So the first `Dense` of the
 * model is the layer of that name with the least number, and so on; `moving_variance` is movingVariance. A layer that was given a
 * name of its own is found by `names`. (An ElmanCell is Keras's SimpleRNNCell.)
 *
 * @throws {ArgumentError} when `names` is no function, or gives no text.
 * @see https://keras.io/api/layers/
 * @example
 * ```ts
 * import { encodeSafetensors, fromKeras, load } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Dense(2, 3);
 * const file = encodeSafetensors(new Map([
 *   ['sequential/dense_4/kernel', { shape: [2, 3], data: new Float32Array(6) }],
 *   ['sequential/dense_4/bias', { shape: [3], data: new Float32Array(3) }],
 * ]));
 * await load(model, file, { convert: fromKeras(model) });
 * ```
 */
export function fromKeras(
  model: AnyModule,
  options: ForeignNameOptions = {},
): (stored: ReadonlyMap<string, HostTensor>) => Map<string, HostTensor> {
  checkOptions('fromKeras', options, ['names']);
  const names = checkedNames('fromKeras', options.names);
  return (stored) => {
    // What dropout and its like remember is no weight here.
    const left = new Map([...stored].filter(([name]) => !name.endsWith('seed_generator_state')));
    const parents = [
      ...new Set([...left.keys()].map((name) => name.slice(0, Math.max(name.lastIndexOf('/'), 0)))),
    ];
    parents.sort(naturally);
    const ours = new Map<string, HostTensor>();
    const modules = model.namedModules();
    const named = new Set([...modules.keys()].map(names).filter((name) => name !== undefined));
    for (const [path, weights] of weightsOfModules(model)) {
      const title = classThere(modules.get(path)?.constructor.name ?? '');
      const unclaimed = (parent: string): boolean => baseOf(parent) === title && !named.has(parent);
      const at = names(path) === undefined ? parents.findIndex(unclaimed) : -1;
      const there = names(path) ?? parents.splice(at < 0 ? parents.length : at, 1)[0];
      if (there === undefined) continue;
      for (const field of weights.keys()) {
        const name = joined(there, snakeCase(field), '/');
        const tensor = left.get(name);
        if (tensor) ours.set(joined(path, field), tensor);
        left.delete(name);
      }
    }
    for (const [name, tensor] of left) ours.set(name, tensor); // load says that they are too many
    return ours;
  };
}

/** The name of the class of a layer, by its own: without its number. */
function baseOf(parent: string): string {
  return parent.slice(parent.lastIndexOf('/') + 1).replace(/_\d+$/, '');
}

function classThere(name: string): string {
  return snakeCase(name === 'ElmanCell' ? 'SimpleRNNCell' : name);
}

/** As Keras writes the names of classes: BatchNormalization becomes batch_normalization, Conv2D conv2d. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
