import { checkGradient } from '@thaw/testing';
import { beforeAll, describe, test } from 'vitest';

import {
  activate,
  biasActivation,
  layerNorm,
  multiHeadAttention,
  Random,
  rmsNorm,
  softmaxCrossEntropy,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

type Compute = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The squared length of the gradient of a weighted sum of what is computed, as a function of the inputs. */
function lengthOfGradient(compute: Compute): Compute {
  const weighted: Compute = (...inputs) => {
    const y = compute(...inputs);
    return tf.sum(tf.mul(y, draw(9, ...y.shape)));
  };
  return (...inputs) =>
    tf.addN(
      tf
        .grads(weighted)(inputs)
        .map((gradient) => tf.sum(tf.square(gradient))),
    );
}

describe('the gradient of a gradient is that of central differences', () => {
  test.each(['elu', 'sigmoid', 'tanh', 'gelu', 'geluTanh'] as const)('of %s', async (name) => {
    await checkGradient(
      lengthOfGradient((x) => activate(x!, name)),
      [draw(1, 2, 5)],
    );
    const biased = lengthOfGradient((x, bias) => biasActivation(x!, bias!, name));
    await checkGradient(biased, [draw(1, 2, 5), draw(2, 5)]);
  });

  test('of cross-entropy', async () => {
    const labels = tf.tensor1d([0, 2, 3], 'int32'); // the last is no class
    await checkGradient(
      lengthOfGradient((z) => softmaxCrossEntropy(z!, labels)),
      [draw(1, 3, 3)],
    );
  });

  test.each([layerNorm, rmsNorm])('of %o', async (norm) => {
    const beta = draw(3, 5); // no gradient depends on it
    await checkGradient(
      lengthOfGradient((x, gamma) => norm(x!, { gamma, beta }, 1e-3)),
      [draw(1, 2, 5), draw(2, 5)],
    );
  });

  test('of attention', async () => {
    const inputs = [draw(1, 1, 3, 4), draw(2, 1, 4, 4), draw(3, 1, 4, 6)];
    const mask = tf.tensor2d([[1, 1, 0, 1], [0, 1, 0, 0], [0, 1, 1, 1]]); // prettier-ignore
    for (const options of [{ causal: true }, { causal: false, mask }]) {
      const attend: Compute = (q, k, v) =>
        multiHeadAttention(q!, k!, v!, { numHeads: 2, scale: 0.7, ...options });
      await checkGradient(lengthOfGradient(attend), inputs);
    }
  });
});
