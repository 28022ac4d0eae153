import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  countFlops,
  ensureDevice,
  gruSequence,
  lstmSequence,
  multiHeadAttention,
  tf,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const ones = (...shape: number[]): tf.Tensor => tf.ones(shape);
const image = (...shape: [number, number, number, number]): tf.Tensor4D => tf.ones(shape) as tf.Tensor4D;

describe('each multiplication with its sum counts two', () => {
  test.each<[string, () => unknown, number]>([
    ['a product', () => tf.matMul(ones(4, 3), ones(3, 5)), 2 * 4 * 3 * 5],
    ['with the first transposed', () => tf.matMul(ones(3, 4), ones(3, 5), true), 2 * 4 * 3 * 5],
    ['many products', () => tf.matMul(ones(2, 4, 3), ones(2, 3, 5)), 2 * 2 * 4 * 3 * 5],
    [
      'a convolution',
      () => tf.conv2d(image(2, 6, 5, 3), image(3, 3, 3, 4), 1, 'same'),
      2 * (2 * 6 * 5 * 4) * (3 * 3 * 3),
    ],
    [
      'one for each channel',
      () => tf.depthwiseConv2d(image(2, 6, 5, 3), image(3, 3, 3, 2), 1, 'same'),
      2 * (2 * 6 * 5 * 6) * 9,
    ],
    [
      'a transposed convolution',
      () => tf.conv2dTranspose(image(1, 2, 2, 4), image(3, 3, 5, 4), [1, 4, 4, 5], 2, 'same'),
      2 * (2 * 2 * 4) * (3 * 3 * 5),
    ],
    ['by indices', () => tf.einsum('bij,jk->bik', ones(2, 3, 4), ones(4, 5)), 2 * 2 * 3 * 4 * 5],
    [
      'attention: scores and weighted means',
      () =>
        multiHeadAttention(
          ones(2, 3, 8) as tf.Tensor3D,
          ones(2, 5, 8) as tf.Tensor3D,
          ones(2, 5, 8) as tf.Tensor3D,
          { numHeads: 2, scale: 1, causal: false },
        ),
      2 * 2 * (2 * 3 * 5 * 8),
    ],
  ])('%s', (_, run, flops) => {
    expect(tf.tidy(() => countFlops(() => void tf.tidy(() => void run())))).toBe(flops);
  });
});

test('a recurrence counts its products and eight for each gate', () => {
  const state = ones(2, 4) as tf.Tensor2D;
  const lstm = countFlops(() =>
    tf.tidy(
      () =>
        void lstmSequence(ones(3, 2, 16) as tf.Tensor3D, ones(4, 16) as tf.Tensor2D, {
          hidden: state,
          cell: state,
        }),
    ),
  );
  expect(lstm).toBe(2 * (3 * 2 * 16) * 4 + 8 * 3 * 2 * 16);
  const gru = countFlops(() =>
    tf.tidy(
      () =>
        void gruSequence(
          ones(3, 2, 12) as tf.Tensor3D,
          ones(4, 12) as tf.Tensor2D,
          ones(12) as tf.Tensor1D,
          state,
        ),
    ),
  );
  expect(gru).toBe(2 * (3 * 2 * 12) * 4 + 8 * 3 * 2 * 12);
});

test('anything else counts one for each number, and moving them nothing', () => {
  const x = ones(4, 5);
  expect(countFlops(() => tf.tidy(() => void tf.exp(x)))).toBe(20);
  expect(countFlops(() => tf.tidy(() => void tf.sum(x)))).toBe(20);
  expect(
    countFlops(() =>
      tf.tidy(
        () =>
          void tf
            .transpose(x)
            .reshape([2, 10])
            .concat(tf.zeros([2, 10])),
      ),
    ),
  ).toBe(0);
});

test('a gradient counts as what it is made of', () => {
  const [a, b] = [ones(4, 3), ones(3, 5)];
  const gradients = tf.grads((x, y) => tf.matMul(x, y as tf.Tensor).sum());
  const flops = countFlops(() => tf.tidy(() => void gradients([a, b])));
  expect(flops).toBeGreaterThanOrEqual(3 * 2 * 4 * 3 * 5); // forward, and two products back
  expect(flops).toBeLessThan(3 * 2 * 4 * 3 * 5 + 100);
});

test('when it fails nothing is counted any more, and the kernels are as before', () => {
  const kernel = tf.getKernel('Exp', tf.getBackend());
  expect(() =>
    countFlops(() => {
      throw new Error('mine');
    }),
  ).toThrow('mine');
  expect(tf.getKernel('Exp', tf.getBackend())).toBe(kernel);
  expect(() => countFlops(3 as never)).toThrow(
    new ArgumentError('countFlops: expected a function to run, such as () => model.forward(x), got 3.'),
  );
});
