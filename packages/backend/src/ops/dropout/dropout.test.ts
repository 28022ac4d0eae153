import { checkGradient, expectNoLeak } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { ArgumentError, dropout, Random, tf, useDevice } from '../../index.ts';

beforeEach(async () => {
  await useDevice();
});

/** Dropout by its definition, on the host. */
function expected(x: Float32Array, rate: number, random: Random): Float32Array {
  const scale = Math.fround(1 / (1 - rate));
  const dropped = random.bernoulli(x.length, rate);
  return x.map((value, i) => value * (dropped[i] ? 0 : scale));
}

const devices: [string, () => Promise<unknown>][] = [
  ['cpu', () => useDevice('cpu')],
  ['wasm', () => useDevice('wasm', { threads: 1 })],
  ['wasm on 2 threads', () => useDevice('wasm', { threads: 2 })],
  ['wasm on 3 threads', () => useDevice('wasm', { threads: 3 })],
];

test.each(devices)('on %s it drops what the host would, to the bit', async (_device, use) => {
  await use();
  for (const size of [0, 1, 3, 5, 8191, 8193, 20_001]) {
    for (const rate of [0, 0.1, 0.5, 0.999]) {
      const [random, other] = [new Random(7).fork(size), new Random(7).fork(size)];
      const x = new Random(size).normal(size);
      const y = dropout(tf.tensor1d(x), rate, random);
      expect(y.dataSync()).toEqual(expected(x, rate, other));
      expect(random.state).toEqual(other.state);
    }
  }
});

test('the gradient goes where the numbers went, by the same mask', () => {
  const x = tf.ones([3, 7]);
  const [y, dx] = [dropout(x, 0.4, new Random(5)), tf.grad((z) => dropout(z, 0.4, new Random(5)).sum())(x)];
  expect(dx.dataSync()).toEqual(y.dataSync());
  expect(dx.shape).toEqual([3, 7]);
});

test('the gradient is that of central differences', async () => {
  const weights = tf.tensor2d(new Random(2).normal(15), [3, 5]);
  await checkGradient(
    (x) => dropout(x!.square(), 0.3, new Random(9)).mul(weights).sum(),
    [tf.tensor2d(new Random(1).normal(15), [3, 5])],
  );
});

test('so is the gradient of the gradient', async () => {
  const slope = tf.grad((x) => dropout(x.pow(3), 0.3, new Random(9)).sum());
  await checkGradient((x) => slope(x!).sum(), [tf.tensor1d(new Random(1).uniform(9, 0.5, 2))], {
    step: 1e-3,
  });
});

test('the part dropped is the rate, and the mean stays', async () => {
  const y = await dropout(tf.ones([300, 400]), 0.3, new Random(1)).data<'float32'>();
  const zeros = y.filter((value) => value === 0).length / y.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  expect(Math.abs(zeros - 0.3)).toBeLessThan(0.0053); // four standard deviations of 120,000 draws
  expect(Math.abs(mean - 1)).toBeLessThan(0.0076);
});

test('a NaN is not hidden by being dropped', () => {
  const y = dropout(tf.fill([64], NaN), 0.5, new Random(1)).dataSync();
  expect([...y].every(Number.isNaN)).toBe(true);
});

test('whole numbers are dropped too, and become float32', () => {
  const y = dropout(tf.ones([6], 'int32'), 0.5, new Random(7));
  expect(y.dtype).toBe('float32');
  expect(y.dataSync()).toEqual(expected(new Float32Array(6).fill(1), 0.5, new Random(7)));
});

test('it leaves no tensor behind, nor does its gradient', async () => {
  const x = tf.ones([9]);
  await expectNoLeak(() => {
    dropout(x, 0.5, new Random(1)).dispose();
    tf.grad((z) => dropout(z, 0.5, new Random(1)).sum())(x).dispose();
  });
});

test.each([1, -0.1, NaN])('a rate of %s is refused', (rate) => {
  expect(() => dropout(tf.ones([2]), rate, new Random(1))).toThrow(
    new ArgumentError(`dropout: rate is the part that is dropped, from 0 to below 1, got ${rate}.`),
  );
});
