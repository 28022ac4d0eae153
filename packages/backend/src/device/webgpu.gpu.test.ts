import { expectClose, watchGpuErrors } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { currentDevice, tf, useDevice } from '../index.ts';
import { findAdapter } from './webgpu.ts';

beforeAll(async () => {
  await useDevice('webgpu');
});

test('WebGPU is chosen when it is asked for, and says on what it runs', () => {
  const { name, reason, adapter } = currentDevice()!;
  expect(name).toBe('webgpu');
  expect(reason).toMatch(/^it was asked for/);
  expect(adapter!.length).toBeGreaterThan(0);
});

test('the device has what of the adapter times kernels and serves mixed precision', async () => {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const { adapter } = await findAdapter();
  for (const feature of ['timestamp-query', 'shader-f16', 'subgroups']) {
    expect([feature, device.features.has(feature)]).toEqual([feature, adapter.features.has(feature)]);
  }
});

test('asked for again, it is the same device, and the tensors on it stay', async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const square = x.square(); // its data are on the device alone
  const { device } = tf.backend() as unknown as { device: unknown };
  await useDevice('webgpu');
  expect((tf.backend() as unknown as { device: unknown }).device).toBe(device);
  await expectClose(square, [1, 4, 9], 0);
});

test('what is on one device is there on the next, and back', async () => {
  const x = tf.tensor1d([1, 2, 3]).square();
  await x.data(); // what is read once can be moved
  await useDevice('cpu');
  const y = x.add(1);
  await useDevice('webgpu');
  await expectClose(y.mul(2), [4, 10, 20], 1e-6);
});

test('the gradient of average pooling is mended here too', async () => {
  const pool = (x: tf.Tensor): tf.Tensor => tf.avgPool(x as tf.Tensor4D, [1, 2], [1, 2], 'same');
  const row = (values: number[]): tf.Tensor => tf.tensor(values, [1, 1, values.length, 1]);
  await expectClose(tf.grad(pool)(row([1, 2, 3])), row([0.5, 0.5, 1]), 1e-6);
});

test('an invalid dispatch is found out by watching, though it throws nothing', async () => {
  const errors = watchGpuErrors();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  device.createBuffer({ size: 4, usage: 0 });
  await expect(errors.expectNone()).rejects.toThrow('the WebGPU device reports: ');
});
