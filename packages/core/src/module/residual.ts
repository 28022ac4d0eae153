import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';

import { type Context, Module } from './module.ts';

/** Options of `Residual`. */
export interface ResidualOptions {
  /** What the input passes on its way past the body, where their shapes differ: a projection. @defaultValue nothing */
  readonly shortcut?: Module;
}

/**
 * A body with a way past it: y = x + body(x), or shortcut(x) + body(x).
 *
 * Shapes: input any, output that of the body, which must be that of the input, or of the shortcut.
 *
 * @throws {ArgumentError} when the body or the shortcut is no module.
 * @throws {ShapeError} when what is to be added has another shape.
 * @see He et al. 2016, "Deep residual learning for image recognition", equations 1 and 2, https://arxiv.org/abs/1512.03385
 * @example
 * ```ts
 * import { relu, Residual, tf, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await useDevice();
 * const same = new Residual(new Dense(8, 8, { activation: relu }));
 * const wider = new Residual(new Dense(8, 16), { shortcut: new Dense(8, 16, { useBias: false }) });
 * console.log(wider.forward(same.forward(tf.ones([2, 8]))).shape); // [ 2, 16 ]
 * ```
 */
export class Residual extends Module {
  readonly body: Module;
  readonly shortcut: Module | undefined;

  constructor(body: Module, options: ResidualOptions = {}) {
    super();
    checkOptions('Residual', options, ['shortcut']);
    const { shortcut } = options;
    for (const [name, module] of Object.entries({ body, ...(shortcut !== undefined && { shortcut }) })) {
      if (!(module instanceof Module))
        throw new ArgumentError(`Residual: its ${name} must be a Module, got ${describe(module)}.`);
    }
    this.body = body;
    this.shortcut = shortcut;
    if (body.checkValues) this.checkValues = (values) => body.checkValues!(values);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    const change = this.body.forward(input, context);
    const kept = this.shortcut ? this.shortcut.forward(input, context) : input;
    if (tf.util.arraysEqual(kept.shape, change.shape)) return tf.add(kept, change);
    const [from, mend] = this.shortcut
      ? ['its shortcut', 'both must end alike']
      : ['its input', 'give a shortcut that projects it: new Residual(body, { shortcut })'];
    throw new ShapeError(
      `${this.title}: its body gives [${change.shape.join(', ')}], which cannot be added to [${kept.shape.join(', ')}] of ${from}; ${mend}.`,
    );
  }
}
