import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import { Module } from '../module/module.ts';
import { type PathPattern, pathTest } from '../module/path-pattern.ts';
import { Buffer, Parameter } from '../module/weight.ts';
import type { Inputs } from '../training/batch.ts';
import { type NestedWeights, place } from './share-variable.ts';

/** Options of `fromGraphModel`. */
export interface FromGraphModelOptions {
  /**
   * Which float32 constants of the graph are parameters, by path; the others are buffers. (A graph does not say what was trained: the kernels
   * of its layers, the running means and the ε of a normalization are all constants.) @defaultValue none
   */
  readonly parameters?: PathPattern | readonly PathPattern[];
}

/**
 * A graph model, as converted from a SavedModel or TensorFlow Hub, as a module: its float32 constants are weights by path
 * (`nodes.model.dense.MatMul`), for `predict`, `evaluate`, safetensors, and with `parameters` for `train` and `fit`. Disposing the module
 * frees the model.
 *
 * It computes the same in training as otherwise: the graph was frozen for inference. Every operation between a parameter and the output
 * must have a gradient.
 *
 * @throws {ArgumentError} when it is no graph model, has several outputs, or a pattern means none of its constants.
 * @example
 * ```ts
 * import { predict, tf } from '@thaw/core';
 * import { fromGraphModel } from '@thaw/core/interop';
 *
 * async function classify(address: string, images: tf.Tensor): Promise<tf.Tensor> {
 *   const model = fromGraphModel(await tf.loadGraphModel(address));
 *   return predict(model, images);
 * }
 * ```
 */
export function fromGraphModel(model: tf.GraphModel, options: FromGraphModelOptions = {}): GraphModelModule {
  return new GraphModelModule(model, options);
}

/** What `fromGraphModel` gives. */
export class GraphModelModule extends Module<Inputs, tf.Tensor> {
  /** The model as it was given. */
  readonly model: tf.GraphModel;
  /** The float32 constants by the names of nodes. */
  readonly nodes: NestedWeights = {};

  constructor(model: tf.GraphModel, options: FromGraphModelOptions = {}) {
    super();
    checkOptions('fromGraphModel', options, ['parameters']);
    if (!(model instanceof tf.GraphModel) || !isLoaded(model)) {
      throw new ArgumentError(
        `fromGraphModel: expected a model that tf.loadGraphModel loaded, got ${describe(model)}.`,
      );
    }
    if (model.outputs.length !== 1) {
      throw new ArgumentError(
        `fromGraphModel: the model has ${model.outputs.length} outputs, and a module one; they are ${model.outputs.map(({ name }) => name).join(', ')}.`,
      );
    }
    this.model = model;
    this.#adopt(options.parameters);
  }

  forward(input: Inputs): tf.Tensor {
    return this.model.execute(input as tf.Tensor | tf.NamedTensorMap) as tf.Tensor;
  }

  protected override release(): void {
    this.model.dispose();
  }

  #adopt(patterns: PathPattern | readonly PathPattern[] = []): void {
    const executor = executorOf(this.model);
    const constants = Object.entries(executor.weightMap);
    const floats = constants.filter(([, [tensor]]) => tensor?.dtype === 'float32');
    const paths = floats.map(([name]) => `nodes.${name.replaceAll('.', '_').replaceAll('/', '.')}`);
    const tests = ([patterns].flat() as PathPattern[]).map((pattern) => {
      const isMeant = pathTest('fromGraphModel', pattern);
      if (paths.some(isMeant)) return isMeant;
      throw new ArgumentError(
        `fromGraphModel: no constant is named by ${String(pattern)}; there are ${paths.join(', ')}.`,
      );
    });
    const shared = floats.map(([name, [tensor]], i) => {
      const isParameter = tests.some((isMeant) => isMeant(paths[i]!));
      const Kind = isParameter ? Parameter : Buffer;
      const weight = new Kind(tensor!.shape, new Float32Array(tensor!.size));
      weight.assign(tensor!);
      place('fromGraphModel', this.nodes, name, weight);
      tensor!.dispose();
      return [name, [weight.value]] as [string, tf.Tensor[]];
    });
    executor.weightMap = { ...executor.weightMap, ...Object.fromEntries(shared) };
  }
}

/** What runs the graph. (The field is that of TensorFlow.js 4.22.) */
interface Executor {
  weightMap: Record<string, tf.Tensor[]>;
}

function executorOf(model: tf.GraphModel): Executor {
  return (model as unknown as { executor: Executor }).executor;
}

function isLoaded(model: tf.GraphModel): boolean {
  return executorOf(model) !== undefined;
}
