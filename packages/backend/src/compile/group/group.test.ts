import { beforeAll, describe, expect, test } from 'vitest';

import { ensureDevice, memory, tf } from '../../index.ts';
import { factsOf, type Group, GROUP, type GroupInput } from './group.ts';
import { registerGroup } from './reference.ts';

beforeAll(async () => {
  await ensureDevice();
});

function run(group: Group, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  registerGroup();
  return tf
    .engine()
    .runKernel(
      GROUP,
      [...inputs] as unknown as tf.NamedTensorMap,
      { group } as unknown as tf.NamedAttrMap,
    ) as tf.Tensor[];
}

const float = (strides: number[], offset = 0): GroupInput => ({ strides, offset, dtype: 'float32' });
const numbers = async (tensors: readonly tf.Tensor[]): Promise<number[][]> =>
  Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));

/** Softmax of the rows of a matrix, with the sum of each row's exponentials. */
const softmax: Group = {
  shape: [2, 3],
  outer: 1,
  inputs: [float([3, 1])],
  steps: [
    { op: 'load', input: 0 },
    { op: 'reduce', kernel: 'Max', a: 0 },
    { op: 'binary', kernel: 'Sub', a: 0, b: 1 },
    { op: 'unary', kernel: 'Exp', a: 2 },
    { op: 'reduce', kernel: 'Sum', a: 3 },
    { op: 'binary', kernel: 'RealDiv', a: 3, b: 4 },
  ],
  outputs: [
    { step: 5, per: 'element', shape: [2, 3], dtype: 'float32' },
    { step: 4, per: 'row', shape: [2, 1], dtype: 'float32' },
  ],
};

describe('a group gives what its kernels give one after the other', () => {
  test('softmax: two reductions, of which elements are told again', async () => {
    const x = tf.tensor2d([1, 2, 3, -1, 0, 5], [2, 3]);
    const [y, sums] = run(softmax, [x]);
    expect([y!.shape, sums!.shape]).toEqual([
      [2, 3],
      [2, 1],
    ]);
    const [expected] = await numbers([tf.softmax(x)]);
    for (const [i, value] of (await numbers([y!]))[0]!.entries()) expect(value).toBeCloseTo(expected![i]!, 6);
  });

  test('views: a matrix transposed, a row repeated, a column backwards, and one of its numbers for all', async () => {
    const x = tf.tensor1d([1, 2, 3, 4, 5, 6]);
    const inputs = [float([1, 2]), float([0, 1]), float([-2, 0], 4), float([0, 0], 5)];
    const group: Group = {
      shape: [2, 3],
      outer: 2,
      inputs,
      steps: inputs.map((_, input) => ({ op: 'load', input })),
      outputs: inputs.map((_, step) => ({ step, per: 'element', shape: [2, 3], dtype: 'float32' })),
    };
    expect(await numbers(run(group, [x, x, x, x]))).toEqual([
      [1, 3, 5, 2, 4, 6],
      [1, 2, 3, 1, 2, 3],
      [5, 5, 5, 3, 3, 3],
      [6, 6, 6, 6, 6, 6],
    ]);
  });

  test('whole numbers and truth: where x is above 1 twice x, elsewhere 7', async () => {
    const group: Group = {
      shape: [3],
      outer: 1,
      inputs: [{ strides: [1], offset: 0, dtype: 'int32' }],
      steps: [
        { op: 'load', input: 0 },
        { op: 'literal', value: 1, dtype: 'int32' },
        { op: 'binary', kernel: 'Greater', a: 0, b: 1 },
        { op: 'binary', kernel: 'Add', a: 0, b: 0 },
        { op: 'literal', value: 7, dtype: 'int32' },
        { op: 'select', condition: 2, yes: 3, no: 4 },
        { op: 'cast', a: 2, dtype: 'float32' },
      ],
      outputs: [
        { step: 5, per: 'element', shape: [3], dtype: 'int32' },
        { step: 2, per: 'element', shape: [3], dtype: 'bool' },
        { step: 6, per: 'element', shape: [3, 1], dtype: 'float32' },
      ],
    };
    expect(await numbers(run(group, [tf.tensor1d([0, 1, 2], 'int32')]))).toEqual([
      [7, 7, 4],
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  test('a row that is one number is summed as often as it has columns', async () => {
    const group: Group = {
      shape: [2, 4],
      outer: 1,
      inputs: [float([1, 0])],
      steps: [
        { op: 'load', input: 0 },
        { op: 'reduce', kernel: 'Sum', a: 0 },
      ],
      outputs: [{ step: 1, per: 'row', shape: [2], dtype: 'float32' }],
    };
    expect(await numbers(run(group, [tf.tensor1d([1, 2])]))).toEqual([[4, 8]]);
  });

  test('and leaves nothing behind', async () => {
    const x = tf.ones([2, 3]);
    const { tensors } = memory();
    tf.dispose(run(softmax, [x]));
    expect(memory().tensors).toBe(tensors);
    x.dispose();
  });
});

test('of each step it is known what it makes, for what, and after how many runs through the columns', () => {
  expect(factsOf(softmax)).toEqual([
    { dtype: 'float32', per: 'element', after: 0 },
    { dtype: 'float32', per: 'row', after: 1 },
    { dtype: 'float32', per: 'element', after: 1 },
    { dtype: 'float32', per: 'element', after: 1 },
    { dtype: 'float32', per: 'row', after: 2 },
    { dtype: 'float32', per: 'element', after: 2 },
  ]);
});
