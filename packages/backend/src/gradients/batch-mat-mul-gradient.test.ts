import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';

const draw = (seed: number, shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

describe('the gradient of a matrix product with one matrix for many', () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('has the wrong shape in TensorFlow.js, which then refuses it', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    const [many, one] = [draw(1, [3, 2, 4]), draw(2, [1, 4, 2])];
    const gradient = tf.grad((b: tf.Tensor) => tf.matMul(many, b).sum());
    expect(() => gradient(one)).toThrow('BatchMatMul');
  });

  test('is the sum over the many', async () => {
    await ensureDevice();
    const [many, one] = [tf.ones([3, 2, 4]), tf.zeros([1, 4, 2])];
    await expectClose(tf.grad((b: tf.Tensor) => tf.matMul(many, b).sum())(one), tf.fill([1, 4, 2], 6), 0);
  });

  test.each([
    { a: [3, 2, 4], b: [1, 4, 5], ta: false, tb: false },
    { a: [3, 2, 4], b: [4, 5], ta: false, tb: false },
    { a: [2, 4], b: [3, 4, 5], ta: false, tb: false },
    { a: [1, 4, 2], b: [3, 5, 4], ta: true, tb: true },
    { a: [2, 3, 2, 4], b: [1, 1, 5, 4], ta: false, tb: true },
    { a: [3, 4, 2], b: [2, 3, 4, 5], ta: true, tb: false },
  ])('equals central differences: $a · $b, transposed $ta $tb', async ({ a, b, ta, tb }) => {
    const inputs = [draw(1, a), draw(2, b)];
    await checkGradient((x, y) => tf.matMul(x!, y!, ta, tb).square().mean(), inputs);
  });

  test('leaves no tensor behind', async () => {
    const [many, one] = [draw(1, [3, 2, 4]), draw(2, [1, 4, 2])];
    await expectNoLeak(() =>
      tf
        .grad((b: tf.Tensor) => tf.matMul(many, b).sum())(one)
        .dispose(),
    );
  });
});
