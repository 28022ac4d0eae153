import { checkOptions, tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import { copyOf, readAndDispose, Watching, type WatchingOptions } from './watching.ts';

/** How one layer learnt in one step. */
export interface LayerFlow {
  /** ‖g‖ of all its parameters together; 0 where the loss does not depend on them. */
  readonly gradientNorm: number;
  /** ‖w‖ before the step. */
  readonly weightNorm: number;
  /** ‖w' − w‖ / ‖w‖: about 1/1000 where learning goes well. NaN where nothing was and nothing moved. */
  readonly updateRatio: number;
}

/** How the layers learnt in one step, by path, in the order of the model. */
export interface FlowStep {
  /** Counted from 1 since watching began. */
  readonly step: number;
  readonly layers: ReadonlyMap<string, LayerFlow>;
}

/** Lines to be drawn: the figures of one layer over the steps. */
export interface FlowSeries {
  readonly path: string;
  readonly steps: readonly number[];
  readonly gradientNorm: readonly number[];
  readonly weightNorm: readonly number[];
  readonly updateRatio: readonly number[];
}

/**
 * How gradients flow through a model while it is trained: for each layer the norms of gradient and weights, and how far a step moves
 * the weights. A layer is a module that has trainable parameters of its own; gradients that vanish on the way back, or explode, show from
 * layer to layer.
 *
 * The norms are computed on the device and read a few steps late. In a loop over `train`, or as one of the callbacks of `fit`; see `observe`.
 *
 * @throws {ArgumentError} when the model is none or an option does not exist.
 * @see Glorot and Bengio 2010, figures 6 and 7, https://proceedings.mlr.press/v9/glorot10a.html
 * @example
 * ```ts
 * import { fit, gradientFlow, meanSquaredError, Sequential, sigmoid } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * const model = new Sequential([new Dense(2, 3, { activation: sigmoid }), new Dense(3, 1)]);
 * const flow = gradientFlow(model);
 * const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), callbacks: [flow] };
 * await fit(model, xor().batches(4), { ...options, epochs: 10 });
 * for (const { path, gradientNorm } of flow.series()) console.log(path, gradientNorm); // layers.0 and layers.1, 10 numbers each
 * ```
 */
export function gradientFlow(model: AnyModule, options: WatchingOptions<FlowStep> = {}): GradientFlow {
  return new GradientFlow(model, options);
}

/** What `gradientFlow` gives: a callback of `fit`, or for a loop over `train`. */
export class GradientFlow extends Watching<FlowStep> {
  #steps: FlowStep[] = [];

  constructor(model: AnyModule, options: WatchingOptions<FlowStep>) {
    checkOptions('gradientFlow', options, ['every', 'onStep']);
    super('gradientFlow', model, options);
    this.start();
  }

  /** The steps that were watched since it last began, as far as they were read; `stop` waits for all. */
  get steps(): readonly FlowStep[] {
    return this.#steps;
  }

  /** The same as lines to be drawn, one of each figure for each layer. */
  series(): FlowSeries[] {
    const paths = new Set(this.#steps.flatMap(({ layers }) => [...layers.keys()]));
    return [...paths].map((path) => {
      const of = this.#steps.filter(({ layers }) => layers.has(path));
      const line = (name: keyof LayerFlow): number[] => of.map(({ layers }) => layers.get(path)![name]);
      return {
        path,
        steps: of.map(({ step }) => step),
        gradientNorm: line('gradientNorm'),
        weightNorm: line('weightNorm'),
        updateRatio: line('updateRatio'),
      };
    });
  }

  protected open(): () => void {
    this.#steps = [];
    return () => undefined;
  }

  protected see(gradients: tf.NamedTensorMap): () => tf.NamedTensorMap {
    const layers = [...layersOf(this.model).values()];
    const before = layers.map((parameters) => parameters.map(({ value }) => copyOf(value)));
    const gradientNorms = layers.map((parameters) =>
      normOf(parameters.flatMap(({ value }) => gradients[value.name] ?? [])),
    );
    return () => {
      const norms = tf.tidy(() => {
        const each = layers.flatMap((parameters, i) => {
          const moves = parameters.map(({ value }, k) => tf.sub(value, before[i]![k]!));
          return [gradientNorms[i]!, normOf(before[i]!), normOf(moves)];
        });
        return tf.stack(each);
      });
      return { norms };
    };
  }

  protected async read(step: number, { norms }: tf.NamedTensorMap): Promise<FlowStep> {
    const paths = [...layersOf(this.model).keys()];
    const { data } = await readAndDispose(norms!);
    const entries = paths.map((path, i): [string, LayerFlow] => {
      const [gradientNorm, weightNorm, update] = data.subarray(3 * i, 3 * i + 3) as Float32Array;
      return [
        path,
        { gradientNorm: gradientNorm!, weightNorm: weightNorm!, updateRatio: update! / weightNorm! },
      ];
    });
    const seen = { step, layers: new Map(entries) };
    this.#steps.push(seen);
    return seen;
  }
}

/** The trainable parameters of each module that has some of its own, by its path. */
function layersOf(model: AnyModule): Map<string, Parameter[]> {
  const layers = new Map<string, Parameter[]>();
  const modules = [...model.namedModules().keys()];
  for (const [path, parameter] of model.parameters()) {
    if (!parameter.trainable) continue;
    const owners = modules.filter((module) => module === '' || path.startsWith(`${module}.`));
    const owner = owners.reduce((longest, module) => (module.length > longest.length ? module : longest), '');
    if (!layers.has(owner)) layers.set(owner, []);
    layers.get(owner)!.push(parameter);
  }
  return layers;
}

/** √ of the sum of all squares; 0 of none. */
function normOf(tensors: readonly tf.Tensor[]): tf.Scalar {
  const squares = tensors.map((tensor) => tf.sum(tf.square(tensor)));
  return tf.sqrt(squares.reduce<tf.Tensor>((sum, square) => tf.add(sum, square), tf.scalar(0))).asScalar();
}
