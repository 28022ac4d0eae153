import { expectClose, watchGpuErrors } from '@thaw/testing';
import { beforeAll, expect, test, vi } from 'vitest';

import { ArgumentError, DeviceError, tf, useDevice } from '../index.ts';
import { completeWebGPU } from './complete-webgpu.ts';
import { defineKernel, toFloats } from './define-kernel.ts';
import { gpu } from './survey/stock.ts';

beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
});

/** y = rate · x, and the count of runs goes up by one in place. */
const scale = defineKernel({
  name: 'scale',
  reads: { x: 'f32' },
  writes: { y: 'f32', count: 'i32' },
  uniforms: { size: 'u32', rate: 'f32' },
  wgsl: `fn main(group: u32, lane: u32) {
    let i = group * workgroupSize + lane;
    if (i < u.size) { y[i] = u.rate * x[i]; }
    if (i == 0) { count[0] += 1; }
  }`,
});

const run = (x: tf.Tensor, count: tf.Tensor, rate = 0.5): tf.Tensor => {
  const y = gpu().makeTensorInfo(x.shape, 'float32');
  scale(gpu(), { x, y, count }, { size: x.size, rate }, Math.ceil(x.size / 64));
  return tf.engine().makeTensorFromTensorInfo(y);
};

test('several tensors are written, one of them in place, between the kernels of TensorFlow.js', async () => {
  const errors = watchGpuErrors();
  const [x, count] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([40], 'int32')];
  const once = run(x, count);
  const twice = run(once.add(1), count);
  await expectClose(twice.mul(2), [1.5, 2, 2.5], 0);
  await expectClose(count, [42], 0);
  await errors.expectNone();
});

test('a small tensor is bound as a uniform buffer, whether the host or the device has its numbers', async () => {
  const errors = watchGpuErrors();
  const shift = defineKernel({
    name: 'shift',
    reads: { x: 'f32' },
    writes: { y: 'f32' },
    small: { pair: 'vec2f' },
    wgsl: 'fn main(group: u32, lane: u32) { if (lane < 2) { y[lane] = x[lane] * pair.x + pair.y; } }',
  });
  const x = tf.tensor1d([1, 2]);
  for (const pair of [tf.tensor1d([2, 10]), tf.tensor1d([1, 5]).mul(2)]) {
    const y = gpu().makeTensorInfo([2], 'float32');
    shift(gpu(), { x, pair, y }, {}, 1);
    await expectClose(tf.engine().makeTensorFromTensorInfo(y), [12, 14], 0);
  }
  await errors.expectNone();
});

test('what was read before is forgotten when it is written in place', async () => {
  const [x, count] = [tf.ones([1]), tf.tensor1d([0], 'int32')];
  expect([...(await count.data())]).toEqual([0]);
  run(x, count);
  expect([...(await count.data())]).toEqual([1]);
});

test('more than 65,535 workgroups are spread over a grid, none of them twice', async () => {
  const most = gpu().device.limits.maxComputeWorkgroupsPerDimension;
  const size = most * 64 + 77;
  const [y, count] = [run(tf.ones([size]), tf.tensor1d([0], 'int32'), 3), tf.tensor1d([0], 'int32')];
  await expectClose(y.slice(size - 100), new Float32Array(100).fill(3), 0);
  await expectClose(y.mean(), 3, 1e-6);
  run(tf.ones([1]), count);
  await expectClose(count, [1], 0);
});

test('an empty tensor can be bound, and no workgroups do nothing', async () => {
  const errors = watchGpuErrors();
  const count = tf.tensor1d([5], 'int32');
  const y = tf.ones([1]);
  scale(gpu(), { x: tf.zeros([0]), y, count }, { size: 0, rate: 1 }, 1);
  scale(gpu(), { x: tf.ones([1]), y, count }, { size: 1, rate: 9 }, 0);
  await expectClose(count, [6], 0);
  await expectClose(y, [1], 0);
  await errors.expectNone();
});

test('whole numbers under the name of float32 are read as floats', async () => {
  const whole = tf.tensor1d([3, 4], 'int32');
  const named = { dataId: whole.dataId, shape: [2], dtype: 'float32' as const };
  const y = gpu().makeTensorInfo([2], 'float32');
  scale(gpu(), { x: named, y, count: tf.tensor1d([0], 'int32') }, { size: 2, rate: 0.5 }, 1);
  await expectClose(tf.engine().makeTensorFromTensorInfo(y), [1.5, 2], 0);
  await expectClose(tf.engine().makeTensorFromTensorInfo(toFloats(whole, gpu())), [3, 4], 0);
});

test('buffers of numbers and of temporary tensors go back once the commands are submitted', async () => {
  const [x, count] = [tf.tensor1d([1, 2, 3]).mul(1), tf.tensor1d([0], 'int32')];
  const used = async (): Promise<number> => {
    const y = run(x, count);
    await y.data();
    y.dispose();
    return (gpu() as unknown as { bufferManager: { numUsedBuffers: number } }).bufferManager.numUsedBuffers;
  };
  const before = await used();
  for (let i = 0; i < 40; i++) expect(await used()).toBe(before);
});

test('where kernels are timed, ours is by its name', async () => {
  const [x, count] = [tf.ones([3]), tf.tensor1d([0], 'int32')];
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined); // where the device measures no time
  const times = await (gpu() as unknown as tf.KernelBackend).time(() => run(x, count));
  warn.mockRestore();
  expect((times as tf.TimingInfo).getExtraProfileInfo!()).toContain('scale: ');
  await expectClose(count, [1], 0);
});

test('a tensor that is written and bound twice', () => {
  const x = tf.ones([2]);
  expect(() =>
    scale(gpu(), { x, y: x.reshape([2, 1]), count: tf.tensor1d([0], 'int32') }, { size: 2, rate: 1 }, 1),
  ).toThrow(new ArgumentError('kernel scale: y is written, so it cannot also be bound as x.'));
});

test('a tensor that is written as what it does not hold', () => {
  const [y, count] = [tf.tensor1d([1], 'int32'), tf.tensor1d([0], 'int32')];
  expect(() => scale(gpu(), { x: tf.ones([1]), y, count }, { size: 1, rate: 1 }, 1)).toThrow(
    new ArgumentError('kernel scale: y is written as float32, and this tensor holds int32.'),
  );
});

test('more tensors than the device binds', () => {
  const most = gpu().device.limits.maxStorageBuffersPerShaderStage;
  const names = Array.from({ length: most + 1 }, (_, i) => `t${i}`);
  const crowded = defineKernel<string>({
    name: 'crowded',
    writes: Object.fromEntries(names.map((name) => [name, 'f32' as const])),
    wgsl: 'fn main(group: u32, lane: u32) {}',
  });
  const tensors = Object.fromEntries(names.map((name) => [name, tf.ones([1])]));
  expect(() => crowded(gpu(), tensors, {}, 1)).toThrow(
    new DeviceError(
      `kernel crowded works on ${most + 1} tensors at once, and this device binds no more than ${most}.`,
    ),
  );
});
