import { ensureDevice, ShapeError, tf } from '@thaw/backend';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { Random } from '@thaw/core';
import { beforeAll, describe, expect, test } from 'vitest';

import { causalMask, paddingMask, scaledDotProductAttention } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((a, b) => a * b, 1)), shape);

test('two queries, two keys, worked by hand', async () => {
  // With size 4 the scale is 1/2, so that the scores are [[ln 3, 0], [0, 0]].
  const query = tf.tensor2d([[2 * Math.log(3), 0, 0, 0], [0, 0, 0, 0]]); // prettier-ignore
  const key = tf.tensor2d([[1, 0, 0, 0], [0, 1, 0, 0]]); // prettier-ignore
  const value = tf.tensor2d([[4, 8], [0, 4]]); // prettier-ignore
  const { output, weights } = scaledDotProductAttention(query, key, value);
  await expectClose(weights, [[0.75, 0.25], [0.5, 0.5]], 1e-6); // prettier-ignore
  await expectClose(output, [[3, 7], [2, 6]], 1e-6); // prettier-ignore
});

test('a scale of one takes the products as they are', async () => {
  const query = tf.tensor2d([[Math.log(3), 0, 0, 0]]);
  const key = tf.tensor2d([[1, 0, 0, 0], [0, 1, 0, 0]]); // prettier-ignore
  const { weights } = scaledDotProductAttention(query, key, key, { scale: 1 });
  await expectClose(weights, [[0.75, 0.25]], 1e-6);
});

test('a hidden key has weight 0 exactly, and the others share the whole', async () => {
  const [query, key, value] = [draw(1, 2, 3, 4), draw(2, 2, 5, 4), draw(3, 2, 5, 6)];
  const mask = tf.tensor2d([[1, 1, 0, 1, 0], [1, 0, 0, 0, 0], [0, 1, 1, 1, 1]]); // prettier-ignore
  const { output, weights } = scaledDotProductAttention(query, key, value, { mask });
  await expectClose(tf.mul(weights, tf.sub(1, mask)), tf.zeros([2, 3, 5]), 0);
  await expectClose(weights.sum(-1), tf.ones([2, 3]), 1e-6);
  await expectClose(output.slice([0, 1, 0], [2, 1, 6]), value.slice([0, 0, 0], [2, 1, 6]), 1e-6); // it sees the first alone
});

test('a mask of booleans is one of ones and zeros', async () => {
  const [query, key] = [draw(1, 2, 4), draw(2, 3, 4)];
  const mask = tf.tensor2d([[1, 0, 1], [0, 0, 1]]); // prettier-ignore
  const [numbers, booleans] = [mask, tf.cast(mask, 'bool')].map((given) =>
    scaledDotProductAttention(query, key, key, { mask: given }),
  );
  await expectClose(booleans!.weights, numbers!.weights, 0);
});

test('a query that sees nothing gets zeros, and its gradient is zero, without NaN', async () => {
  const [query, key, value] = [draw(1, 2, 4), draw(2, 3, 4), draw(3, 3, 4)];
  const mask = tf.tensor2d([[0, 0, 0], [1, 0, 1]]); // prettier-ignore
  const { output, weights } = scaledDotProductAttention(query, key, value, { mask });
  await expectClose(output.slice([0, 0], [1, 4]), [[0, 0, 0, 0]], 0);
  await expectClose(weights.slice([0, 0], [1, 3]), [[0, 0, 0]], 0);
  const [gradient] = tf.grads((x: tf.Tensor) =>
    scaledDotProductAttention(x, key, value, { mask })
      .output.mul(draw(4, 2, 4))
      .sum(),
  )([query]);
  await expectClose(gradient!.slice([0, 0], [1, 4]), [[0, 0, 0, 0]], 0);
  expect(Number.isFinite((await gradient!.abs().sum().data())[0])).toBe(true);
  expect((await gradient!.abs().sum().data())[0]).toBeGreaterThan(0); // the other query learns
});

test('causal: no query sees a key after its own, and the last query stands at the last key', async () => {
  await expectClose(causalMask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]], 0); // prettier-ignore
  await expectClose(causalMask(2, 4), [[1, 1, 1, 0], [1, 1, 1, 1]], 0); // prettier-ignore
  const [query, key, value] = [draw(1, 3, 4), draw(2, 3, 4), draw(3, 3, 4)];
  const [causal, masked] = [{ causal: true }, { mask: causalMask(3) }].map((options) =>
    scaledDotProductAttention(query, key, value, options),
  );
  await expectClose(causal!.output, masked!.output, 0);
  const both = scaledDotProductAttention(query, key, value, { causal: true, mask: tf.tensor1d([0, 1, 1]) });
  await expectClose(both.weights.slice([0, 0], [2, 3]), [[0, 0, 0], [0, 1, 0]], 1e-6); // prettier-ignore
});

test('a padding mask is 0 where the padding stands', async () => {
  const ids = tf.tensor2d([[5, 0, 7], [0, 0, 1]], [2, 3], 'int32'); // prettier-ignore
  await expectClose(paddingMask(ids, 0), [[1, 0, 1], [0, 0, 1]], 0); // prettier-ignore
});

test('dropout changes the weights that are used, not those that are shown', async () => {
  const [query, key] = [draw(1, 2, 4), draw(2, 3, 4)];
  const { output, weights } = scaledDotProductAttention(query, key, key, { dropout: tf.zerosLike });
  await expectClose(output, tf.zeros([2, 4]), 0);
  await expectClose(weights.sum(-1), [1, 1], 1e-6);
});

test('the gradient in query, key and value is that of central differences, also under a mask', async () => {
  const inputs = [draw(1, 2, 3, 4), draw(2, 2, 5, 4), draw(3, 2, 5, 3)];
  const mask = tf.tensor2d([[1, 1, 0, 1, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 1]]); // prettier-ignore
  for (const options of [{}, { mask }, { mask, causal: true }]) {
    await checkGradient(
      (q, k, v) =>
        scaledDotProductAttention(q!, k!, v!, options)
          .output.mul(draw(5, 2, 3, 3))
          .sum(),
      inputs,
    );
  }
});

test('it leaves no tensor behind', async () => {
  const [query, key] = [draw(1, 2, 4), draw(2, 3, 4)];
  await expectNoLeak(() => {
    const { output, weights } = tf.tidy(() => {
      const attended = scaledDotProductAttention(query, key, key, { causal: true });
      return { output: attended.output, weights: attended.weights };
    });
    tf.dispose([output, weights]);
  });
});

describe('error texts', () => {
  const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
  const wanted =
    'scaledDotProductAttention: expected query [..., queries, size], key [..., keys, size] and value [..., keys, width], got';

  test.each<[() => unknown, string]>([
    [
      () => scaledDotProductAttention(zeros(2, 4), zeros(3, 5), zeros(3, 4)),
      `${wanted} [2, 4], [3, 5] and [3, 4].`,
    ],
    [
      () => scaledDotProductAttention(zeros(1, 2, 4), zeros(1, 3, 4), zeros(1, 2, 4)),
      `${wanted} [1, 2, 4], [1, 3, 4] and [1, 2, 4].`,
    ],
    [
      () => scaledDotProductAttention(zeros(1, 2, 4), zeros(2, 2, 4), zeros(2, 2, 4)),
      `${wanted} [1, 2, 4], [2, 2, 4] and [2, 2, 4].`,
    ],
    [
      () => scaledDotProductAttention(zeros(2, 4), zeros(3, 4), zeros(3, 4), { mask: zeros(3, 2) }),
      'scaledDotProductAttention: expected a mask that broadcasts to [2, 3], got [3, 2].',
    ],
    [
      () => scaledDotProductAttention(zeros(3, 4), zeros(2, 4), zeros(2, 4), { causal: true }),
      'scaledDotProductAttention: with causal there must be as many keys as queries or more, got 3 queries and 2 keys.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
