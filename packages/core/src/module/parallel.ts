import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';

import { type Context, Module } from './module.ts';

/** How the outputs of branches become one: side by side, by sum, product, mean, largest, or by a function. */
export type Merge =
  'concatenate' | 'add' | 'multiply' | 'average' | 'maximum' | ((outputs: tf.Tensor[]) => tf.Tensor);

/** Options of `Parallel`. */
export interface ParallelOptions {
  /** @defaultValue 'concatenate' */
  readonly merge?: Merge;
  /** The axis along which outputs are concatenated; counted from the last when below 0. @defaultValue -1 */
  readonly axis?: number;
}

const merges: Record<
  Exclude<Merge, 'concatenate' | ((...given: never[]) => unknown)>,
  (outputs: tf.Tensor[]) => tf.Tensor
> = {
  add: (outputs) => outputs.reduce((sum, each) => tf.add(sum, each)),
  multiply: (outputs) => outputs.reduce((product, each) => tf.mul(product, each)),
  average: (outputs) =>
    tf.div(
      outputs.reduce((sum, each) => tf.add(sum, each)),
      outputs.length,
    ),
  maximum: (outputs) => outputs.reduce((largest, each) => tf.maximum(largest, each)),
};

/**
 * Modules side by side, each with the same input, their outputs merged.
 *
 * Shapes: input any; the outputs alike, but for the axis along which they are concatenated.
 *
 * @throws {ArgumentError} when there are no branches, one is no module, or an option is none there is.
 * @throws {ShapeError} when the outputs do not fit together.
 * @example
 * ```ts
 * import { Parallel, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await useDevice();
 * const model = new Parallel([new Dense(8, 3), new Dense(8, 5)]);
 * console.log(model.forward(tf.ones([2, 8])).shape); // [ 2, 8 ]
 * ```
 */
export class Parallel extends Module {
  readonly branches: readonly Module[];
  readonly merge: Merge;
  readonly axis: number;

  constructor(branches: readonly Module[], options: ParallelOptions = {}) {
    super();
    checkOptions('Parallel', options, ['merge', 'axis']);
    const { merge = 'concatenate', axis = -1 } = options;
    if (!Array.isArray(branches) || branches.length === 0) {
      throw new ArgumentError(
        'Parallel: expected an array of at least one module, as in new Parallel([a, b]).',
      );
    }
    for (const [i, branch] of branches.entries()) {
      if (!(branch instanceof Module))
        throw new ArgumentError(`Parallel: branch ${i} must be a Module, got ${describe(branch)}.`);
    }
    const names = ['concatenate', ...Object.keys(merges)];
    if (typeof merge !== 'function' && !names.includes(merge)) {
      throw new ArgumentError(
        `Parallel: merge must be one of ${names.join(', ')}, or a function of the outputs, got ${describe(merge)}.`,
      );
    }
    if (!Number.isInteger(axis))
      throw new ArgumentError(`Parallel: axis must be a whole number, got ${describe(axis)}.`);
    this.branches = [...branches];
    this.merge = merge;
    this.axis = axis;
    const first: Module = branches[0]!;
    if (first.checkValues) this.checkValues = (values) => first.checkValues!(values);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const outputs = this.branches.map((branch) => branch.forward(input, context));
    if (typeof this.merge === 'function') return this.merge(outputs);
    this.#requireFit(outputs);
    return this.merge === 'concatenate' ? tf.concat(outputs, this.axis) : merges[this.merge](outputs);
  }

  #requireFit(outputs: readonly tf.Tensor[]): void {
    const { rank, shape } = outputs[0]!;
    const axis = this.merge === 'concatenate' ? (this.axis < 0 ? this.axis + rank : this.axis) : undefined;
    if (axis !== undefined && !(axis >= 0 && axis < rank)) {
      throw new ShapeError(
        `${this.title}: outputs of ${rank} axes have no axis ${this.axis} to be concatenated along.`,
      );
    }
    const other = outputs.findIndex(
      (output) => output.rank !== rank || output.shape.some((length, i) => i !== axis && length !== shape[i]),
    );
    if (other < 0) return;
    throw new ShapeError(
      `${this.title}: branch 0 gives [${shape.join(', ')}] and branch ${other} [${outputs[other]!.shape.join(', ')}]; ` +
        (axis === undefined
          ? `to ${this.merge as string} them they must be alike.`
          : `they may differ along axis ${this.axis} alone.`),
    );
  }
}
