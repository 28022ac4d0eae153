import { beforeAll, expect, test } from 'vitest';

import { accuracy, ArgumentError, binaryAccuracy, type Metric, ShapeError, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const measure = (metric: Metric, target: tf.Tensor, prediction: tf.Tensor): number =>
  metric.result(metric.measure(target, prediction).dataSync());

const logits = [
  [-3, -1, -2],
  [5, 4, 6],
  [0, 2, 1],
  [1, 0, 0],
]; // the largest: 1, 2, 1, 0

test('labels: three of four rows are right', () => {
  expect(measure(accuracy(), tf.tensor1d([1, 2, 1, 2], 'int32'), tf.tensor2d(logits))).toBe(0.75);
  expect(measure(accuracy(), tf.tensor1d([1, 2, 1, 2]), tf.tensor2d(logits))).toBe(0.75);
});

test('labels over two axes: each of them counts', () => {
  const target = tf.tensor2d(
    [
      [1, 0],
      [1, 0],
    ],
    [2, 2],
    'int32',
  );
  expect(measure(accuracy(), target, tf.tensor3d([logits.slice(0, 2), logits.slice(2)]))).toBe(0.75);
});

test('labels: what is to be ignored is neither right nor wrong', () => {
  const metric = accuracy({ ignoreClass: -1 });
  expect(measure(metric, tf.tensor1d([1, -1, 1, 2], 'int32'), tf.tensor2d(logits))).toBeCloseTo(2 / 3, 6);
  expect(() => metric.checkTarget!([1, -1, 0, 0], [4, 3])).not.toThrow();
  expect(() => metric.checkTarget!([1, 3, 0, 0], [4, 3])).toThrow(
    'accuracy: label 3 in row 1 is out of range',
  );
  expect(() => accuracy({ ignoreClass: NaN })).toThrow(
    new ArgumentError('accuracy: ignoreClass must be a whole number, such as -1 for padding, got NaN.'),
  );
});

test('one-hot rows: the same', () => {
  const target = tf.oneHot(tf.tensor1d([1, 2, 1, 2], 'int32'), 3);
  expect(measure(accuracy(), target, tf.tensor2d(logits))).toBe(0.75);
});

test('yes or no: on which side of the threshold', () => {
  const target = tf.tensor2d([[1], [0], [1], [0]]);
  const prediction = tf.tensor2d([[0.1], [-2], [-0.1], [0.3]]);
  expect(measure(accuracy(), target, prediction)).toBe(0.5);
  expect(measure(binaryAccuracy(), target, prediction)).toBe(0.5);
  expect(measure(accuracy({ threshold: 0.5 }), target, prediction)).toBe(0.5);
  expect(measure(accuracy({ threshold: -1 }), target, prediction)).toBe(0.75);
});

test('binary accuracy of several answers a row counts each, also where there is but one axis', () => {
  const target = tf.tensor2d([
    [1, 0],
    [1, 1],
  ]);
  expect(
    measure(
      binaryAccuracy(),
      target,
      tf.tensor2d([
        [3, -3],
        [3, -3],
      ]),
    ),
  ).toBe(0.75);
  expect(measure(binaryAccuracy(), tf.tensor1d([1, 0]), tf.tensor1d([3, 3]))).toBe(0.5);
});

test.each<[Metric, number[], number[], string]>([
  [
    accuracy(),
    [4, 2],
    [4, 3],
    'accuracy: expected labels [4] or one-hot rows [4, 3] for predictions of that shape, got targets [4, 2].',
  ],
  [
    accuracy(),
    [4],
    [4],
    'accuracy: expected predictions [batch, …, classes], or [batch, 1] for yes or no, got [4]; binaryAccuracy takes any shape.',
  ],
  [
    binaryAccuracy(),
    [4],
    [4, 1],
    "binaryAccuracy: expected targets of the prediction's shape [4, 1], got [4].",
  ],
])('targets that do not fit %#', (metric, target, prediction, message) => {
  expect(() => metric.measure(tf.zeros(target), tf.zeros(prediction))).toThrow(new ShapeError(message));
});

test.each([
  [
    () => accuracy({ threshold: NaN }),
    'accuracy: threshold must be a number, 0 for logits or 0.5 for probabilities, got NaN.',
  ],
  [
    () => binaryAccuracy({ threshold: Infinity }),
    'binaryAccuracy: threshold must be a number, 0 for logits or 0.5 for probabilities, got Infinity.',
  ],
])('a threshold that is none %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
