import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
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
  return tf.tidy(() => {
    const inputs = { projected, kernel, hidden: start.hidden, cell: start.cell };
    const [hidden, cells] = runOperation(lstm, inputs);
    return { hidden: hidden!, cells: cells! };
  });
}

/** Outputs: hidden states, cells, and gates [time, batch, 4·units]. */
export const lstm: Operation = {
  name: 'ThawLSTM',
  reference: ({ projected, kernel, hidden, cell }) => lstmReference(projected!, kernel!, hidden!, cell!),
  gradient: {
    inputsToSave: ['kernel', 'hidden', 'cell'],
    outputsToSave: [true, true, true],
    compute: ([dhidden, dcells], [kernel, hidden, cell, hiddens, cells, gates]) => {
      const inputs = {
        kernel: kernel!,
        hidden: hidden!,
        cell: cell!,
        hiddens: hiddens!,
        cells: cells!,
        gates: gates!,
        dhidden: dhidden!,
        dcells: dcells!,
      };
      const [dgates, dfirst, dcell] = runOperation(lstmGradient, inputs);
      return {
        projected: dgates!,
        kernel: kernelGradient(hidden!, hiddens!, dgates!),
        hidden: dfirst!,
        cell: dcell!,
      };
    },
  },
};

/** Outputs: the gradients in the projected input, in the first hidden state and in the first cell. */
export const lstmGradient: Operation = {
  name: 'ThawLSTMGradient',
  reference: (inputs) => lstmGradientReference(inputs),
};

/** dU = Σ hₜ₋₁ᵀ·dgatesₜ, in one product over all steps. */
function kernelGradient(first: tf.Tensor, hiddens: tf.Tensor, dgates: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [time, batch, units] = hiddens.shape as [number, number, number];
    const earlier = tf.slice(hiddens, [0, 0, 0], [time - 1, batch, units]);
    const before = tf.concat([tf.expandDims(first, 0), earlier], 0);
    return tf.matMul(
      tf.reshape(before, [time * batch, units]),
      tf.reshape(dgates, [time * batch, 4 * units]),
      true,
    );
  });
}
