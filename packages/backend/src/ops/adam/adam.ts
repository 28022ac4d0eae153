import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { adamReference } from './reference.ts';

/** A parameter with what Adam knows of it, all of one shape. */
export interface AdamState {
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly mean: tf.Variable;
  readonly meanSquare: tf.Variable;
}

/** How far Adam goes. */
export interface AdamSettings {
  /** What m/(√v + ε) is multiplied by: the learning rate with its correction for the first steps. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** The part of each weight that is taken away besides (AdamW). */
  readonly decay: number;
}

/**
 * Adam's update of many parameters at once, in place where the device can.
 *
 * m ← m + (1 − β₁)(g − m),  v ← v + (1 − β₂)(g² − v),  w ← w − decay·w − rate·m/(√v + ε)
 *
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
 * @see Loshchilov and Hutter 2019 for the decay, https://arxiv.org/abs/1711.05101
 */
export function adamUpdate(states: readonly AdamState[], settings: AdamSettings): void {
  if (states.length === 0) return;
  tf.tidy(() => {
    const inputs: Record<string, tf.Tensor> = {};
    for (const [i, { variable, gradient, mean, meanSquare }] of states.entries()) {
      inputs[`w${i}`] = variable;
      inputs[`g${i}`] = gradient;
      inputs[`m${i}`] = mean;
      inputs[`v${i}`] = meanSquare;
    }
    const outputs = runOperation(adam, inputs, { ...settings });
    if (outputs.length === 0) return; // they were changed where they lie
    for (const [i, { variable, mean, meanSquare }] of states.entries()) {
      variable.assign(outputs[3 * i]!);
      mean.assign(outputs[3 * i + 1]!);
      meanSquare.assign(outputs[3 * i + 2]!);
    }
  });
}

/** Inputs: w0, g0, m0, v0, w1 … Outputs: w, m and v of each, or none when they were changed where they lie. */
export const adam: Operation = {
  name: 'ThawAdam',
  reference: (inputs, attributes) => adamReference(inputs, attributes as unknown as AdamSettings),
};
