import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { type ActivationName, activationGradientReference, activationReference } from './reference.ts';

export type { ActivationName };

/**
 * Activation of sums, with the bias that is added first: y = f(x + b).
 *
 * dx = dy ⊙ f′(x + b),   db = Σ dx over all axes but the last
 *
 * Shapes: x […, units], bias [units] → x's.
 *
 * @param name which f: relu, sigmoid, tanh, or geluTanh = x/2·(1 + tanh(√(2/π)(x + 0.044715·x³))).
 * @see Hendrycks and Gimpel 2016 for GELU, https://arxiv.org/abs/1606.08415
 */
export function biasActivation(x: tf.Tensor, bias: tf.Tensor, name: ActivationName): tf.Tensor {
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1)!]);
    return tf.reshape(runOperation(biasActivationOperation, { x: rows, bias }, { name })[0]!, x.shape);
  });
}

/** The same without a bias. */
export function activate(x: tf.Tensor, name: ActivationName): tf.Tensor {
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
    return tf.reshape(runOperation(activationOperation, { x: rows }, { name })[0]!, x.shape);
  });
}

/** Input: x [rows, units]. */
export const activationOperation: Operation = {
  name: 'ThawActivation',
  reference: ({ x }, { name }) => activationReference(x!, name as ActivationName),
  gradient: {
    inputsToSave: ['x'],
    compute: ([dy], [x], { name }) => ({
      x: runOperation(activationGradient, { x: x!, dy: dy! }, { name })[0]!,
    }),
  },
};

/** Inputs: x [rows, units], bias [units]. */
export const biasActivationOperation: Operation = {
  name: 'ThawBiasActivation',
  reference: ({ x, bias }, { name }) => activationReference(tf.add(x!, bias!), name as ActivationName),
  gradient: {
    inputsToSave: ['x', 'bias'],
    compute: ([dy], [x, bias], { name }) => {
      const [dx, dbias] = runOperation(activationGradient, { x: x!, bias: bias!, dy: dy! }, { name });
      return { x: dx!, bias: dbias! };
    },
  },
};

/** Outputs: the gradient in x and, where there is a bias, in it. */
export const activationGradient: Operation = {
  name: 'ThawActivationGradient',
  reference: ({ x, bias, dy }, { name }) => {
    const sums = bias ? tf.add(x!, bias) : x!;
    const dx = tf.mul(dy!, activationGradientReference(sums, name as ActivationName));
    return bias ? [dx, tf.sum(dx, 0)] : [dx];
  },
};
