import { beforeAll, expect, test } from 'vitest';

import { ArgumentError, confusionMatrix, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

test('rows are the true classes, columns the predicted ones', () => {
  const metric = confusionMatrix(3);
  const target = tf.tensor1d([0, 0, 1, 2], 'int32');
  const prediction = tf.tensor2d([
    [9, 0, 0],
    [0, 0, 9],
    [0, 9, 0],
    [0, 9, 0],
  ]);
  expect(metric.result(metric.measure(target, prediction).dataSync())).toEqual([
    [1, 0, 1],
    [0, 1, 0],
    [0, 1, 0],
  ]);
});

test.each([1, 0, 2.5, NaN])('%d is no number of classes', (classes) => {
  expect(() => confusionMatrix(classes)).toThrow(
    new ArgumentError(`confusionMatrix: expected the number of classes, 2 or more, got ${classes}.`),
  );
});
