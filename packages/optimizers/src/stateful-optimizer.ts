import {
  ArgumentError,
  describe,
  everyRun,
  ShapeError,
  tf,
  type ValueAndGradients,
  valueAndGradients,
} from '@thaw/backend';
import type { GradientBatch, HostTensor } from '@thaw/core';

import { joined, split } from './exact-number.ts';
import { some, uncounted } from './saved-names.ts';

/** What is remembered of one variable, by name. */
export type Slots<Names extends string = string> = Record<Names, tf.Variable>;

/** A variable, its gradient, and the path by which groups and saved state know it. */
export interface VariableGradient {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly path: string;
}

/**
 * What all optimizers share: a count of steps, what is remembered of each variable, saving and restoring both to the
 * bit, and the manners of a `tf.Optimizer`, so that one may be handed to `minimize` and `model.compile` of TensorFlow.js.
 *
 * `train` tells it the paths of the parameters, by which its state is saved; elsewhere the names of the variables
 * stand in for them.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@thaw/core';
 * import { adam } from '@thaw/optimizers';
 *
 * const bytes = encodeSafetensors(await adam().state());
 * const optimizer = adam();
 * optimizer.restore(decodeSafetensors(bytes)); // goes on to the bit
 * ```
 */
export abstract class StatefulOptimizer extends tf.Optimizer {
  /** What it is called in messages. */
  readonly name: string;
  readonly #slots = new Map<string, { variable: tf.Variable; key: string; slots: Slots }>();
  #paths: ReadonlyMap<string, string> = new Map();
  #restored = new Map<string, HostTensor>();
  #resumes = false;

  protected constructor(name: string) {
    super();
    this.name = name;
  }

  /** The step size used last; before the first step, the one it will use. It may be set. */
  abstract get learningRate(): number;
  abstract set learningRate(rate: number);

  /** Moves the variables; runs within a tidy. `step` counts from 1, in a compiled step it is its first; `batch` is told by `train`. */
  protected abstract take(gradients: readonly VariableGradient[], step: number, batch?: GradientBatch): void;

  /** How many steps were taken. */
  get step(): number {
    return this.iterations;
  }

  /** Which way the coming step goes, where some go another way, as every fifth of `lookahead` does; each is compiled by itself. */
  phase(): string {
    return '';
  }

  /** Tells the paths of variables, by their names, and forgets variables that were disposed. `train` does it. */
  bind(paths: ReadonlyMap<string, string>): void {
    this.#paths = new Map([...this.#paths, ...paths]);
    for (const [name, { variable, slots }] of this.#slots) {
      if (!variable.isDisposed) continue;
      tf.dispose(Object.values(slots));
      this.#slots.delete(name);
    }
  }

  /** A value and the gradients by which to step. One that looks at more than one point (SAM) has its own way. */
  gradients(compute: () => tf.Tensor, variables: readonly tf.Variable[]): ValueAndGradients {
    return valueAndGradients(compute, variables);
  }

  /**
   * @param batch what they are the gradients of; `accumulate` weighs them by its rows.
   * @throws {ArgumentError} when a gradient is named after no living variable.
   * @throws {ShapeError} when one has not the shape of its variable.
   */
  override applyGradients(
    gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[],
    batch?: GradientBatch,
  ): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const known = named.filter(({ tensor }) => tensor); // tf.layers has none for what the loss does not reach
    const moved = known.map(({ name, tensor }) => this.#gradientOf(name, tensor));
    if (this.#resumes) this.#requireRestored(moved);
    tf.tidy(() => this.take(moved, this.iterations + 1, batch));
    everyRun(() => this.incrementIterations());
  }

  /** What is remembered of a variable; `start` gives it before the first step, as tensors that become variables. */
  protected slotsOf<Names extends string>(
    { variable, path }: VariableGradient,
    start: () => Record<Names, tf.Tensor>,
  ): Slots<Names> {
    const known = this.#slots.get(variable.name);
    if (known) return known.slots as Slots<Names>;
    const key = this.#keyOf(path);
    const slots: Slots = {};
    for (const [name, tensor] of Object.entries<tf.Tensor>(start())) {
      slots[name] = tf.variable(this.#takeRestored(key, name, tensor), false);
    }
    this.#slots.set(variable.name, { variable, key, slots });
    return slots as Slots<Names>;
  }

  /** Everything it remembers, in copies on the host: what `encodeSafetensors` of @thaw/core writes. */
  async state(): Promise<Map<string, HostTensor>> {
    const known = [['step', split(this.step)] as const, ...this.#restored];
    const read = [...this.#named()].map(async ([name, variable]) => {
      return [name, { shape: variable.shape, data: (await variable.data<'float32'>()).slice() }] as const;
    });
    return new Map<string, HostTensor>([...known, ...(await Promise.all(read))]);
  }

  /**
   * Goes on from what `state` gave: the next steps are those it would have taken then, to the bit.
   *
   * @throws {ArgumentError} when it is no state.
   */
  restore(state: ReadonlyMap<string, HostTensor>): void {
    const step = state instanceof Map ? state.get('step') : undefined;
    if (!step) {
      throw new ArgumentError(
        `${this.name}: restore takes what state() gave, a map with its step, got ${describe(state)}.`,
      );
    }
    this.dispose();
    this.iterations_ = joined(step);
    this.#restored = new Map([...state].filter(([key]) => key.includes('/')));
    this.#resumes = this.#restored.size > 0;
  }

  /** The step and all slots, as tf.layers saves them. The tensors are its own. */
  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    const slots = [...this.#named()].map(([name, tensor]) => ({ name, tensor: tensor as tf.Tensor }));
    return [await this.saveIterations(), ...slots];
  }

  /** Goes on from what `getWeights` gave. */
  override async setWeights(weights: { name: string; tensor: tf.Tensor }[]): Promise<void> {
    const state = new Map<string, HostTensor>();
    for (const { name, tensor } of weights) {
      const data = Float32Array.from(await tensor.data());
      // An optimizer within another has its names behind a prefix.
      if (name.split(':').at(-1) !== 'iter') state.set(name, { shape: tensor.shape, data });
      else state.set(name.replace(/iter$/, 'step'), split(data[0]!));
    }
    this.restore(state);
  }

  /** Tells tf.layers by which name to save it. */
  override getClassName(): string {
    return `Thaw${this.name[0]!.toUpperCase()}${this.name.slice(1)}`;
  }

  /** Frees all that is remembered; a step after that begins anew. */
  override dispose(): void {
    this.iterations_ = 0;
    for (const { slots } of this.#slots.values()) tf.dispose(Object.values(slots));
    this.#slots.clear();
    this.#restored.clear();
    this.#resumes = false;
  }

  /** What it remembers of the variables that live. */
  protected *remembered(): Generator<{ variable: tf.Variable; slots: Slots }> {
    for (const { variable, slots } of this.#slots.values())
      if (!variable.isDisposed) yield { variable, slots };
  }

  /** The paths it was told. */
  protected get paths(): Iterable<string> {
    return this.#paths.values();
  }

  #gradientOf(name: string, gradient: tf.Tensor): VariableGradient {
    const variable = tf.engine().registeredVariables[name];
    if (!variable) {
      throw new ArgumentError(
        `There is a gradient for the variable "${name}", which was disposed or never was.`,
      );
    }
    const path = this.#paths.get(name) ?? name;
    if (tf.util.arraysEqual(variable.shape, gradient.shape)) return { variable, gradient, path };
    throw new ShapeError(
      `${this.name}: expected a gradient of ${path}'s shape [${variable.shape.join(', ')}], got [${gradient.shape.join(', ')}].`,
    );
  }

  /** The path; where two models have the same one, the second's with a number, in the order in which they came. */
  #keyOf(path: string): string {
    const taken = new Set([...this.#slots.values()].map(({ key }) => key));
    let key = path;
    for (let i = 2; taken.has(key); i++) key = `${path}#${i}`;
    return key;
  }

  /** A state that knows none of the variables belongs to something else. */
  #requireRestored(moved: readonly VariableGradient[]): void {
    const names = [...this.#restored.keys()];
    const knows = (key: string): boolean => names.some((name) => name.startsWith(`${key}/`));
    if (!moved.some(({ path }) => knows(path) || knows(uncounted(path)))) {
      throw new ArgumentError(
        `${this.name}: the restored state has ${some(names)}, and nothing of ${some(moved.map(({ path }) => path))}; ` +
          'restore into the model it was saved with, and give variables of your own the same names again.',
      );
    }
    this.#resumes = false;
  }

  #takeRestored(key: string, slot: string, start: tf.Tensor): tf.Tensor {
    if (this.#restored.size === 0) return start;
    const name = [key, uncounted(key)]
      .map((each) => `${each}/${slot}`)
      .find((each) => this.#restored.has(each));
    const found = name !== undefined && this.#restored.get(name);
    if (!found) return start;
    if (!tf.util.arraysEqual(start.shape, [...found.shape])) {
      throw new ShapeError(
        `${this.name}: expected the saved ${name} of shape [${start.shape.join(', ')}], got [${found.shape.join(', ')}]; restore into the model it was saved with.`,
      );
    }
    this.#restored.delete(name);
    this.#resumes = false;
    return tf.tensor(found.data.slice(), [...found.shape], 'float32');
  }

  *#named(): Generator<[name: string, variable: tf.Variable]> {
    for (const { key, slots } of this.#slots.values()) {
      for (const [name, variable] of Object.entries(slots)) yield [`${key}/${name}`, variable];
    }
  }
}
