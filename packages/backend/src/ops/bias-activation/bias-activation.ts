import { describe } from '../../check-options.ts';
import { ArgumentError } from '../../errors.ts';
import { tf } from '../../tfjs.ts';
import { checkShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';
import {
  type ActivationName,
  activationGradientReference,
  activationNames,
  activationReference,
} from './reference.ts';

export type { ActivationName };

/**
 * Activation of sums, with the bias that is added first: y = f(x + b).
 *
 * dx = dy ⊙ f′(x + b),   db = Σ dx over all axes but the last
 *
 * Shapes: x […, units], bias [units] → x's.
 *
 * @throws {ArgumentError} when there is no such activation.
 * @throws {ShapeError} when a shape is another.
 * @param name which f: relu, elu (eˣ − 1 below 0), sigmoid, tanh, gelu = x·Φ(x), or geluTanh = x/2·(1 + tanh(√(2/π)(x + 0.044715·x³))).
 * @see Hendrycks and Gimpel 2016 for GELU, https://arxiv.org/abs/1606.08415
 * @see Clevert, Unterthiner and Hochreiter 2015 for ELU, https://arxiv.org/abs/1511.07289
 * @example
 * ```ts
 * import { biasActivation, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * biasActivation(tf.tensor2d([[1, -3]]), tf.tensor1d([1, 1]), 'relu').print(); // 2 and 0
 * ```
 */
export function biasActivation(x: tf.Tensor, bias: tf.Tensor, name: ActivationName): tf.Tensor {
  requireName('biasActivation', name);
  checkShape('biasActivation', { x }, ['…', 'units']);
  checkShape('biasActivation', { bias }, [x.shape.at(-1)!], { x });
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1)!]);
    return tf.reshape(runOperation(biasActivationOperation, { x: rows, bias }, { name })[0]!, x.shape);
  });
}

/**
 * The same without a bias.
 *
 * Shapes: any → the same.
 *
 * @throws {ArgumentError} when there is no such activation.
 * @example
 * ```ts
 * import { activate, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * activate(tf.tensor1d([-1, 2]), 'relu').print(); // 0 and 2
 * ```
 */
export function activate(x: tf.Tensor, name: ActivationName): tf.Tensor {
  requireName('activate', name);
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
    return tf.reshape(runOperation(activationOperation, { x: rows }, { name })[0]!, x.shape);
  });
}

function requireName(owner: string, name: string): void {
  if ((activationNames as readonly string[]).includes(name)) return;
  throw new ArgumentError(`${owner}: expected one of ${activationNames.join(', ')}, got ${describe(name)}.`);
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
      const [dx, dbias] = runOperation(biasActivationGradient, { x: x!, bias: bias!, dy: dy! }, { name });
      return { x: dx!, bias: dbias! };
    },
  },
};

/** Output: the gradient in x. */
export const activationGradient: Operation = {
  name: 'ThawActivationGradient',
  reference: dActivation,
  again: { inputs: ['x', 'dy'], compute: dActivation },
};

/** Outputs: the gradients in x and in the bias. */
export const biasActivationGradient: Operation = {
  name: 'ThawBiasActivationGradient',
  reference: dBiasActivation,
  again: { inputs: ['x', 'bias', 'dy'], compute: dBiasActivation },
};

/** That of relu from what it gave, which is above 0 where its input was. Outputs: the gradients in the input and in a bias before it. */
export const reluGradient: Operation = {
  name: 'ThawReluGradient',
  reference: dRelu,
  again: { inputs: ['y', 'dy'], compute: dRelu },
};

type Inputs = Record<string, tf.Tensor>;

function dRelu({ y, dy }: Inputs): tf.Tensor[] {
  const dx = tf.mul(dy!, tf.step(y!));
  return [dx, tf.sum(dx, 0)];
}

function dActivation({ x, dy }: Inputs, { name }: Record<string, unknown>): tf.Tensor {
  return tf.mul(dy!, activationGradientReference(x!, name as ActivationName));
}

function dBiasActivation({ x, bias, dy }: Inputs, attributes: Record<string, unknown>): tf.Tensor[] {
  const dx = dActivation({ x: tf.add(x!, bias!), dy: dy! }, attributes);
  return [dx, tf.sum(dx, 0)];
}
