import { tf } from '../../tfjs.ts';
import { checkShape, wrongShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';
import { kernelGradient } from '../recurrence/kernel-gradient.ts';
import { gruGradientReference, gruReference } from './reference.ts';

/**
 * A GRU over a whole sequence whose products with the input are made already.
 *
 * s = hₜ₋₁·U + c,  z, r = σ(projectedₜ + s),  h̃ = tanh(projectedₜ + r ⊙ s),  hₜ = z ⊙ hₜ₋₁ + (1 − z) ⊙ h̃
 *
 * The reset gate comes after the product, as in Keras's `resetAfter` and in PyTorch, so that one product makes all sums of a step.
 *
 * Shapes: projected [time, batch, 3·units], gates in the order z, r, h; recurrentKernel U [units, 3·units]; recurrentBias c [3·units];
 * start [batch, units] → hidden [time, batch, units].
 *
 * @throws {ShapeError} when a shape is another.
 * @see Cho et al. 2014, https://arxiv.org/abs/1406.1078, of which version 1 has the reset gate there
 * @example
 * ```ts
 * import { gruSequence, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [time, batch, units] = [7, 2, 5];
 * const products = tf.ones([time, batch, 3 * units]);
 * const start = tf.zeros([batch, units]);
 * const hidden = gruSequence(products, tf.zeros([units, 3 * units]), tf.zeros([3 * units]), start);
 * console.log(hidden.shape); // [ 7, 2, 5 ]
 * ```
 */
export function gruSequence(
  projected: tf.Tensor,
  recurrentKernel: tf.Tensor,
  recurrentBias: tf.Tensor,
  start: tf.Tensor,
): tf.Tensor {
  checkInputs(projected, recurrentKernel, recurrentBias, start);
  return tf.tidy(() => {
    const inputs = { projected, kernel: recurrentKernel, bias: recurrentBias, hidden: start };
    return runOperation(gru, inputs)[0]!;
  });
}

function checkInputs(
  projected: tf.Tensor,
  recurrentKernel: tf.Tensor,
  recurrentBias: tf.Tensor,
  start: tf.Tensor,
): void {
  const owner = 'gruSequence';
  const expected = ['time ≥ 1', 'batch', '3·units'];
  checkShape(owner, { projected }, expected);
  const [time, batch, width] = projected.shape as [number, number, number];
  if (time === 0 || width % 3 !== 0) throw wrongShape(owner, { projected }, expected);
  const units = width / 3;
  checkShape(owner, { recurrentKernel }, [units, width], { projected });
  checkShape(owner, { recurrentBias }, [width], { projected });
  checkShape(owner, { start }, [batch, units], { projected });
}

/** Outputs: hidden states, and gates [time, batch, 4·units]: z, r, h̃ and the sum of h̃. */
export const gru: Operation = {
  name: 'ThawGRU',
  reference: ({ projected, kernel, bias, hidden }) => gruReference(projected!, kernel!, bias!, hidden!),
  gradient: {
    inputsToSave: ['projected', 'kernel', 'bias', 'hidden'],
    outputsToSave: [true, true],
    results: 1,
    compute: ([dhidden], [projected, kernel, bias, hidden, hiddens, gates]) => {
      const first = { projected: projected!, kernel: kernel!, bias: bias!, hidden: hidden! };
      const inputs = { ...first, hiddens: hiddens!, gates: gates!, dhidden: dhidden! };
      const [dprojected, dsums, dfirst, before] = runOperation(gruGradient, inputs);
      return {
        projected: dprojected!,
        kernel: kernelGradient(before!, dsums!),
        bias: tf.sum(dsums!, [0, 1]),
        hidden: dfirst!,
      };
    },
  },
};

/**
 * Outputs: the gradients in the projected input, in the sums s of all steps, in the first hidden state; and the hidden state that each step
 * began with, with which the kernel's gradient is made.
 */
export const gruGradient: Operation = {
  name: 'ThawGRUGradient',
  reference: (inputs) => gruGradientReference(inputs),
  again: {
    inputs: ['projected', 'kernel', 'bias', 'hidden', 'dhidden'],
    compute: (inputs) => {
      const { projected, kernel, bias, hidden } = inputs;
      const [hiddens, gates] = gruReference(projected!, kernel!, bias!, hidden!);
      return gruGradientReference({ ...inputs, hiddens: hiddens!, gates: gates! });
    },
  },
};
