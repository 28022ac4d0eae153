/// <reference lib="esnext.disposable" preserve="true" />
import { ArgumentError, type Random, type tf } from '@thaw/backend';

import type { InputValues } from '../training/batch.ts';
import { matchingParameters, type PathPattern } from './path-pattern.ts';
import { Buffer, Parameter, Weight } from './weight.ts';

/** What a forward pass needs to know besides its input. */
export interface Context {
  /** Whether this pass trains: dropout drops, running means move. @defaultValue false */
  readonly training?: boolean;
  /** Where random numbers come from; a training pass needs one. `drawUniform` and the like of @thaw/backend draw from it on the device. */
  readonly random?: Random;
}

/** A module, whatever it takes and returns. */
export type AnyModule = Module<never, unknown>;

/** The path under which the latest walk met a module. */
const paths = /* @__PURE__ */ new WeakMap<object, string>();

/**
 * A part of a model: typed fields and one forward method.
 *
 * Its parameters, buffers and submodules are found by walking its own fields (arrays and plain objects of them
 * included), so the name of a parameter is the path a reader would write, `blocks.0.query.kernel`. Nothing is
 * registered. What stands in a `#private` field is not found.
 *
 * @example
 * ```ts
 * import { glorotUniform, Module, Parameter, tf, useDevice } from '@thaw/core';
 *
 * class Double extends Module {
 *   readonly kernel = new Parameter([3, 2], glorotUniform([3, 2]));
 *
 *   forward(input: tf.Tensor): tf.Tensor {
 *     return input.matMul(this.kernel.value).mul(2); // [batch, 3] → [batch, 2]
 *   }
 * }
 *
 * await useDevice();
 * const model = new Double();
 * console.log([...model.parameters().keys()]); // [ 'kernel' ]
 * model.forward(tf.ones([4, 3])).print();
 * ```
 */
export abstract class Module<Input = tf.Tensor, Output = tf.Tensor> {
  /** From input to output. Tensors made on the way are the caller's to tidy; `train` and `predict` do. */
  abstract forward(input: Input, context?: Context): Output;

  /**
   * Looks at an input on the host before it reaches the device, where nothing can be read within a step; throws what
   * the user should know, such as an id that is not in the vocabulary. Optional; `train`, `fit`, `evaluate` and
   * `predict` ask the model's own, and `Sequential` asks its first layer's.
   */
  checkValues?(values: InputValues): void;

  /** Parameters by path; one that is shared stands under its first path only. */
  parameters(): Map<string, Parameter> {
    return new Map(
      [...this.weights()].filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter),
    );
  }

  /** Buffers by path. */
  buffers(): Map<string, Buffer> {
    return new Map(
      [...this.weights()].filter((entry): entry is [string, Buffer] => entry[1] instanceof Buffer),
    );
  }

  /** Parameters and buffers by path: what `save` writes. */
  weights(): Map<string, Weight> {
    return walk(this).weights;
  }

  /** This module, under '', and all modules within it, by path. */
  namedModules(): Map<string, AnyModule> {
    return walk(this).modules;
  }

  /**
   * Takes parameters out of training, by their paths: all, or those that a pattern such as `'encoder.**'` names.
   *
   * @returns this.
   * @throws {ArgumentError} when a pattern names no parameter; the message lists those there are.
   */
  freeze(pattern: PathPattern | readonly PathPattern[] = '**'): this {
    for (const parameter of matchingParameters('freeze', this, pattern)) parameter.trainable = false;
    return this;
  }

  /** Takes parameters into training again; see `freeze`. */
  unfreeze(pattern: PathPattern | readonly PathPattern[] = '**'): this {
    for (const parameter of matchingParameters('unfreeze', this, pattern)) parameter.trainable = true;
    return this;
  }

  /** How error messages name this module: its class, and its path in the model once that was walked. */
  get title(): string {
    const path = paths.get(this);
    return path ? `${this.constructor.name} at ${path}` : this.constructor.name;
  }

  /** Frees what this module holds on the device. */
  dispose(): void {
    const { modules, weights } = walk(this);
    for (const module of modules.values()) module.release();
    for (const weight of weights.values()) weight.dispose();
  }

  /** Frees what this one module keeps on the device besides its weights, if it does; `dispose` asks every module within. */
  protected release(): void {}

  /**
   * `using model = …` disposes at the end of the block. (Engines that lack `using` lack the symbol too; there this is
   * a method of no consequence.)
   */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Everything a walk over a model's fields finds, by path, in the order of the fields. */
interface Tree {
  readonly modules: Map<string, AnyModule>;
  readonly weights: Map<string, Weight>;
}

/**
 * Walks the own fields of a module, through arrays and plain objects, and notes each module's path for messages.
 *
 * @throws {ArgumentError} when a module contains itself, or a field's name holds a dot, which would make paths ambiguous.
 */
function walk(root: AnyModule): Tree {
  const tree: Tree = { modules: new Map(), weights: new Map() };
  const seen = new Set<object>();
  const open = new Set<object>();

  const visit = (value: unknown, path: string, dotted?: string): void => {
    if (typeof value !== 'object' || value === null) return;
    const isModule = value instanceof Module;
    if (!isModule && !(value instanceof Weight) && !Array.isArray(value) && !isPlain(value)) return;
    if (dotted !== undefined && (isModule || value instanceof Weight)) {
      throw new ArgumentError(
        `A field named "${dotted}" cannot hold a module or parameter: paths use the dot.`,
      );
    }
    if (open.has(value)) {
      if (!isModule) return; // a plain object may well point to itself
      throw new ArgumentError(
        `${value.constructor.name}: at ${path} it contains itself; a model must be a tree.`,
      );
    }
    if (seen.has(value)) return; // shared: it counts once, under its first path
    seen.add(value);
    if (value instanceof Weight) {
      tree.weights.set(path, value);
      return;
    }
    if (isModule) {
      tree.modules.set(path, value);
      paths.set(value, path);
    }
    open.add(value);
    for (const [name, field] of Object.entries(value)) {
      visit(field, path ? `${path}.${name}` : name, dotted ?? (name.includes('.') ? name : undefined));
    }
    open.delete(value);
  };

  visit(root, '');
  return tree;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
