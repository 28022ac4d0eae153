import { ensureDevice, tf } from '@thaw/backend';
import { constant } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ThresholdUnit } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const cases = (): tf.Tensor =>
  tf.tensor2d([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);

// The units of McCulloch and Pitts 1943: weights of 1, and a threshold of −bias that the sum must reach.
test.each([
  ['and', 1, -2, [0, 0, 0, 1]],
  ['or', 1, -1, [0, 1, 1, 1]],
  ['not and', -1, 1, [1, 1, 1, 0]],
  ['always', 1, 0, [1, 1, 1, 1]], // a sum that just reaches the threshold fires
])('"%s" by hand', async (_, weight, bias, expected) => {
  const unit = new ThresholdUnit(2, 1, {
    kernelInitializer: constant(weight),
    biasInitializer: constant(bias),
  });
  await expectClose(
    unit.forward(cases()),
    expected.map((value) => [value]),
    0,
  );
});

test('it starts with zeros, so that it always fires, and its output is float32', async () => {
  const unit = new ThresholdUnit(2, 3);
  expect([await unit.kernel.data(), await unit.bias.data()]).toEqual([
    new Float32Array(6),
    new Float32Array(3),
  ]);
  const output = unit.forward(cases());
  expect([output.dtype, output.shape]).toEqual(['float32', [4, 3]]);
});
