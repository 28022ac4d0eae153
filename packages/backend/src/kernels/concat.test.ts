import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const kinds = ['float32', 'int32', 'bool'] as const;

/** Numbers that say where they stand, counted from `first` on. */
function count(shape: number[], dtype: tf.DataType = 'float32', first = 1): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Array.from({ length: size }, (_, i) => (dtype === 'bool' ? (i * i) & 1 : first + i));
  return tf.tensor(values, shape, dtype as 'float32');
}

/** What stands at each place along an axis, by the definition of slices and gathers written with nested arrays. */
const at = (x: tf.Tensor, axis: number, place: number): unknown => {
  const take = (values: unknown, depth: number): unknown =>
    depth === axis
      ? (values as unknown[])[place]
      : (values as unknown[]).map((value) => take(value, depth + 1));
  return take(x.arraySync(), 0);
};

describe('concat', () => {
  test.each(kinds)('of %s puts each tensor behind the one before, along any axis', (dtype) => {
    for (const axis of [0, 1, 2, -1]) {
      const along = axis < 0 ? 2 : axis;
      const shapes = [2, 1, 0, 5].map((length) => [3, 4, 7].map((all, i) => (i === along ? length : all)));
      const tensors = shapes.map((shape, i) => count(shape, dtype, 1000 * i));
      const joined = tf.concat(tensors, axis);
      expect([joined.dtype, joined.shape[along]]).toEqual([dtype, 8]);
      let place = 0;
      for (const tensor of tensors) {
        for (let i = 0; i < tensor.shape[along]!; i++) {
          expect(at(joined, along, place++)).toEqual(at(tensor, along, i));
        }
      }
    }
  });

  test('of one tensor is that, of none at all is empty', () => {
    expect(tf.concat([count([2, 3])], 1).arraySync()).toEqual([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    expect(tf.concat([tf.zeros([0, 3]), tf.zeros([0, 3])], 0).shape).toEqual([0, 3]);
  });

  test('refuses shapes that differ along another axis, as TensorFlow.js does', () => {
    expect(() => tf.concat([count([2, 3]), count([2, 4])], 0)).toThrow(
      'Error in concat2D: Shape of tensors[1] (2,4) does not match the shape of the rest (2,3) along the non-concatenated axis 1.',
    );
  });
});

describe('stack and unstack', () => {
  test.each(kinds)('of %s put tensors side by side along any new axis, and take them apart', (dtype) => {
    for (const axis of [0, 1, 2]) {
      const tensors = [1, 2, 3].map((i) => count([4, 5], dtype, 100 * i));
      const stacked = tf.stack(tensors, axis);
      expect([stacked.dtype, stacked.shape[axis]]).toEqual([dtype, 3]);
      for (const [i, tensor] of tensors.entries()) expect(at(stacked, axis, i)).toEqual(tensor.arraySync());
      for (const [i, part] of tf.unstack(stacked, axis).entries()) {
        expect(part.arraySync()).toEqual(tensors[i]!.arraySync());
      }
    }
  });

  test('of scalars and of tensors without numbers', () => {
    expect(tf.stack([tf.scalar(1), tf.scalar(2)]).arraySync()).toEqual([1, 2]);
    expect(tf.stack([tf.zeros([0, 2]), tf.zeros([0, 2])], 1).shape).toEqual([0, 2, 2]);
    expect(tf.unstack(tf.zeros([2, 0])).map(({ shape }) => shape)).toEqual([[0], [0]]);
  });
});

describe('split', () => {
  test.each(kinds)('of %s cuts along any axis, into equal parts or those asked for', (dtype) => {
    for (const axis of [0, 1, 2]) {
      const shape = [5, 6, 7];
      shape[axis] = 6;
      const x = count(shape, dtype);
      for (const lengths of [3, [1, 0, 5], [2, -1, 1]]) {
        let place = 0;
        for (const part of tf.split(x, typeof lengths === 'number' ? lengths : [...lengths], axis)) {
          for (let i = 0; i < part.shape[axis]!; i++) expect(at(part, axis, i)).toEqual(at(x, axis, place++));
        }
        expect(place).toBe(6);
      }
    }
  });

  test('refuses lengths that do not add up, as TensorFlow.js does', () => {
    expect(() => tf.split(count([4]), [1, 2])).toThrow(
      'The sum of sizes must match the size of the axis dimension.',
    );
  });
});

test('the numbers are the same for any number of threads', async () => {
  const tensors = [count([300, 70]), count([300, 231])];
  await useDevice('wasm', { threads: 1 });
  const joined = tf.concat(tensors, 1);
  const alone = joined.dataSync();
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    expect(tf.concat(tensors, 1).dataSync()).toEqual(alone);
    const parts = tf.split(joined, [70, 231], 1);
    for (const [i, part] of parts.entries()) expect(part.dataSync()).toEqual(tensors[i]!.dataSync());
  }
});

test('nothing is left behind', async () => {
  const [a, b] = [count([2, 3]), count([2, 3])];
  await expectNoLeak(() =>
    tf.dispose([tf.concat([a, b]), tf.stack([a, b]), ...tf.split(a, 3, 1), ...tf.unstack(b)]),
  );
});
