import type { tf } from '../../tfjs.ts';
import type { Operation } from '../operation.ts';
import { type Pace, updateParameters } from '../parameters/parameters.ts';
import { adamReference } from './reference.ts';

/** A parameter with what Adam knows of it, all of one shape. */
export interface AdamState {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly mean: tf.Variable;
  readonly meanSquare: tf.Variable;
}

/** How far Adam goes. */
export interface AdamSettings extends Pace {
  /** What m/(√v + ε) is multiplied by: the learning rate with its correction for the first steps. */
  readonly rate: number | (() => number);
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The part of each weight that is taken away besides (AdamW). */
  readonly decay: number | (() => number);
}

/**
 * Adam's update of many parameters at once, in place where the device can.
 *
 * m ← m + (1 − β₁)(g − m),  v ← v + (1 − β₂)(g² − v),  w ← w − decay·w − rate·m/(√v + ε)
 *
 * @throws {ShapeError} when the tensors of a parameter are not all of its shape.
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
 * @see Loshchilov and Hutter 2019 for the decay, https://arxiv.org/abs/1711.05101
 * @example
 * ```ts
 * import { adamUpdate, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const variable = tf.variable(tf.tensor1d([1]));
 * const gradient = tf.tensor1d([0.5]);
 * const [mean, meanSquare] = [tf.variable(tf.zeros([1])), tf.variable(tf.zeros([1]))];
 * const settings = { rate: 0.1, beta1: 0, beta2: 0, epsilon: 1e-7, decay: 0 };
 * adamUpdate([{ variable, gradient, mean, meanSquare }], settings);
 * variable.print(); // 0.9
 * ```
 */
export function adamUpdate(states: readonly AdamState[], settings: AdamSettings): void {
  const parameters = states.map(({ variable, gradient, mean, meanSquare }) => ({
    w: variable,
    g: gradient,
    m: mean,
    v: meanSquare,
  }));
  updateParameters('adamUpdate', adam, parameters, 'wmv', settings);
}

/** Inputs: pace, w0, g0, m0, v0, w1 … Outputs: w, m and v of each, or none when they were changed where they lie. */
export const adam: Operation = {
  name: 'ThawAdam',
  reference: (inputs, attributes) => adamReference(inputs, attributes as unknown as AdamSettings),
};
