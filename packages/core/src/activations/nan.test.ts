import { beforeAll, expect, test } from 'vitest';

import * as core from '../index.ts';
import { type Activation, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const { linear, relu, relu6, leakyRelu, elu, selu, gelu, geluTanh, silu, mish, softplus } = core;
const { sigmoid, hardSigmoid, tanh, hardTanh, softsign, step, sign, straightThrough } = core;
const rectifiers = { linear, relu, relu6, leakyRelu, elu, selu, gelu, geluTanh, silu, mish, softplus };
const bounded = { sigmoid, hardSigmoid, tanh, hardTanh, softsign, step, sign };
const made = {
  'leakyRelu.with': leakyRelu.with({ negativeSlope: 0.5 }),
  'elu.with': elu.with({ alpha: 2 }),
  straightThrough: straightThrough(step),
};

const areNaN = async (tensor: tf.Tensor): Promise<boolean[]> =>
  Array.from(await tensor.data(), (value) => Number.isNaN(value));

test.each(Object.entries<Activation>({ ...rectifiers, ...bounded, ...made }))(
  '%s: NaN goes through, so that what went wrong is seen',
  async (_, activation) => {
    expect(await areNaN(activation(tf.tensor1d([1, NaN, -1])))).toEqual([false, true, false]);
  },
);

test('NaN spreads over its row in softmax and logSoftmax, and no further', async () => {
  const rows = tf.tensor2d([
    [1, NaN],
    [1, 2],
  ]);
  expect(await areNaN(core.softmax(rows))).toEqual([true, true, false, false]);
  expect(await areNaN(core.logSoftmax(rows))).toEqual([true, true, false, false]);
});
