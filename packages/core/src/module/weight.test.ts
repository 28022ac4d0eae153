import { expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  Buffer,
  DeviceError,
  memory,
  Parameter,
  ShapeError,
  tf,
  useDevice,
  Weight,
} from '../index.ts';

const pair = (): Parameter => new Parameter([2], new Float32Array([1, 2]));

// The order of these tests is part of them: the first ones hold before a device is chosen.
describe('before a device is chosen', () => {
  test('a weight is read and set on the host', async () => {
    const weight = pair();
    weight.assign(new Float32Array([3, 4]));
    expect(await weight.data()).toEqual(new Float32Array([3, 4]));
    expect([weight.shape, weight.size, weight.trainable]).toEqual([[2], 2, true]);
  });

  test('its value on the device says what to do', () => {
    expect(() => pair().value).toThrow(
      new DeviceError(
        'No device was chosen yet: call await useDevice() before a forward pass (train, fit, evaluate and predict do it by themselves).',
      ),
    );
  });

  test('it goes to the device with its first use, and stays there', async () => {
    const weight = pair();
    await useDevice();
    const before = memory().tensors;
    const { value } = weight;
    expect(memory().tensors).toBe(before + 1);
    expect(weight.value).toBe(value);
    await expectClose(value, [1, 2], 0);
    weight.dispose();
    expect(memory().tensors).toBe(before);
  });
});

test('a parameter is a trainable variable, a buffer is not', () => {
  expect(pair().value.trainable).toBe(true);
  expect(new Buffer([1], new Float32Array(1)).value.trainable).toBe(false);
  expect(pair()).toBeInstanceOf(Weight);
});

test('it is assigned from the host and from tensors, on either side of its upload', async () => {
  for (const uploaded of [false, true]) {
    const weight = pair();
    const { shape } = uploaded ? weight.value : weight; // the first use of its value uploads it
    expect(shape).toEqual([2]);
    weight.assign(new Float32Array([5, 6]));
    expect(await weight.data()).toEqual(new Float32Array([5, 6]));
    const tensor = tf.tensor1d([7, 8]);
    weight.assign(tensor);
    tensor.dispose(); // the weight holds its own
    expect(await weight.data()).toEqual(new Float32Array([7, 8]));
    weight.dispose();
  }
});

test('data is a copy, and so is what was assigned', async () => {
  const weight = pair();
  for (let round = 0; round < 2; round++) {
    const values = new Float32Array([3, 4]);
    weight.assign(values);
    values.fill(9);
    (await weight.data()).fill(9);
    expect(await weight.data()).toEqual(new Float32Array([3, 4]));
    await expectClose(weight.value, [3, 4], 0);
  }
});

test('uploaded within a tidy it outlives it', async () => {
  const weight = pair();
  tf.tidy(() => weight.value.square());
  await expectClose(weight.value, [1, 2], 0);
});

test('assigning, reading and disposing leave no tensor behind', async () => {
  const held = pair();
  const tensor = tf.tensor1d([1, 1]);
  await expectNoLeak(async () => {
    held.assign(tensor);
    held.assign(new Float32Array(2));
    await held.data();
    const other = pair();
    other.value.square().dispose();
    other.dispose();
  });
});

test('another tensor stands for its value while a function runs, also one within another, and also where it throws', () => {
  const weight = pair();
  expect(weight.hostValues).toEqual(new Float32Array([1, 2]));
  const value = weight.value;
  expect(weight.hostValues).toBeUndefined();
  const [outer, inner] = [tf.ones([2]), tf.zeros([2])];
  const seen = weight.replacedBy(outer, () => [weight.replacedBy(inner, () => weight.value), weight.value]);
  expect(seen).toEqual([inner, outer]);
  expect(() =>
    weight.replacedBy(outer, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(weight.value).toBe(value);
  expect(() => weight.replacedBy(tf.ones([3]), () => 1)).toThrow(
    new ShapeError('Parameter: expected a stand-in of shape [2], got [3].'),
  );
});

const disposed = (): Parameter => {
  const weight = pair();
  weight.dispose();
  return weight;
};

test.each([
  [
    () => new Parameter([2, 3], new Float32Array(5)),
    'Parameter: expected 6 numbers for shape [2, 3], got 5.',
  ],
  [() => new Buffer([], new Float32Array(0)), 'Buffer: expected 1 numbers for shape [], got 0.'],
  [() => pair().assign(new Float32Array(3)), 'Parameter: expected values of shape [2], got [3].'],
  [() => pair().assign(tf.ones([2, 1])), 'Parameter: expected values of shape [2], got [2, 1].'],
])('numbers that do not fit the shape %#', (act, message) => {
  expect(act).toThrow(new ShapeError(message));
});

test('whole numbers are no values of a weight', () => {
  expect(() => pair().assign(tf.tensor1d([1, 2], 'int32'))).toThrow(
    new ArgumentError('Parameter: expected values of type float32, got int32; cast them first.'),
  );
});

test('after dispose a weight is of no use, and says so', async () => {
  const message = 'Parameter: its module was disposed; build a new one.';
  expect(() => disposed().value).toThrow(new ArgumentError(message));
  expect(() => disposed().assign(new Float32Array(2))).toThrow(new ArgumentError(message));
  expect(() => disposed().assign(tf.ones([2]))).toThrow(new ArgumentError(message));
  await expect(disposed().data()).rejects.toThrow(new ArgumentError(message));
  const weight = pair();
  expect(weight.value.shape).toEqual([2]);
  weight.dispose();
  weight.dispose();
  expect(() => weight.value).toThrow(new ArgumentError(message));
});
