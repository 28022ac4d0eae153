import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

const stock = tf.getKernel('Mean', 'wasm')!;

beforeAll(async () => {
  await useDevice('wasm');
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

const draw = (seed: number, shape: readonly number[], low = -1): tf.Tensor =>
  tf.tensor(new Random(seed).uniform(sizeOf(shape), low, 1), [...shape]);

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

interface Operation {
  readonly name: string;
  readonly op: Reduce;
  readonly combine: (a: number, b: number) => number;
  readonly ofNone: number;
}

const operations: Operation[] = [
  { name: 'sum', op: tf.sum, combine: (a, b) => a + b, ofNone: 0 },
  { name: 'mean', op: tf.mean, combine: (a, b) => a + b, ofNone: 0 },
  { name: 'max', op: tf.max, combine: Math.max, ofNone: -Infinity },
  { name: 'min', op: tf.min, combine: Math.min, ofNone: Infinity },
  { name: 'prod', op: tf.prod, combine: (a, b) => a * b, ofNone: 1 },
];

/** The definition in float64, row by row, of the shape with the axes kept. */
function defined({ name, combine, ofNone }: Operation, x: tf.Tensor, axes: readonly number[]): Float64Array {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const values = new Float64Array(sizeOf(kept)).fill(ofNone);
  for (const [i, value] of x.dataSync().entries()) {
    let [place, step, rest] = [0, 1, i];
    for (let axis = x.rank - 1; axis >= 0; axis--) {
      if (kept[axis]! > 1) place += (rest % x.shape[axis]!) * step;
      step *= kept[axis]!;
      rest = Math.floor(rest / x.shape[axis]!);
    }
    values[place] = combine(values[place]!, value);
  }
  return name === 'mean' ? values.map((value) => (value * values.length) / x.size) : values;
}

const cases: [number[], number[]][] = [
  [[1], [0]],
  [[3], [0]],
  [[17], [0]],
  [[131], [0]],
  [[5000], [0]],
  [[37, 11], [0]],
  [[37, 11], [1]],
  [[37, 11], [0, 1]],
  [[9, 1], [0]],
  [[9, 2], [0]],
  [[100, 3], [0]],
  [[3, 1030], [0]],
  [[5, 3, 7], [1]],
  [[5, 3, 7], [0, 2]],
  [[2, 3, 5, 4], [0, 1, 2]],
  [[2, 3, 5, 4], [1, 3]],
  [[3, 2, 1, 5, 2, 4], [0, 3, 5]],
  [[3, 2, 4, 5, 2, 4], [1, 2, 4]],
  [[4, 1, 3], [1]],
  [[4, 3], []],
]; // prettier-ignore

describe.each(operations)('$name', (operation) => {
  const { op, ofNone, name } = operation;

  test.each(cases)('of %j along %j is its definition', async (shape, axes) => {
    const x = draw(1, shape, operation.name === 'prod' ? 0.98 : -1);
    const result = op(x, axes);
    expect(result.shape).toEqual(shape.filter((_, axis) => !axes.includes(axis)));
    await expectClose(result.flatten(), defined(operation, x, axes), 1e-6);
    const kept = op(x, axes, true);
    expect(kept.shape).toEqual(shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
    expect(kept.dataSync()).toEqual(result.dataSync());
  });

  test('of none', () => {
    const expected = name === 'mean' ? NaN : ofNone;
    expect(Array.from(op(tf.zeros([2, 0]), 1).dataSync())).toEqual([expected, expected]);
    expect(op(tf.zeros([2, 0]), 0).shape).toEqual([0]);
  });

  test('along axes counted from the last, along all, and along one that is not there', async () => {
    const x = draw(2, [3, 4, 5]);
    await expectClose(op(x, -2), op(x, 1), 0);
    await expectClose(op(x), op(x, [0, 1, 2]), 0);
    expect(() => op(x, 3)).toThrow('All values in axis param must be in range [-3, 3) but got axis 3');
  });

  test('keeps NaN and infinity where they belong, wherever they stand', () => {
    for (let row = 0; row < 300; row += 23) {
      const values = new Float32Array(300 * 5).fill(1);
      values[row * 5 + 2] = NaN;
      values[row * 5 + 4] = Infinity;
      const along = (axis: number): number[] => {
        const x = tf.tensor2d(values, [300, 5]);
        return Array.from(op(axis === 0 ? x : x.transpose(), axis).dataSync());
      };
      const expected = [1, 1, NaN, 1, name === 'min' ? 1 : Infinity];
      if (name === 'sum') expected.splice(0, 4, 300, 300, NaN, 300);
      expect(along(0)).toEqual(expected);
      expect(along(1)).toEqual(expected);
    }
  });

  test('has the same bits for any number of threads', async () => {
    const compute = (): tf.TypedArray[] =>
      [
        [[200_003], [0]],
        [[700, 301], [0]],
        [[700, 301], [1]],
        [[3, 30_000, 2], [1]],
        [
          [31, 70, 67],
          [0, 2],
        ],
        [[2, 90_001], [1]],
      ].map(([shape, axes]) => op(draw(3, shape!, 0.9), axes).dataSync());
    await useDevice('wasm', { threads: 1 });
    const alone = compute();
    for (const threads of [2, 3]) {
      await useDevice('wasm', { threads });
      for (const [i, values] of compute().entries()) expect(values).toEqual(alone[i]);
    }
  });

  test('leaves nothing behind', async () => {
    const x = draw(4, [3, 4, 5]);
    await expectNoLeak(() => tf.dispose([op(x, [0, 2]), op(x, 1, true), op(x, [])]));
  });
});

describe('the mean of ten million times the same number', () => {
  const values = new Float32Array(10_000_000).fill(0.7);

  test('by the stock kernel is off by a twentieth: the sum grows so large that it swallows digits of the next', () => {
    const x = tf.tensor1d(values);
    const given = { inputs: { x }, attrs: { axis: 0 }, backend: tf.backend() } as unknown;
    const info = stock.kernelFunc(given as Parameters<tf.KernelFunc>[0]) as tf.TensorInfo;
    const [mean] = tf.engine().makeTensorFromTensorInfo(info).dataSync();
    expect(Math.abs(mean! / values[0]! - 1)).toBeGreaterThan(0.05);
  });

  test.each([1, 2, 3, 500])('is that number to 2e-7, in %d columns', (columns) => {
    const x = tf.tensor1d(values.subarray(0, values.length - (values.length % columns)));
    const means = tf.tidy(() => x.reshape([-1, columns]).mean(0).dataSync());
    for (const mean of means) expect(Math.abs(mean / values[0]! - 1)).toBeLessThan(2e-7);
    x.dispose();
  });
});

test('sums have the gradient of their central differences', async () => {
  await checkGradient((x) => tf.square(tf.sum(x, [0, 2])).sum(), [draw(5, [3, 4, 2])]);
  await checkGradient((x) => tf.square(tf.mean(x, 1)).sum(), [draw(6, [3, 4, 2])]);
});

test('whole numbers are left to TensorFlow.js', () => {
  expect(tf.sum(tf.tensor1d([1, 2, 3], 'int32')).dataSync()).toEqual(new Int32Array([6]));
});
