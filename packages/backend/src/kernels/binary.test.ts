import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Normal numbers, among them the ones that are not ordinary. */
function draw(seed: number, shape: readonly number[]): tf.Tensor {
  const values = new Random(seed).normal(sizeOf(shape));
  const odd = [NaN, Infinity, -Infinity, 0, -0];
  for (let i = 3 * seed; i < values.length; i += 7) values[i] = odd[(i / 7) & 7] ?? values[i - 1]!;
  return tf.tensor(values, [...shape]);
}

interface Operation {
  readonly name: string;
  readonly op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly definition: (a: number, b: number) => number;
}

const operations: Operation[] = [
  { name: 'add', op: tf.add, definition: (a, b) => a + b },
  { name: 'sub', op: tf.sub, definition: (a, b) => a - b },
  { name: 'mul', op: tf.mul, definition: (a, b) => a * b },
  { name: 'div', op: tf.div, definition: (a, b) => a / b },
  { name: 'maximum', op: tf.maximum, definition: Math.max },
  { name: 'minimum', op: tf.minimum, definition: Math.min },
  { name: 'squaredDifference', op: tf.squaredDifference, definition: (a, b) => Math.fround(a - b) ** 2 },
  { name: 'equal', op: tf.equal, definition: (a, b) => Number(a === b) },
  { name: 'notEqual', op: tf.notEqual, definition: (a, b) => Number(a !== b) },
  { name: 'greater', op: tf.greater, definition: (a, b) => Number(a > b) },
  { name: 'greaterEqual', op: tf.greaterEqual, definition: (a, b) => Number(a >= b) },
  { name: 'less', op: tf.less, definition: (a, b) => Number(a < b) },
  { name: 'lessEqual', op: tf.lessEqual, definition: (a, b) => Number(a <= b) },
];

const shapes: [number[], number[]][] = [
  [[], []],
  [[1], []],
  [[3], [3]],
  [[17], []],
  [[], [19]],
  [[37, 11], [11]],
  [[37, 11], [37, 1]],
  [[1, 11], [37, 1]],
  [[5, 1, 7], [5, 3, 7]],
  [[5, 3, 7], [1, 3, 1]],
  [[2, 3, 1, 5], [3, 4, 1]],
  [[2, 1, 3, 1, 2, 1], [1, 5, 1, 2, 1, 3]],
  [[3, 1, 1, 16], [3, 2, 2, 16]],
  [[1, 1, 1], [1, 1]],
  [[0, 3], [3]],
  [[2, 0], [1]],
  [[1], [0]],
]; // prettier-ignore

/** The definition, over broadcast shapes, in float64 and then rounded. */
function defined(a: tf.Tensor, b: tf.Tensor, definition: Operation['definition']): number[] {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [x, y] = [a.dataSync(), b.dataSync()];
  const place = (of: readonly number[], index: number): number => {
    let [at, step, rest] = [0, 1, index];
    for (let back = 1; back <= shape.length; back++) {
      const [length, here] = [of.at(-back) ?? 1, rest % shape.at(-back)!];
      if (back <= of.length && length > 1) at += here * step;
      step *= length;
      rest = Math.floor(rest / shape.at(-back)!);
    }
    return at;
  };
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    Math.fround(definition(x[place(a.shape, i)]!, y[place(b.shape, i)]!)),
  );
}

describe.each(operations)('$name', ({ op, definition }) => {
  test.each(shapes)('of %j and %j is its definition, number by number', (first, second) => {
    const [a, b] = [draw(1, first), draw(2, second)];
    const result = op(a, b);
    expect(result.shape).toEqual(tf.broadcast_util.assertAndGetBroadcastShape(first, second));
    expect(Array.from(result.dataSync())).toEqual(defined(a, b, definition));
  });

  test('leaves nothing behind', async () => {
    const [a, b] = [draw(1, [3, 4]), draw(2, [4])];
    await expectNoLeak(() => op(a, b).dispose());
  });
});

test('the bits are the same for any number of threads', async () => {
  const pairs = [
    [draw(1, [71_001]), draw(2, [71_001])],
    [draw(1, [1009, 83]), draw(2, [83])],
    [draw(1, [1009, 83]), draw(2, [1009, 1])],
    [draw(1, [7, 101, 1, 97]), draw(2, [101, 3, 1])],
  ] as const;
  const compute = (): Uint8Array[] =>
    operations.flatMap(({ op }) => pairs.map(([a, b]) => new Uint8Array(op(a, b).dataSync().buffer)));
  await useDevice('wasm', { threads: 1 });
  const alone = compute();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    for (const [i, bytes] of compute().entries()) {
      expect(bytes.filter((byte, at) => byte !== alone[i]![at]).length).toBe(0);
    }
  }
});

test('the gradient of elu is 1 from 0 on and its value plus 1 below', () => {
  const x = tf.tensor1d([-Infinity, -1, 0, 2, NaN]);
  const dy = tf.tensor1d([3, 3, 3, 3, 3]);
  const gradient = tf.grad((given: tf.Tensor) => tf.elu(given))(x, dy);
  const value = tf.elu(tf.scalar(-1)).dataSync()[0]!;
  expect(gradient.dataSync()).toEqual(new Float32Array([0, 3 * Math.fround(value + 1), 3, 3, NaN]));
  expect(value + 1).toBeCloseTo(Math.exp(-1), 6);
});

test('whole numbers are left to TensorFlow.js', () => {
  const [a, b] = [tf.tensor1d([7, -2], 'int32'), tf.scalar(3, 'int32')];
  expect(tf.add(a, b).dataSync()).toEqual(new Int32Array([10, 1]));
  expect(tf.greater(a, b).dataSync()).toEqual(new Uint8Array([1, 0]));
});

test('shapes that do not fit are refused as by TensorFlow.js', () => {
  expect(() => tf.add(tf.ones([2, 3]), tf.ones([2]))).toThrow(
    'Operands could not be broadcast together with shapes 2,3 and 2.',
  );
});
