import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  binaryCrossentropy,
  categoricalCrossentropy,
  type Loss,
  meanSquaredError,
  ShapeError,
  sparseCategoricalCrossentropy,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const labels = (values: number[]): tf.Tensor => tf.tensor1d(values, 'int32');
const ln2 = Math.LN2;

interface Case {
  readonly name: string;
  readonly loss: Loss;
  readonly target: () => tf.Tensor;
  /** At this prediction the loss is `value`. */
  readonly prediction: number[][];
  readonly value: number;
  /** Predictions of ±1000, what the loss is there, and what is allowed. */
  readonly extreme: number[][];
  readonly extremeValue: number;
}

const cases: Case[] = [
  {
    name: 'meanSquaredError',
    loss: meanSquaredError,
    target: () =>
      tf.tensor2d([
        [1, 2],
        [0, -1],
      ]),
    prediction: [
      [1, 4],
      [1, 0],
    ],
    value: (0 + 4 + 1 + 1) / 4,
    extreme: [
      [1000, -1000],
      [1000, -1000],
    ],
    extremeValue: (999 ** 2 + 1002 ** 2 + 1000 ** 2 + 999 ** 2) / 4,
  },
  {
    name: 'binaryCrossentropy',
    loss: binaryCrossentropy,
    target: () =>
      tf.tensor2d([
        [1, 0],
        [0.25, 1],
      ]),
    prediction: [
      [0, Math.log(3)],
      [0, 0],
    ],
    value: (3 * ln2 + Math.log(4)) / 4,
    extreme: [
      [1000, 1000],
      [-1000, -1000],
    ],
    extremeValue: (0 + 1000 + 250 + 1000) / 4,
  },
  {
    name: 'categoricalCrossentropy',
    loss: categoricalCrossentropy,
    target: () =>
      tf.tensor2d([
        [0, 1],
        [0.5, 0.5],
      ]),
    prediction: [
      [0, 0],
      [Math.log(3), 0],
    ],
    value: (ln2 + (Math.log(4) - Math.log(3) + Math.log(4)) / 2) / 2,
    extreme: [
      [1000, -1000],
      [1000, -1000],
    ],
    extremeValue: (2000 + 1000) / 2,
  },
  {
    name: 'sparseCategoricalCrossentropy',
    loss: sparseCategoricalCrossentropy,
    target: () => labels([1, 0]),
    prediction: [
      [0, 0],
      [Math.log(3), 0],
    ],
    value: (ln2 + Math.log(4) - Math.log(3)) / 2,
    extreme: [
      [1000, -1000],
      [1000, -1000],
    ],
    extremeValue: (2000 + 0) / 2,
  },
];

describe.each(cases)('$name', ({ loss, target, prediction, value, extreme, extremeValue }) => {
  test('is one number, the one by hand', async () => {
    const result = loss(target(), tf.tensor2d(prediction));
    expect(result.shape).toEqual([]);
    await expectClose(result, value, 1e-6);
  });

  test('has the gradient of its central differences', async () => {
    const x = tf.tensor2d([
      [0.3, -1.2],
      [0.8, 0.1],
    ]);
    await checkGradient((z) => loss(target(), z!), [x]);
  });

  test('and so it has where the predictions are exactly 0', async () => {
    await checkGradient((z) => loss(target(), z!), [tf.zeros([2, 2])]);
  });

  test('is stable at ±1000, values and gradients', async () => {
    const x = tf.tensor2d(extreme);
    await expectClose(loss(target(), x), extremeValue, 1e-6);
    const gradient = await tf
      .grad((z) => loss(target(), z))(x)
      .data();
    expect(Array.from(gradient).every(Number.isFinite)).toBe(true);
  });

  test('is the mean: twice the same rows change nothing', async () => {
    const twice = loss(tf.concat([target(), target()]), tf.tensor2d([...prediction, ...prediction]));
    await expectClose(twice, value, 1e-6);
  });

  test('leaves no tensor behind in a tidy', async () => {
    const [y, z] = [target(), tf.tensor2d(prediction)];
    await expectNoLeak(() => tf.tidy(() => loss(y, z)).dispose());
  });
});

test('binary cross-entropy: the gradient at logit 0 is (σ(0) − y)/n exactly', async () => {
  const y = tf.tensor2d([[1], [0]]);
  await expectClose(tf.grad((z) => binaryCrossentropy(y, z))(tf.zeros([2, 1])), [[-0.25], [0.25]], 1e-6);
});

test('sparse labels give what one-hot rows give, also with an axis of time', async () => {
  const logits = tf.tensor3d([
    [
      [1, 2, 3],
      [0, -1, 1],
    ],
    [
      [2, 0, 0],
      [0, 0, 5],
    ],
  ]);
  const sparse = tf.tensor2d(
    [
      [0, 2],
      [1, 1],
    ],
    [2, 2],
    'int32',
  );
  const expected = categoricalCrossentropy(tf.oneHot(sparse, 3).toFloat(), logits);
  await expectClose(sparseCategoricalCrossentropy(sparse, logits), await expected.data(), 1e-6);
  await expectClose(sparseCategoricalCrossentropy(sparse.toFloat(), logits), await expected.data(), 1e-6);
});

test.each<[Loss, tf.Tensor | (() => tf.Tensor), number[], string]>([
  [
    meanSquaredError,
    () => tf.zeros([4]),
    [4, 1],
    "meanSquaredError: expected targets of the prediction's shape [4, 1], got [4].",
  ],
  [
    binaryCrossentropy,
    () => tf.zeros([4]),
    [4, 1],
    "binaryCrossentropy: expected targets of the prediction's shape [4, 1], got [4].",
  ],
  [
    categoricalCrossentropy,
    () => tf.zeros([4]),
    [4, 3],
    "categoricalCrossentropy: expected targets of the prediction's shape [4, 3], got [4].",
  ],
  [
    sparseCategoricalCrossentropy,
    () => tf.zeros([4, 3]),
    [4, 3],
    'sparseCategoricalCrossentropy: expected one label a row, [4] for predictions [4, 3], got [4, 3]; one-hot targets go to categoricalCrossentropy.',
  ],
  [
    sparseCategoricalCrossentropy,
    () => tf.scalar(0),
    [4],
    'sparseCategoricalCrossentropy: expected one label a row, [] for predictions [4], got []; one-hot targets go to categoricalCrossentropy.',
  ],
])('targets that do not fit the predictions: %#', (loss, target, shape, message) => {
  expect(() => loss((target as () => tf.Tensor)(), tf.zeros(shape))).toThrow(new ShapeError(message));
});

test.each([3, -1, 1.5, NaN])('label %d is no class of three', (label) => {
  expect(() => sparseCategoricalCrossentropy.checkTarget!([0, 2, label], [3, 3])).toThrow(
    new ArgumentError(
      `sparseCategoricalCrossentropy: label ${label} in row 2 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.`,
    ),
  );
});
