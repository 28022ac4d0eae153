import { ensureDevice, tf } from '@thaw/backend';
import { constant, ones } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv2D, DepthwiseConv1D, DepthwiseConv2D, SeparableConv2D } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('filters see their own channel, and what comes of a channel stands side by side', async () => {
  const depthwiseInitializer = (): Float32Array => Float32Array.of(1, 2, 3, 4); // channel 0: 1 and 2, channel 1: 3 and 4
  const image = tf.tensor4d([10, 100], [1, 1, 1, 2]);
  const layer = new DepthwiseConv2D(2, 1, { depthMultiplier: 2, depthwiseInitializer });
  await expectClose(layer.forward(image), tf.tensor4d([10, 20, 300, 400], [1, 1, 1, 4]), 0);
  const causal = new DepthwiseConv1D(1, 2, {
    padding: 'causal',
    depthwiseInitializer: ones,
    biasInitializer: constant(5),
  });
  await expectClose(causal.forward(tf.tensor3d([1, 2, 3], [1, 3, 1])), [[[6], [8], [10]]], 0);
});

test('over channels by themselves it is Conv2D with a group for each', async () => {
  const layer = new DepthwiseConv2D(3, 2, { depthMultiplier: 2 });
  const grouped = new Conv2D(3, 6, 2, { groups: 3 });
  grouped.kernel.assign((await layer.kernel.data()) as Float32Array);
  const x = tf.range(0, 48).reshape([1, 4, 4, 3]);
  await expectClose(layer.forward(x), grouped.forward(x), 0);
});

test('a separable one is the one after the other, in few weights', async () => {
  const layer = new SeparableConv2D(3, 4, 3, { padding: 'same', biasInitializer: constant(2) });
  const [first, second] = [new DepthwiseConv2D(3, 3, { padding: 'same' }), new Conv2D(3, 4, 1)];
  first.kernel.assign((await layer.depthwiseKernel.data()) as Float32Array);
  second.kernel.assign((await layer.pointwiseKernel.data()) as Float32Array);
  second.bias!.assign(new Float32Array(4).fill(2));
  const x = tf.range(0, 48).reshape([1, 4, 4, 3]);
  await expectClose(layer.forward(x), second.forward(first.forward(x)), 0);
  const sizes = [...layer.parameters().values()].map(({ size }) => size);
  expect(sizes).toEqual([3 * 3 * 3, 3 * 4, 4]);
});
