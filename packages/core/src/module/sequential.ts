import { ArgumentError, type tf } from '@thaw/backend';

import { type Context, Module } from './module.ts';

/**
 * Modules one after another: the output of each is the input of the next.
 *
 * @throws {ArgumentError} when there are no modules, or one of them is none.
 * @example
 * ```ts
 * import { relu, Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
 * console.log([...model.parameters().keys()]); // layers.0.kernel, layers.0.bias, layers.1.kernel, layers.1.bias
 * ```
 */
export class Sequential extends Module {
  readonly layers: readonly Module[];

  constructor(layers: readonly Module[]) {
    super();
    if (!Array.isArray(layers) || layers.length === 0) {
      throw new ArgumentError(
        'Sequential: expected an array of at least one module, as in new Sequential([a, b]).',
      );
    }
    for (const [i, layer] of layers.entries()) {
      if (!(layer instanceof Module)) {
        throw new ArgumentError(
          `Sequential: layer ${i} is no Module but ${describe(layer)}; a function becomes one in a class with forward().`,
        );
      }
    }
    this.layers = [...layers];
    const first: Module = layers[0]!;
    if (first.checkValues) this.checkValues = (values) => first.checkValues!(values);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value, context), input);
  }
}

function describe(value: unknown): string {
  return typeof value === 'function' ? `the function ${value.name || 'without a name'}` : String(value);
}
