import { tf } from '../../tfjs.ts';
import { checkShape, wrongShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';
import { kernelGradient } from '../recurrence/kernel-gradient.ts';
import { lstmGradientReference, lstmReference } from './reference.ts';

/** Where an LSTM begins, [batch, units] each. */
export interface LSTMStart {
  readonly hidden: tf.Tensor;
  readonly cell: tf.Tensor;
}

/**
 * An LSTM over a whole sequence whose products with the input are made already.
 *
 * i, f, o = σ(projectedₜ + hₜ₋₁·U),  g = tanh(projectedₜ + hₜ₋₁·U),  cₜ = f ⊙ cₜ₋₁ + i ⊙ g,  hₜ = o ⊙ tanh(cₜ)
 *
 * Shapes: projected [time, batch, 4·units], gates in the order i, f, g, o; kernel U [units, 4·units] →
 * hidden and cells [time, batch, units].
 *
 * @throws {ShapeError} when a shape is another.
 * @see Hochreiter and Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735
 * @example
 * ```ts
 * import { lstmSequence, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [time, batch, units] = [7, 2, 5];
 * const start = { hidden: tf.zeros([batch, units]), cell: tf.zeros([batch, units]) };
 * const products = tf.ones([time, batch, 4 * units]);
 * const { hidden } = lstmSequence(products, tf.zeros([units, 4 * units]), start);
 * console.log(hidden.shape); // [ 7, 2, 5 ]
 * ```
 */
export function lstmSequence(
  projected: tf.Tensor,
  kernel: tf.Tensor,
  start: LSTMStart,
): { hidden: tf.Tensor; cells: tf.Tensor } {
  checkStart(projected, kernel, start);
  return tf.tidy(() => {
    const inputs = { projected, kernel, hidden: start.hidden, cell: start.cell };
    const [hidden, cells] = runOperation(lstm, inputs);
    return { hidden: hidden!, cells: cells! };
  });
}

function checkStart(projected: tf.Tensor, kernel: tf.Tensor, { hidden, cell }: LSTMStart): void {
  const owner = 'lstmSequence';
  const expected = ['time ≥ 1', 'batch', '4·units'];
  checkShape(owner, { projected }, expected);
  const [time, batch, width] = projected.shape as [number, number, number];
  if (time === 0 || width % 4 !== 0) throw wrongShape(owner, { projected }, expected);
  const units = width / 4;
  checkShape(owner, { kernel }, [units, width], { projected });
  checkShape(owner, { hidden }, [batch, units], { projected });
  checkShape(owner, { cell }, [batch, units], { projected });
}

/** Outputs: hidden states, cells, and gates [time, batch, 4·units]. */
export const lstm: Operation = {
  name: 'ThawLSTM',
  reference: ({ projected, kernel, hidden, cell }) => lstmReference(projected!, kernel!, hidden!, cell!),
  gradient: {
    inputsToSave: ['projected', 'kernel', 'hidden', 'cell'],
    outputsToSave: [true, true, true],
    results: 2,
    compute: ([dhidden, dcells], [projected, kernel, hidden, cell, hiddens, cells, gates]) => {
      const first = { projected: projected!, kernel: kernel!, hidden: hidden!, cell: cell! };
      const made = { hiddens: hiddens!, cells: cells!, gates: gates! };
      const inputs = { ...first, ...made, dhidden: dhidden!, dcells: dcells! };
      const [dsums, dfirst, dcell, before] = runOperation(lstmGradient, inputs);
      return {
        projected: dsums!,
        kernel: kernelGradient(before!, dsums!),
        hidden: dfirst!,
        cell: dcell!,
      };
    },
  },
};

/**
 * Outputs: the gradients in the sums of all steps, which are those in the projected input, in the first hidden state and in the first cell;
 * and the hidden state that each step began with, with which the kernel's gradient is made.
 */
export const lstmGradient: Operation = {
  name: 'ThawLSTMGradient',
  reference: (inputs) => lstmGradientReference(inputs),
  again: {
    inputs: ['projected', 'kernel', 'hidden', 'cell', 'dhidden', 'dcells'],
    compute: (inputs) => {
      const { projected, kernel, hidden, cell } = inputs;
      const [hiddens, cells, gates] = lstmReference(projected!, kernel!, hidden!, cell!);
      return lstmGradientReference({ ...inputs, hiddens: hiddens!, cells: cells!, gates: gates! });
    },
  },
};
