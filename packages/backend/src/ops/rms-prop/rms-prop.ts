import { ArgumentError } from '../../errors.ts';
import type { tf } from '../../tfjs.ts';
import type { Operation } from '../operation.ts';
import { type Pace, updateParameters } from '../parameters/parameters.ts';
import { rmsPropReference } from './reference.ts';

/** A parameter with what RMSProp knows of it, all of one shape. */
export interface RmsPropState {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly meanSquare: tf.Variable;
  /** The mean gradient, where the update is centered. */
  readonly mean?: tf.Variable | undefined;
  /** The last step, where there is momentum. */
  readonly velocity?: tf.Variable | undefined;
}

/** How far RMSProp goes. */
export interface RmsPropSettings extends Pace {
  /** How slowly the means forget. */
  readonly rho: number;
  /** The part of the last step that is kept; 0 keeps none, and needs no velocity. */
  readonly momentum: number;
  /** Stands within the root, as in Keras; PyTorch has it outside. */
  readonly epsilon: number;
  /** Whether the variance is taken instead of the mean square. */
  readonly centered: boolean;
}

/**
 * RMSProp's update of many parameters at once, in place where the device can, in Keras's form.
 *
 * v ← ρ·v + (1 − ρ)·g²,  step = rate·g/√(v + ε),  w ← w − decay·w − step
 *
 * Centered: a ← ρ·a + (1 − ρ)·g, and v − a² stands for v in the step. It is held at 0 where rounding takes it below, as it does in
 * float32 when gradients hardly change: Keras has the root of a negative number there. With momentum: u ← μ·u + step, and w moves by −u.
 *
 * @throws {ArgumentError} when the update is centered, or there is momentum, and a parameter has not what that takes.
 * @throws {ShapeError} when the tensors of a parameter are not all of its shape.
 * @see Tieleman and Hinton 2012, lecture 6e of https://www.cs.toronto.edu/~hinton/coursera_lectures.html
 * @see Graves 2013 for the centered form, https://arxiv.org/abs/1308.0850, section 4.2
 * @example
 * ```ts
 * import { rmsPropUpdate, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const variable = tf.variable(tf.tensor1d([1]));
 * const [gradient, meanSquare] = [tf.tensor1d([0.5]), tf.variable(tf.zeros([1]))];
 * const settings = { rate: 0.1, rho: 0, momentum: 0, epsilon: 1e-7, centered: false, decay: 0 };
 * rmsPropUpdate([{ variable, gradient, meanSquare }], settings);
 * variable.print(); // 0.9
 * ```
 */
export function rmsPropUpdate(states: readonly RmsPropState[], settings: RmsPropSettings): void {
  const { centered, momentum } = settings;
  const parameters = states.map(({ variable, gradient, meanSquare, mean, velocity }) => {
    if (centered && !mean) throw new ArgumentError(missing('centered', 'mean', variable));
    if (momentum !== 0 && !velocity) {
      throw new ArgumentError(missing(`with momentum ${momentum}`, 'velocity', variable));
    }
    const parameter = { w: variable, g: gradient, v: meanSquare };
    return { ...parameter, ...(centered && { a: mean! }), ...(momentum !== 0 && { u: velocity! }) };
  });
  const changed = `wv${centered ? 'a' : ''}${momentum === 0 ? '' : 'u'}`;
  updateParameters('rmsPropUpdate', rmsProp, parameters, changed, settings);
}

/** Inputs: pace, w0, g0, v0, a0, u0, w1 … Outputs: w, v, a and u of each, or none when they were changed where they lie. */
export const rmsProp: Operation = {
  name: 'ThawRMSProp',
  reference: (inputs, attributes) => rmsPropReference(inputs, attributes as unknown as RmsPropSettings),
};

function missing(kind: string, what: string, { name }: tf.Variable): string {
  return `rmsPropUpdate: ${kind} every parameter needs its ${what}, and "${name}" has none.`;
}
