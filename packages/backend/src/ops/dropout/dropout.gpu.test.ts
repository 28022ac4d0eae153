import { checkGradient, expectNoLeak, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dropout, Random, tf, useDevice } from '../../index.ts';

let errors: ReturnType<typeof watchGpuErrors>;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

test('it drops what the host would, to the bit', async () => {
  for (const size of [0, 1, 3, 5, 8191, 8193]) {
    for (const rate of [0, 0.1, 0.5, 0.999]) {
      const [random, other] = [new Random(7).fork(size), new Random(7).fork(size)];
      const x = new Random(size).normal(size);
      const y = dropout(tf.tensor1d(x), rate, random);
      const dropped = other.bernoulli(size, rate);
      const scale = Math.fround(1 / (1 - rate));
      expect(await y.data()).toEqual(x.map((value, i) => value * (dropped[i] ? 0 : scale)));
      expect(random.state).toEqual(other.state);
    }
  }
});

test('the gradient goes where the numbers went', async () => {
  const x = tf.ones([3, 7]);
  const drop = (z: tf.Tensor): tf.Tensor => dropout(z, 0.4, new Random(5));
  expect(
    await tf
      .grad((z) => drop(z).sum())(x)
      .data(),
  ).toEqual(await drop(x).data());
  const weights = tf.tensor2d(new Random(2).normal(15), [3, 5]);
  await checkGradient(
    (z) => dropout(z!.square(), 0.3, new Random(9)).mul(weights).sum(),
    [tf.tensor2d(new Random(1).normal(15), [3, 5])],
  );
});

test('a NaN is not hidden by being dropped', async () => {
  const y = await dropout(tf.fill([64], NaN), 0.5, new Random(1)).data();
  expect([...y].every(Number.isNaN)).toBe(true);
});

test('it leaves no tensor behind', async () => {
  const x = tf.ones([9]);
  await expectNoLeak(() =>
    tf
      .grad((z) => dropout(z, 0.5, new Random(1)).sum())(x)
      .dispose(),
  );
});
