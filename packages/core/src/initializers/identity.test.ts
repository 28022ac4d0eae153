import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, identity, Random, ShapeError, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

test('ones on the diagonal, also where a matrix is not square', () => {
  expect(identity([2, 2])).toEqual(Float32Array.of(1, 0, 0, 1));
  expect(identity([2, 3])).toEqual(Float32Array.of(1, 0, 0, 0, 1, 0));
  expect(identity([3, 2])).toEqual(Float32Array.of(1, 0, 0, 1, 0, 0));
  expect(identity.with({ gain: -2 })([2, 2])).toEqual(Float32Array.of(-2, 0, 0, -2));
});

test.each([
  [3, 3],
  [1, 5],
  [2, 4],
])("a convolution by it, with padding 'same', gives the image back: %i by %i", async (height, width) => {
  const image = tf.tensor4d(new Random(1).normal(2 * 6 * 7 * 3), [2, 6, 7, 3]);
  const filter = tf.tensor4d(identity([height, width, 3, 3]), [height, width, 3, 3]);
  await expectClose(tf.conv2d(image, filter, 1, 'same'), image, 0);
});

test('a vector has no diagonal, and a gain is a number', () => {
  expect(() => identity([3])).toThrow(
    new ShapeError('identity: expected a shape of two axes or more, […, inputs, outputs], got [3].'),
  );
  expect(() => identity.with({ gain: NaN })).toThrow(
    new ArgumentError('identity.with: gain must be a finite number, got NaN.'),
  );
});
