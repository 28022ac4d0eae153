import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, softmaxCrossEntropy, tf, useDevice } from '../../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const gradient = (logits: tf.Tensor, labels: tf.Tensor): tf.Tensor =>
  tf.grad((x: tf.Tensor) => softmaxCrossEntropy(x, labels).sum())(logits);

test('of two equal logits it is ln 2, and pulls one up as the other down', async () => {
  const [logits, labels] = [tf.tensor2d([3, 3], [1, 2]), tf.tensor1d([1], 'int32')];
  await expectClose(softmaxCrossEntropy(logits, labels), [Math.LN2], 1e-7);
  await expectClose(gradient(logits, labels), tf.tensor2d([0.5, -0.5], [1, 2]), 1e-7);
});

test.each([
  [37, 3],
  [9, 8192],
  [5, 20_003],
])('of %i rows of %i classes it is its definition, with the same bits on any number of threads', async (rows, classes) => {
  const values = new Random(1).uniform(rows * classes, -20, 20);
  const labels = new Random(2).integers(rows, classes);
  const losses = new Float64Array(rows);
  const gradients = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const logits = Array.from(values.subarray(row * classes, (row + 1) * classes));
    const sum = Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0));
    losses[row] = sum - logits[labels[row]!]!;
    for (const [i, logit] of logits.entries()) gradients[row * classes + i] = Math.exp(logit - sum);
    gradients[row * classes + labels[row]!]! -= 1;
  }
  const seen: unknown[] = [];
  for (const threads of [1, 2, 3]) {
    await useDevice('wasm', { threads });
    const [logits, target] = [tf.tensor2d(values, [rows, classes]), tf.tensor1d(labels, 'int32')];
    const [loss, slope] = [softmaxCrossEntropy(logits, target), gradient(logits, target)];
    await expectClose(loss, losses, 3e-7);
    await expectClose(slope.flatten(), gradients, 4e-6); // whose error is that of ln Σ eˣ, up to 30, and so of its last bit
    seen.push([loss.dataSync(), slope.dataSync()]);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
}); // prettier-ignore

test('a class at −∞ has no part in it, and NaN is its own row’s alone', async () => {
  const rows = [
    [-Infinity, 1, 1],
    [NaN, 1, 1],
    [3e38, 1, -3e38],
  ];
  const [logits, labels] = [tf.tensor2d(rows), tf.tensor1d([1, 1, 0], 'int32')];
  const [first, ...rest] = softmaxCrossEntropy(logits, labels).dataSync();
  await expectClose([first!], [Math.LN2], 1e-7);
  expect(rest).toEqual([NaN, 0]);
  const slopes = gradient(logits, labels).arraySync() as number[][];
  await expectClose(slopes[0]!, [0, -0.5, 0.5], 1e-7);
  expect(slopes.slice(1)).toEqual([[NaN, NaN, NaN], [0, 0, 0]]); // prettier-ignore
});
