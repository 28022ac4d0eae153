import { ArgumentError } from '../../errors.ts';
import type { tf } from '../../tfjs.ts';
import type { Operation } from '../operation.ts';
import { type Pace, updateParameters } from '../parameters/parameters.ts';
import { sgdReference } from './reference.ts';

/** A parameter with what gradient descent knows of it, all of one shape. */
export interface SgdState {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  /** The last step, where there is momentum. */
  readonly velocity?: tf.Variable | undefined;
}

/** How far gradient descent goes. */
export interface SgdSettings extends Pace {
  /** What the gradient is multiplied by. */
  readonly rate: number | (() => number);
  /** The part of the last step that is kept; 0 keeps none, and needs no velocity. */
  readonly momentum: number;
  /** Whether it looks ahead along the momentum. */
  readonly nesterov: boolean;
  /** The part of each weight that is taken away besides: not by way of the gradient, so momentum does not gather it. */
  readonly decay: number | (() => number);
}

/**
 * A step of gradient descent for many parameters at once, in place where the device can.
 *
 * w ← w − decay·w − rate·g                          without momentum
 * u ← μ·u − rate·g,  w ← w − decay·w + u            with momentum
 * u ← μ·u − rate·g,  w ← w − decay·w + μ·u − rate·g  Nesterov
 *
 * @throws {ArgumentError} when there is momentum, and a parameter without velocity.
 * @throws {ShapeError} when the tensors of a parameter are not all of its shape.
 * @see Polyak 1964, https://doi.org/10.1016/0041-5553(64)90137-5; Sutskever et al. 2013, https://proceedings.mlr.press/v28/sutskever13.html
 * @example
 * ```ts
 * import { sgdUpdate, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const variable = tf.variable(tf.tensor1d([1]));
 * const gradient = tf.tensor1d([0.5]);
 * sgdUpdate([{ variable, gradient }], { rate: 0.1, momentum: 0, nesterov: false, decay: 0 });
 * variable.print(); // 0.95
 * ```
 */
export function sgdUpdate(states: readonly SgdState[], settings: SgdSettings): void {
  const keeps = settings.momentum !== 0;
  const parameters = states.map(({ variable, gradient, velocity }): Record<string, tf.Tensor> => {
    if (!keeps) return { w: variable, g: gradient };
    if (velocity) return { w: variable, g: gradient, u: velocity };
    throw new ArgumentError(
      `sgdUpdate: with momentum ${settings.momentum} every parameter needs its velocity, and "${variable.name}" has none.`,
    );
  });
  updateParameters('sgdUpdate', sgd, parameters, keeps ? 'wu' : 'w', settings);
}

/** Inputs: pace, w0, g0, u0, w1 … Outputs: w and u of each, or none when they were changed where they lie. */
export const sgd: Operation = {
  name: 'ThawSGD',
  reference: (inputs, attributes) => sgdReference(inputs, attributes as unknown as SgdSettings),
};
