import { ArgumentError, checkOptions, describe, sharedRandom, tf } from '@thaw/backend';

import type { AnyModule, Module } from '../module/module.ts';
import { Parameter } from '../module/weight.ts';
import { checkModel, checkPrediction } from '../training/check-training.ts';
import { shareVariable } from './share-variable.ts';

/** Options of `toLayer`. */
export interface ToLayerOptions<Config = unknown> {
  /** The name of the layer, under which its weights are saved. @defaultValue one that TensorFlow.js counts up */
  readonly name?: string;
  /** The shape of one row of the input: wanted where it is the first layer of a tf.sequential. */
  readonly inputShape?: readonly (number | null)[];
  /** The kind of numbers of the input, where it is the first layer. @defaultValue 'float32' */
  readonly dtype?: 'float32' | 'int32';
  /**
   * The shape of the output to a shape of the input, the batch included, null where a length is not fixed. @defaultValue found by running
   * the module on zeros
   */
  readonly outputShape?: (inputShape: readonly (number | null)[]) => readonly (number | null)[];
  /** The name by which a saved topology knows the function that makes the module; wanted where that is to be loaded. */
  readonly className?: string;
  /** What the function is given, plain data that is saved with the topology. @defaultValue undefined */
  readonly config?: Config;
}

type LayerShape = (number | null)[];
type LayerArguments = ConstructorParameters<typeof tf.layers.Layer>[0];

/**
 * A module as a layer of tf.layers, for `tf.sequential` and `tf.model`. Module and layer have the same variables: what
 * `model.fit` trains or `loadWeights` sets is seen by both, and `model.dispose()` frees both.
 *
 * Its weights stand in `getWeights` and `trainableWeights` as `name/path`, those of `freeze` and buffers among the ones that are not
 * trained, and are saved and loaded with those of the other layers. Regularizers and constraints of the module are not part of it: tf.layers
 * knows nothing of them.
 *
 * The topology can be saved and loaded when `toLayer` is given a function that makes the module, and a `className`: a program that
 * calls `toLayer` with the same two may load what another one saved.
 *
 * @param module a module of one input and one output, or what makes one. A device must have been chosen when the layer is connected.
 * @throws {ArgumentError} when it is no module, a regularizer or constraint would be lost, or an option does not exist.
 * @example
 * ```ts
 * import { Sequential, tf, useDevice } from '@thaw/core';
 * import { toLayer } from '@thaw/core/interop';
 * import { Dense, LayerNormalization } from '@thaw/layers';
 *
 * await useDevice();
 * const block = () => new Sequential([new Dense(4, 8), new LayerNormalization(8)]);
 * const model = tf.sequential();
 * model.add(toLayer(block, { className: 'Block', inputShape: [4] }));
 * model.add(tf.layers.dense({ units: 1 }));
 * model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
 * await model.fit(tf.ones([8, 4]), tf.ones([8, 1]), { verbose: 0 });
 * ```
 */
export function toLayer<Config = undefined>(
  module: AnyModule | ((config: Config) => AnyModule),
  options: ToLayerOptions<Config> = {},
): tf.layers.Layer {
  checkOptions('toLayer', options, ['name', 'inputShape', 'dtype', 'outputShape', 'className', 'config']);
  const { className, config, outputShape } = options;
  if (typeof module !== 'function') {
    if (className !== undefined)
      throw new ArgumentError(
        `toLayer: a className is for a function that makes the module, which loading calls again; got ${describe(module)}.`,
      );
    return new ModuleLayer(module, argumentsOf(options), outputShape);
  }
  if (className === undefined)
    return new ModuleLayer(module(config as Config), argumentsOf(options), outputShape);
  const Registered = register(className, module as (config: unknown) => AnyModule, outputShape);
  return new Registered(module(config as Config), argumentsOf(options), outputShape, config);
}

/** A layer whose call is the forward pass of a module. */
class ModuleLayer extends tf.layers.Layer {
  static readonly className: string = 'ThawModule';
  readonly #module: Module<tf.Tensor, unknown>;
  readonly #outputShape: ToLayerOptions['outputShape'];
  readonly #config: unknown;

  constructor(
    module: AnyModule,
    args: LayerArguments,
    outputShape: ToLayerOptions['outputShape'],
    config?: unknown,
  ) {
    checkModel('toLayer', module);
    refuseExtras(module);
    super(args);
    this.#module = module as Module<tf.Tensor, unknown>;
    this.#outputShape = outputShape;
    this.#config = config;
  }

  override build(): void {
    const start = tf.initializers.zeros();
    for (const [path, weight] of this.#module.weights()) {
      const isParameter = weight instanceof Parameter;
      const shape = [...weight.shape];
      const variable = this.addWeight(path, shape, 'float32', start, undefined, isParameter);
      shareVariable(variable, weight);
      if (isParameter) variable.trainable = this.trainable && weight.trainable;
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: LayerShape | LayerShape[]): LayerShape {
    const shape = oneOf<LayerShape>('toLayer: its input', inputShape, isShape);
    if (this.#outputShape) return [...this.#outputShape(shape)];
    const [first, second] = [0, 1].map((i) => {
      const filled = shape.map((length, axis) => length ?? (axis === 0 ? BATCHES : LENGTHS)[i]!);
      return tf.tidy(() => this.#forward(tf.zeros(filled, this.dtype ?? 'float32'), false).shape);
    });
    return first!.map((length, axis) => (length === second![axis] ? length : null));
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const input = oneOf('toLayer: its input', inputs, (value) => value instanceof tf.Tensor);
    return tf.tidy(() => this.#forward(input, kwargs['training'] === true));
  }

  override getConfig(): tf.serialization.ConfigDict {
    // tf.layers respells every name and every text in a config, but for texts that are called name.
    return { ...super.getConfig(), module: { name: JSON.stringify(this.#config ?? null) } };
  }

  protected override disposeWeights(): number {
    const count = this.weights.length;
    this.#module.dispose();
    return count;
  }

  #forward(input: tf.Tensor, training: boolean): tf.Tensor {
    const random = training ? { random: sharedRandom().fork() } : {};
    const output = checkPrediction(this.#module, this.#module.forward(input, { training, ...random }));
    if (output instanceof tf.Tensor) return output;
    throw new ArgumentError(
      `toLayer: ${this.#module.title} gives ${Object.keys(output).join(', ')} by name, and a layer gives one tensor; wrap what returns one of them.`,
    );
  }
}

/** Two lengths for each axis whose length is not fixed: an axis of the output on which they tell is not fixed either. */
const BATCHES = [2, 3];
const LENGTHS = [32, 48];

/** A class by whose name tf.loadLayersModel finds the function again. */
function register(
  className: string,
  make: (config: unknown) => AnyModule,
  outputShape: ToLayerOptions['outputShape'],
): typeof ModuleLayer {
  if (typeof className !== 'string' || !/^[A-Za-z][A-Za-z0-9]*$/.test(className))
    throw new ArgumentError(
      `toLayer: className must be of letters and digits, such as 'Block', got ${describe(className)}.`,
    );
  const Registered = class extends ModuleLayer {
    static override readonly className = className;

    static override fromConfig<Made extends tf.serialization.Serializable>(
      _: tf.serialization.SerializableConstructor<Made>,
      { module, ...args }: tf.serialization.ConfigDict,
    ): Made {
      const { name } = module as { name: string };
      const config = (JSON.parse(name) as unknown) ?? undefined;
      return new Registered(make(config), args, outputShape, config) as tf.serialization.Serializable as Made;
    }
  };
  tf.serialization.registerClass(Registered as never);
  return Registered;
}

function argumentsOf({ name, inputShape, dtype }: Omit<ToLayerOptions, 'config'>): LayerArguments {
  return {
    ...(name !== undefined && { name }),
    ...(inputShape && { inputShape: [...inputShape] }),
    ...(dtype && { dtype }),
  };
}

/** What stands alone, or alone in an array. */
function oneOf<Value>(what: string, given: Value | Value[], isOne: (value: unknown) => boolean): Value {
  if (isOne(given)) return given as Value;
  if (Array.isArray(given) && given.length === 1) return given[0]!;
  throw new ArgumentError(`${what} is one tensor, got ${describe(given)}.`);
}

function isShape(shape: unknown): boolean {
  return Array.isArray(shape) && shape.every((length) => length === null || typeof length === 'number');
}

/** @throws {ArgumentError} when a parameter costs or is held to something, of which tf.layers would know nothing. */
function refuseExtras(module: AnyModule): void {
  for (const [path, { regularizer, constraint }] of module.parameters()) {
    if (!regularizer && !constraint) continue;
    throw new ArgumentError(
      `toLayer: ${path} has a ${regularizer ? 'regularizer' : 'constraint'}, which model.fit of tf.layers would not heed; take it away, or train with fit of @thaw/core.`,
    );
  }
}
