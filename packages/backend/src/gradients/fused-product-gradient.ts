import { ArgumentError } from '../errors.ts';
import { reluGradient } from '../ops/bias-activation/bias-activation.ts';
import { runOperation } from '../ops/operation.ts';
import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of a product, or a convolution, with bias and activation in one kernel, which TensorFlow.js has for none of its own:
 *
 * y = f(a·b + bias):   dz = dy ⊙ f′(z), dbias = Σ dz over all axes but the last, da and db those of the product at dz.
 *
 * f is linear or relu, whose derivative is seen from y; z is not kept.
 *
 * @param kernelName of the product alone, whose gradient serves.
 * @param names of its two inputs.
 */
export function fusedProductGradient(kernelName: string, ...names: [string, string]): Gradient {
  return {
    inputsToSave: names,
    outputsToSave: [true],
    gradFunc: (dy, [a, b, y], attributes) => {
      const { activation = 'linear' } = attributes as { activation?: string };
      const [dz, bias] = through(activation, inRows(dy as tf.Tensor), inRows(y!));
      const whole = dz.rank === y!.rank ? dz : tf.reshape(dz, y!.shape);
      const product = tf.getGradient(kernelName).gradFunc(whole, [a!, b!], attributes);
      return { ...product, bias };
    },
  };
}

function inRows(x: tf.Tensor): tf.Tensor {
  return x.rank === 2 ? x : tf.reshape(x, [-1, x.shape.at(-1)!]);
}

/** The gradient in the sums, and how to compute that in the bias. */
function through(activation: string, dy: tf.Tensor, y: tf.Tensor): [tf.Tensor, () => tf.Tensor] {
  if (activation === 'linear') return [dy, () => tf.sum(dy, 0)];
  if (activation !== 'relu') {
    throw new ArgumentError(
      `The gradient of a product with its activation in one kernel is known for linear and relu, not for ${activation}; apply that with activate().`,
    );
  }
  const [dz, dbias] = runOperation(reluGradient, { y, dy });
  return [dz!, () => dbias!];
}
