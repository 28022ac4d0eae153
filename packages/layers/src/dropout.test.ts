import { ensureDevice, Random, tf, useDevice } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { Dropout } from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

test('out of training, and at rate 0, the input passes through as it is', () => {
  const x = tf.ones([4]);
  expect(new Dropout(0.5).forward(x)).toBe(x);
  expect(new Dropout(0).forward(x, { training: true })).toBe(x);
});

test('in training what its generator draws is dropped, the rest scaled by 1/(1 − rate)', async () => {
  const x = tf.tensor1d([1, 2, 3, 4, 5, 6]);
  const dropped = new Random(7).bernoulli(6, 0.25);
  const expected = Array.from(dropped, (drop, i) => (drop ? 0 : (i + 1) / 0.75));
  await expectClose(new Dropout(0.25).forward(x, { training: true, random: new Random(7) }), expected, 1e-6);
});

test('on average the sum stays, and the right part is dropped', async () => {
  const output = new Dropout(0.3).forward(tf.ones([100, 200]), { training: true, random: new Random(1) });
  expect((await output.mean().data())[0]).toBeCloseTo(1, 1);
  expect((await output.equal(0).mean().data())[0]).toBeCloseTo(0.3, 1);
});

test('another generator drops others', async () => {
  const at = (seed: number): Promise<tf.TypedArray> =>
    new Dropout(0.5).forward(tf.ones([50]), { training: true, random: new Random(seed) }).data();
  expect(await at(1)).toEqual(await at(1));
  expect(await at(1)).not.toEqual(await at(2));
});

test('the same seed drops the same on every device, and the gradient what the output lost', async () => {
  const results: tf.TypedArray[] = [];
  for (const device of ['cpu', 'wasm'] as const) {
    await useDevice(device);
    const layer = new Dropout(0.4);
    const drop = (x: tf.Tensor): tf.Tensor => layer.forward(x, { training: true, random: new Random(3) });
    const x = tf.ones([7, 11]);
    results.push(await drop(x).data());
    expect(await tf.grad(drop)(x).data()).toEqual(results.at(-1));
  }
  expect(results[1]).toEqual(results[0]);
});
