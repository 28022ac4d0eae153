import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  type Activation,
  ArgumentError,
  hardTanh,
  linear,
  sigmoid,
  sign,
  step,
  straightThrough,
  tanh,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

describe('straightThrough', () => {
  const gradientOf = (activation: Activation, x: number[]): tf.Tensor =>
    tf.grad((input) => tf.sum(tf.mul(activation(input), tf.range(1, x.length + 1))))(tf.tensor1d(x));

  test('has the values of the one and the gradient of the other', async () => {
    const x = [-3, -0.5, 0.5, 3];
    await expectClose(straightThrough(step)(tf.tensor1d(x)), [0, 0, 1, 1], 0);
    await expectClose(gradientOf(straightThrough(step), x), [1, 2, 3, 4], 0);
    await expectClose(straightThrough(sign, hardTanh)(tf.tensor1d(x)), [-1, -1, 1, 1], 0);
    await expectClose(gradientOf(straightThrough(sign, hardTanh), x), [0, 2, 3, 0], 0);
    await expectClose(gradientOf(straightThrough(step, sigmoid), x), gradientOf(sigmoid, x), 0);
    await expectClose(straightThrough(linear)(tf.tensor1d(x)), x, 0);
  });

  test('leaves no tensor behind', async () => {
    const x = tf.tensor1d([-1, 2]);
    await expectNoLeak(() => straightThrough(step, tanh)(x).dispose());
    await expectNoLeak(() => tf.grad(straightThrough(step, tanh))(x).dispose());
  });

  test('takes functions', () => {
    const message =
      "straightThrough: expected activations such as step, got the string 'step'; import one from '@thaw/core'.";
    expect(() => straightThrough('step' as never)).toThrow(new ArgumentError(message));
    expect(() => straightThrough(step, 'step' as never)).toThrow(new ArgumentError(message));
  });
});
