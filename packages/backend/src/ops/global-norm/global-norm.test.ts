import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../../../fixtures/fused-operations.json' with { type: 'json' };
import { ArgumentError, clipByGlobalNorm, ensureDevice, globalNorm, Random, tf } from '../../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

test('the norm of 3 and 4 is 5; clipped to 2.5 they are halved, to 10 they stay as they are', async () => {
  const [three, four] = [tf.scalar(3), tf.tensor2d([[-4, 0]])];
  await expectClose(globalNorm([three, four]), 5, 0);
  const halved = clipByGlobalNorm([three, four], 2.5);
  await expectClose(halved[0]!, 1.5, 0);
  await expectClose(halved[1]!, [[-2, 0]], 0);
  const kept = clipByGlobalNorm([three, four], 10);
  await expectClose(kept[0]!, 3, 0);
  await expectClose(kept[1]!, [[-4, 0]], 0);
});

test('no tensors have the norm 0, and so have zeros, which clipping keeps', async () => {
  await expectClose(globalNorm([]), 0, 0);
  expect(clipByGlobalNorm([], 1)).toEqual([]);
  await expectClose(globalNorm([tf.zeros([3]), tf.zeros([0])]), 0, 0);
  await expectClose(clipByGlobalNorm([tf.zeros([3])], 1)[0]!, [0, 0, 0], 0);
});

test('whole numbers are taken as floats', async () => {
  const whole = tf.tensor1d([3, 4], 'int32');
  await expectClose(globalNorm([whole]), 5, 0);
  await expectClose(clipByGlobalNorm([whole], 1)[0]!, [0.6, 0.8], 1e-6);
});

test('twenty million numbers are as exact as two', async () => {
  const x = tf.fill([10_000_000], 0.1);
  await expectClose(globalNorm([x, x]), Math.fround(0.1) * Math.sqrt(20_000_000), 1e-6);
  x.dispose();
});

test('NaN makes everything NaN, an infinity takes the others to 0', async () => {
  expect(Number.isNaN((await globalNorm([tf.tensor1d([1, NaN])]).data())[0])).toBe(true);
  const [first, other] = clipByGlobalNorm([tf.tensor1d([1, NaN]), tf.tensor1d([2])], 1);
  expect([...(await first!.data()), ...(await other!.data())]).toEqual([NaN, NaN, NaN]);
  await expectClose(clipByGlobalNorm([tf.tensor1d([Infinity]), tf.tensor1d([2])], 1)[1]!, [0], 0);
});

test.each(fixture.clips)(
  'clipped to $maximum they are those of PyTorch',
  async ({ maximum, tensors, norm, clipped }) => {
    const given = tensors.map(({ shape, data }) => tf.tensor(data, shape));
    await expectClose(globalNorm(given), norm, 1e-6);
    const results = clipByGlobalNorm(given, maximum);
    for (const [i, { shape, data }] of clipped.entries()) {
      await expectClose(results[i]!, tf.tensor(data, shape), 1e-5);
    }
  },
);

test('the gradients are those of central differences, of the second order too', async () => {
  const inputs = [draw(1, 2, 3), draw(2, 4)];
  await checkGradient((...tensors) => globalNorm(tensors), inputs);
  const weigh = (tensors: tf.Tensor[]): tf.Tensor =>
    tf.add(tf.sum(tf.mul(tensors[0]!, draw(3, 2, 3))), tf.sum(tf.mul(tensors[1]!, draw(4, 4))));
  for (const maximum of [1, 100]) {
    await checkGradient((...tensors) => weigh(clipByGlobalNorm(tensors, maximum)), inputs);
  }
  const penalty =
    (compute: (...tensors: tf.Tensor[]) => tf.Tensor) =>
    (...tensors: tf.Tensor[]) =>
      tf.addN(
        tf
          .grads(compute)(tensors)
          .map((gradient, i) => tf.sum(tf.mul(gradient, draw(5 + i, ...gradient.shape)))),
      );
  await checkGradient(
    penalty((...tensors) => tf.square(globalNorm(tensors))),
    inputs,
  );
  await checkGradient(
    penalty((...tensors) => weigh(clipByGlobalNorm(tensors, 1))),
    inputs,
  );
});

test('the gradient of a norm of 0 is 0', async () => {
  await expectClose(tf.grad((x) => globalNorm([x]))(tf.zeros([2])), [0, 0], 0);
});

test('it leaves no tensor behind', async () => {
  const x = draw(1, 5);
  await expectNoLeak(() => tf.dispose([globalNorm([x, x]), clipByGlobalNorm([x, x], 1)]));
});

test('a maximum that is not above 0', () => {
  expect(() => clipByGlobalNorm([], 0)).toThrow(
    new ArgumentError('clipByGlobalNorm: maximum must be above 0, got 0.'),
  );
});
