import { checkOptions, ShapeError } from '@thaw/backend';

import { type ConfigurableInitializer, type Initializer, requireFinite, sizeOf } from './initializer.ts';

/** Options of `identity.with`. */
export interface IdentityOptions {
  /** What stands on the diagonal. @defaultValue 1 */
  readonly gain?: number;
}

/**
 * Ones on the diagonal: a layer that begins by passing on what it is given.
 *
 * Shapes: [inputs, outputs]; where there are more of the one, they are left out or zero. A convolution's kernel
 * [height, width, inputs, outputs] has the diagonal in its middle, so that padding 'same' gives the image back. (Keras takes
 * matrices only.)
 *
 * `identity.with({ gain })` has the gain on the diagonal.
 *
 * @throws {ShapeError} when the shape has less than two axes.
 * @throws {ArgumentError} when the gain is no finite number.
 * @see Le, Jaitly and Hinton 2015 for recurrences of rectifiers, https://arxiv.org/abs/1504.00941
 * @example
 * ```ts
 * import { identity } from '@thaw/core';
 *
 * console.log(identity([2, 3])); // Float32Array(6) [ 1, 0, 0, 0, 1, 0 ]
 * ```
 */
export const identity: ConfigurableInitializer<IdentityOptions> = /* @__PURE__ */ Object.assign(
  (shape: readonly number[]) => diagonal(shape, 1),
  {
    with(options: IdentityOptions): Initializer {
      checkOptions('identity.with', options, ['gain']);
      const { gain = 1 } = options;
      requireFinite('identity.with', 'gain', gain);
      return (shape) => diagonal(shape, gain);
    },
  },
);

function diagonal(shape: readonly number[], gain: number): Float32Array {
  if (shape.length < 2) {
    throw new ShapeError(
      `identity: expected a shape of two axes or more, […, inputs, outputs], got [${shape.join(', ')}].`,
    );
  }
  const [inputs, outputs] = [shape.at(-2)!, shape.at(-1)!];
  const values = new Float32Array(sizeOf(shape));
  // Of an even side, the place before the middle: 'same' pads the odd one after.
  const middle = shape.slice(0, -2).reduce((at, side) => at * side + Math.floor((side - 1) / 2), 0);
  for (let i = 0; i < Math.min(inputs, outputs); i++) values[(middle * inputs + i) * outputs + i] = gain;
  return values;
}
