import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';

import { checkGradient, expectNoLeak } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode(); // which greets nobody
  await tf.setBackend('cpu');
});

const wrongSquare = tf.customGrad((x, save) => {
  (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
  const value = tf.square(x as tf.Tensor);
  return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => dy.mul(saved[0]!).mul(2.1) };
});

test('the gradient of Σ a²·b passes in both inputs', async () => {
  await checkGradient((a, b) => a.square().mul(b).sum(), [tf.tensor1d([1, -2]), tf.tensor1d([3, 0.5])]);
});

test('a gradient that is off by a twentieth fails, and the message shows both', async () => {
  await expect(checkGradient((x) => wrongSquare(x).sum(), [tf.tensor1d([1, 2])])).rejects.toThrow(
    /^the gradient in input 0 is off its central differences by 0\.223\d+, its norm is 4\.695\d+:\ngradient {4}2\.100 4\.200\ndifferences 2\.000 4\.000$/,
  );
});

test('variables are moved in place and put back', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  await checkGradient(() => w.pow(3).sum(), [w]);
  expect(Array.from(w.dataSync())).toEqual([1, 2]);
  w.dispose();
});

test('a gradient of zero passes beside another, and a wrong zero does not', async () => {
  const inputs = [tf.tensor1d([1]), tf.tensor1d([2])];
  await checkGradient((a, b) => a.add(b.mul(0)).sum(), inputs);
  const still = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => dy.mul(0),
  }));
  await expect(checkGradient((a, b) => still(a).add(b).sum(), inputs)).rejects.toThrow(
    'the gradient in input 0',
  );
});

test('of a large input only some coordinates are tried', async () => {
  let calls = 0;
  const f = (x: tf.Tensor): tf.Tensor => {
    calls++;
    return x.square().mean();
  };
  await checkGradient(f, [tf.linspace(-1, 1, 1000)], { coordinates: 10 });
  expect(calls).toBe(1 + 2 * 10);
});

test('a function that gives no single number is refused', async () => {
  await expect(checkGradient((x) => x, [tf.tensor1d([1, 2])])).rejects.toThrow(
    'checkGradient: the function must give one number, it gave [2]',
  );
});

test('it leaves no tensor behind', async () => {
  const x = tf.tensor1d([1, 2]);
  await expectNoLeak(() => checkGradient((a) => a.square().sum(), [x]));
});
