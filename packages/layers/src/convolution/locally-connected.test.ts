import { ensureDevice, seed, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv2D, LocallyConnected1D, LocallyConnected2D } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('each window has its own filters and bias', async () => {
  const layer = new LocallyConnected1D(3, 1, 1, 2);
  layer.kernel.assign(Float32Array.of(1, 10, 100, 1000)); // of places 0 and 1, then of 1 and 2
  layer.bias!.assign(Float32Array.of(0.5, -0.5));
  await expectClose(layer.forward(tf.tensor3d([1, 2, 3], [1, 3, 1])), [[[21.5], [3199.5]]], 0);
});

test('with the same filters in all windows it is a convolution', async () => {
  const local = new LocallyConnected2D([5, 4], 2, 3, [2, 3], { strides: [3, 1] });
  const shared = new Conv2D(2, 3, [2, 3], { strides: [3, 1] });
  const filters = (await shared.kernel.data()) as Float32Array;
  local.kernel.assign(
    Float32Array.from({ length: local.kernel.size }, (_, i) => filters[i % filters.length]!),
  );
  const x = tf.range(0, 80).reshape([2, 5, 4, 2]);
  await expectClose(local.forward(x), shared.forward(x), 1e-5);
});

test('filters begin as large as those of one window by itself', async () => {
  seed(1);
  const values = await new LocallyConnected2D(12, 3, 8, 3).kernel.data(); // 100 windows of 27 inputs, 8 filters
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(variance).toBeCloseTo(2 / (27 + 8), 2);
});
