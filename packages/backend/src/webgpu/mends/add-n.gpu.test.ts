import { expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import type { Inputs } from '../stock-kernels.ts';
import { deviceError, gpu, stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

/** `count` tensors of which the i-th is [i, 10 i]. */
const tensors = (count: number): tf.Tensor[] =>
  Array.from({ length: count }, (_, i) => tf.tensor1d([i, 10 * i]).mul(1));
const sumTo = (count: number): number => (count * (count - 1)) / 2;

test('of more tensors than a device binds TensorFlow.js makes an invalid kernel', async () => {
  const count = gpu().device.limits.maxStorageBuffersPerShaderStage; // and the sum is one more
  const given = tensors(count) as unknown as Inputs; // TensorFlow.js hands AddN a list
  const message = await deviceError(() => stock('AddN', given).data());
  expect(message).toContain('The number of storage buffers');
});

test.each([1, 2, 7, 8, 13, 24, 50])('%d tensors are added up', async (count) => {
  await expectClose(tf.addN(tensors(count)), [sumTo(count), 10 * sumTo(count)], 0);
  const wholes = tensors(count).map((tensor) => tensor.toInt());
  const sum = tf.addN(wholes);
  expect(sum.dtype).toBe('int32');
  await expectClose(sum, [sumTo(count), 10 * sumTo(count)], 0);
});

test('what is called float32 after a cast is added as what it is', async () => {
  const cast = Array.from({ length: 9 }, () =>
    tf.tensor1d([1, 2], 'int32').mul(tf.scalar(1, 'int32')).toFloat(),
  );
  await expectClose(tf.addN(cast), [9, 18], 0);
});

test('leaves no tensor behind', async () => {
  const given = tensors(20);
  await expectNoLeak(() => tf.addN(given).dispose());
});
