import { checkGradient, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

function draw(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): tf.Tensor {
  const values = new Random(3).integers(sizeOf(shape), dtype === 'bool' ? 2 : 2 ** 20);
  return tf.tensor(values, [...shape], dtype);
}

/** Output place (i₀, i₁, …) is input place whose axis perm[k] is at iₖ. */
function defined(x: tf.Tensor, perm: readonly number[]): number[] {
  const values = x.dataSync();
  const shape = perm.map((axis) => x.shape[axis]!);
  const strides = x.shape.map((_, axis) => sizeOf(x.shape.slice(axis + 1)));
  return Array.from({ length: x.size }, (_, index) => {
    let [place, rest] = [0, index];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * strides[perm[axis]!]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return values[place]!;
  });
}

test.each<[number[], number[]]>([
  [[1], [0]],
  [[1, 7], [1, 0]],
  [[3, 5], [1, 0]],
  [[4, 4], [1, 0]],
  [[37, 41], [1, 0]],
  [[64, 300], [1, 0]],
  [[300, 3], [1, 0]],
  [[3, 300], [1, 0]],
  [[5, 7, 3], [0, 2, 1]],
  [[5, 7, 3], [2, 1, 0]],
  [[5, 7, 3], [1, 2, 0]],
  [[2, 3, 5, 8], [0, 2, 1, 3]],
  [[2, 3, 5, 8], [0, 2, 3, 1]],
  [[2, 3, 5, 8], [3, 2, 1, 0]],
  [[2, 1, 3, 1, 5], [4, 3, 0, 1, 2]],
  [[2, 3, 2, 5, 2, 3], [5, 0, 3, 2, 4, 1]],
  [[2, 3, 2, 5, 2, 3], [1, 0, 2, 4, 3, 5]],
])('of %j by %j every number lies where it belongs, of any kind', (shape, perm) => {
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    const x = draw(shape, dtype);
    const turned = tf.transpose(x, perm);
    expect([turned.shape, turned.dtype]).toEqual([perm.map((axis) => shape[axis]), dtype]);
    expect(Array.from(turned.dataSync())).toEqual(defined(x, perm));
  }
}); // prettier-ignore

test('what moves no number shares them, and outlives its original', () => {
  const x = draw([3, 1, 4]);
  const turned = tf.transpose(x, [1, 0, 2]);
  expect([turned.dataId, turned.shape]).toEqual([x.dataId, [1, 3, 4]]);
  const values = Array.from(x.dataSync());
  x.dispose();
  expect(Array.from(turned.dataSync())).toEqual(values);
});

test('of no numbers is none', () => {
  expect(tf.transpose(tf.zeros([3, 0, 2])).shape).toEqual([2, 0, 3]);
});

test('NaN keeps its bits', () => {
  const x = tf.tensor2d([NaN, 1, -0, Infinity], [2, 2]);
  expect(Array.from(tf.transpose(x).dataSync())).toEqual([NaN, -0, 1, Infinity]);
});

test('the numbers are the same for any number of threads', async () => {
  const [x, y] = [draw([401, 307]), draw([13, 50, 4, 33])];
  const compute = (): tf.TypedArray[] => [
    tf.transpose(x).dataSync(),
    tf.transpose(y, [0, 2, 1, 3]).dataSync(),
    tf.transpose(y, [3, 0, 2, 1]).dataSync(),
  ];
  await useDevice('wasm', { threads: 1 });
  const alone = compute();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(compute()).toEqual(alone);
  }
});

test('has the gradient of its central differences, and leaves nothing behind', async () => {
  const x = tf.tensor(new Random(1).normal(24), [2, 3, 4]);
  await checkGradient((y) => tf.transpose(y!, [2, 0, 1]).square().sum(), [x]);
  await expectNoLeak(() => tf.dispose([tf.transpose(x), tf.transpose(x, [0, 1, 2])]));
});
