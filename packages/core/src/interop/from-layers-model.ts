import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';

import { type Context, Module } from '../module/module.ts';
import { Buffer, Parameter } from '../module/weight.ts';
import type { Inputs } from '../training/batch.ts';
import { type NestedWeights, place, shareVariable } from './share-variable.ts';

/**
 * A model of tf.layers as a module: its weights are parameters and buffers by path (`layers.dense_1.kernel`), it is trained by
 * `train` and `fit`, saved as safetensors and observed like any other. Model and module have the same variables; disposing the module
 * frees the model.
 *
 * Regularizers and constraints of its layers are kept. A model of several inputs takes them by name. Its dropout draws from
 * TensorFlow.js's own generator, which `seed` does not reach.
 *
 * @throws {ArgumentError} when it is no model of tf.layers, has no layers, or several outputs.
 * @example
 * ```ts
 * import { fit, meanSquaredError, tf, useDevice } from '@thaw/core';
 * import { fromLayersModel } from '@thaw/core/interop';
 * import { xor } from '@thaw/datasets';
 * import { adam } from '@thaw/optimizers';
 *
 * await useDevice();
 * const units = tf.layers.dense({ units: 1, inputShape: [2], name: 'line' });
 * const model = fromLayersModel(tf.sequential({ layers: [units] }));
 * console.log([...model.parameters().keys()]); // [ 'layers.line.kernel', 'layers.line.bias' ]
 * await fit(model, xor().batches(4), { loss: meanSquaredError, optimizer: adam() });
 * ```
 */
export function fromLayersModel(model: tf.LayersModel): LayersModelModule {
  return new LayersModelModule(model);
}

/** What `fromLayersModel` gives. */
export class LayersModelModule extends Module<Inputs, tf.Tensor> {
  /** The model as it was given. */
  readonly model: tf.LayersModel;
  /** The weights by the names of layers. */
  readonly layers: NestedWeights = {};
  #released = false;

  constructor(model: tf.LayersModel) {
    super();
    if (!(model instanceof tf.LayersModel)) {
      throw new ArgumentError(
        `fromLayersModel: expected a model of tf.layers, such as tf.sequential() or what tf.loadLayersModel gives, got ${describe(model)}.`,
      );
    }
    if (!(model.inputs?.length > 0))
      throw new ArgumentError('fromLayersModel: the model has no layers yet; add them first.');
    if (model.outputs.length !== 1) {
      throw new ArgumentError(
        `fromLayersModel: the model has ${model.outputs.length} outputs, and a module one; make one of each, tf.model({ inputs, outputs: model.outputs[0] }).`,
      );
    }
    if (model instanceof tf.Sequential) model.build(); // it is else when it is first used
    this.model = model;
    for (const layer of model.layers) this.#adopt(layer);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: Inputs, { training = false }: Context = {}): tf.Tensor {
    const { inputNames, inputs } = this.model;
    const given = input instanceof tf.Tensor ? [input] : inputNames.map((name) => input[name]!);
    const expected = inputs.map(({ shape }) => shape as (number | null)[]);
    for (const [i, shape] of expected.entries()) {
      const found = given[i]?.shape;
      if (found?.length === shape.length && shape.every((length, axis) => (length ?? found[axis]) === found[axis])) continue; // prettier-ignore
      const lengths = shape.map((length, axis) => length ?? (axis === 0 ? 'batch' : 'any'));
      throw new ShapeError(
        `${this.title}: expected input ${inputNames[i]} [${lengths.join(', ')}], got ${found ? `[${found.join(', ')}]` : 'none'}; its inputs are ${inputNames.join(', ')}.`,
      );
    }
    return this.model.apply(given, { training }) as tf.Tensor;
  }

  protected override release(): void {
    if (!this.#released) this.model.dispose();
    this.#released = true;
  }

  /** Makes the weights of a layer those of this module, with what they cost and where they may be. */
  #adopt(layer: tf.layers.Layer): void {
    const losses = layer.losses as (() => tf.Scalar)[];
    let first: Parameter | undefined;
    for (const variable of layer.weights) {
      const { originalName, shape } = variable;
      if (variable.read().dtype !== 'float32')
        throw new ArgumentError(
          `fromLayersModel: the weight ${originalName} is of type ${variable.read().dtype}, and a module's are float32.`,
        );
      const Kind = isTrained(layer, variable) ? Parameter : Buffer;
      const weight = new Kind(shape as number[], new Float32Array(variable.read().size));
      weight.assign(variable.read()); // nothing is read from the device, which WebGPU could not do at once
      place('fromLayersModel', this.layers, originalName, weight);
      shareVariable(variable, weight);
      if (!(weight instanceof Parameter)) continue;
      weight.trainable = variable.trainable && layer.trainable;
      const { constraint } = variable as unknown as {
        constraint: { apply: (w: tf.Tensor) => tf.Tensor } | null;
      };
      if (constraint) weight.constraint = (value) => constraint.apply(value);
      first ??= weight;
    }
    // What a layer costs is told as a whole, not weight by weight.
    if (first && losses.length > 0) first.regularizer = () => tf.addN(losses.map((loss) => loss()));
  }
}

/** Whether a variable is a parameter of its layer, frozen or not. */
function isTrained(layer: tf.layers.Layer, variable: tf.LayerVariable): boolean {
  const { _nonTrainableWeights } = layer as unknown as { _nonTrainableWeights?: tf.LayerVariable[] };
  return variable.trainable || !_nonTrainableWeights?.includes(variable);
}
