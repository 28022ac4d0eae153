import { expectClose, expectNoLeak } from '@thaw/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { currentDevice, DeviceError, memory, profile, tf, useDevice } from '../index.ts';

beforeEach(async () => {
  await useDevice('webgl');
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('WebGL is chosen when it is asked for, and says on what it runs; without a name it is not', async () => {
  const { name, reason, adapter } = currentDevice()!;
  expect([name, reason]).toEqual(['webgl', 'it was asked for']);
  expect(adapter!.length).toBeGreaterThan(0);
  expect((await useDevice()).name).not.toBe('webgl');
});

test('what is on one device is there on the next, and back', async () => {
  const x = tf.tensor1d([1, 2, 3]).square();
  await useDevice('wasm');
  const y = x.add(1);
  await useDevice('webgl');
  await expectClose(y.mul(2), [4, 10, 20], 1e-6);
});

test('a small tensor gives the same bits whether it was just made or computed', async () => {
  const same = async (): Promise<boolean> => {
    const computed = tf.linspace(0.1, 9, 1000).mul(1.1).slice(0, 100);
    const made = tf.tensor1d(await computed.data<'float32'>());
    const [first, second] = [await computed.log().data(), await made.log().data()];
    return first.every((value, i) => Object.is(value, second[i]));
  };
  expect(await same()).toBe(true);
  tf.env().set('WEBGL_CPU_FORWARD', true); // as TensorFlow.js has it
  expect(await same()).toBe(false);
  await useDevice('webgl');
  expect(await same()).toBe(true);
});

test.each([
  [
    'without WebGL 2',
    'getNumber',
    1,
    'this browser has no WebGL 2: a graphics driver is missing or blocked (look at the GPU page of the browser).',
  ],
  ['of 16 bits', 'getBool', false, 'its adapter computes in 16 bits, and training needs 32.'],
] as const)('an adapter %s is refused', async (_, method, found, missing) => {
  vi.spyOn(tf.env(), method as 'getNumber').mockReturnValue(found as number);
  await expect(useDevice('webgl')).rejects.toThrow(
    new DeviceError(`webgl cannot be used: ${missing} useDevice() without a name takes what is there.`),
  );
});

test('memory tells of its textures, profile that kernels are only handed over', async () => {
  const before = memory();
  const x = tf.ones([100, 100]).add(1);
  const after = memory();
  expect(after.tensors).toBe(before.tensors + 2);
  expect(after.gpuBuffers!).toBeGreaterThan(0);
  expect(after.gpuBytes!).toBeGreaterThanOrEqual(40_000);
  x.dispose();
  expect((await profile(() => tf.tidy(() => void tf.ones([2]).add(1)))).clock).toBe('dispatching');
});

test('a convolutional net learns', async () => {
  const image = tf.randomNormal<tf.Rank.R4>([8, 6, 6, 1], 0, 1, 'float32', 7);
  const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], 'int32'), 3);
  const filter = tf.variable(tf.randomNormal<tf.Rank.R4>([3, 3, 1, 4], 0, 0.5, 'float32', 8));
  const weights = tf.variable(tf.randomNormal<tf.Rank.R2>([16, 3], 0, 0.5, 'float32', 9));
  const loss = (): tf.Scalar => {
    const maps = tf.maxPool(tf.relu(tf.conv2d(image, filter, 1, 'valid')), 2, 2, 'valid');
    return tf.losses.softmaxCrossEntropy(labels, tf.matMul(maps.reshape([8, 16]), weights));
  };
  const optimizer = tf.train.sgd(0.1);
  const step = (): void => optimizer.minimize(loss) as unknown as void;
  const [first] = await loss().data();
  step();
  await expectNoLeak(() => {
    for (let i = 0; i < 20; i++) step();
  });
  const [last] = await loss().data();
  expect(last!).toBeLessThan(first! / 2);
});
