import { beforeAll, expect, test } from 'vitest';

import * as core from '../index.ts';
import {
  ArgumentError,
  type ConfigurableLoss,
  type Loss,
  ShapeError,
  sparseCategoricalCrossentropy,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const losses = Object.entries(core).filter(
  ([, value]) => typeof value === 'function' && 'places' in value,
) as [string, ConfigurableLoss][];
const others = ['sparseCategoricalCrossentropy', 'tripletMargin', 'infoNCE', 'ctc'];

test.each(losses.filter(([name]) => !others.includes(name)))('%s: targets of another shape', (name, loss) => {
  expect(() => loss(tf.zeros([4]), tf.zeros([4, 1]))).toThrow(
    new ShapeError(`${name}: expected targets of the prediction's shape [4, 1], got [4].`),
  );
});

test.each<[Loss, number[], number[], string]>([
  [
    sparseCategoricalCrossentropy,
    [4, 3],
    [4, 3],
    'sparseCategoricalCrossentropy: expected one label a row, [4] for predictions [4, 3], got [4, 3]; one-hot targets go to categoricalCrossentropy.',
  ],
  [
    sparseCategoricalCrossentropy,
    [],
    [4],
    'sparseCategoricalCrossentropy: expected one label a row, [] for predictions [4], got []; one-hot targets go to categoricalCrossentropy.',
  ],
  [
    core.tripletMargin,
    [4, 1],
    [4, 3],
    'tripletMargin: expected labels [batch] and embeddings [batch, units], got [4, 1] and [4, 3].',
  ],
  [
    core.infoNCE,
    [3],
    [4, 3],
    'infoNCE: expected labels [batch] and embeddings [batch, units], got [3] and [4, 3].',
  ],
  [
    core.ctc,
    [4],
    [4, 3, 2],
    'ctc: expected labels [batch, labels] and predictions [batch, time, classes], got [4] and [4, 3, 2].',
  ],
])('targets that do not fit the predictions: %#', (loss, target, prediction, message) => {
  expect(() => loss(tf.zeros(target), tf.zeros(prediction))).toThrow(new ShapeError(message));
});

test.each(losses)('%s: options that are none', (name, loss) => {
  expect(() => loss.with({ reduction: 'average' as 'mean' })).toThrow(
    new ArgumentError(`${name}.with: reduction must be 'mean', 'sum' or 'none', got the string 'average'.`),
  );
  expect(() => loss.with({ lambda: 1 } as object)).toThrow(/^\w+\.with: there is no option "lambda"; /);
});

const { huber, binaryCrossentropy, categoricalCrossentropy, binaryFocalCrossentropy } = core;
test.each<[() => unknown, string]>([
  [() => huber.with({ delta: 0 }), 'huber.with: delta must be a number above 0, got 0.'],
  [
    () => binaryCrossentropy.with({ labelSmoothing: 2 }),
    'binaryCrossentropy.with: labelSmoothing must be a number from 0 to 1, got 2.',
  ],
  [
    () => binaryCrossentropy.with({ classWeight: [1, 2, 3] as unknown as [number, number] }),
    'binaryCrossentropy.with: classWeight must hold one number for each of 2 classes, got 3.',
  ],
  [
    () => categoricalCrossentropy.with({ classWeight: [1, -2] }),
    'categoricalCrossentropy.with: classWeight must be an array of numbers from 0 on, one for each class, got [1, -2].',
  ],
  [
    () => categoricalCrossentropy.with({ classWeight: 3 as unknown as number[] }),
    'categoricalCrossentropy.with: classWeight must be an array of numbers from 0 on, one for each class, got 3.',
  ],
  [
    () => categoricalCrossentropy.with({ classWeight: [1, 2] })(tf.zeros([1, 3]), tf.zeros([1, 3])),
    'categoricalCrossentropy: classWeight must hold one number for each of 3 classes, got 2.',
  ],
  [
    () => binaryFocalCrossentropy.with({ gamma: -1 }),
    'binaryFocalCrossentropy.with: gamma must be a number from 0 on, got -1.',
  ],
  [
    () => core.tripletMargin.with({ mining: 'soft' as 'all' }),
    "tripletMargin.with: mining must be 'all' or 'hardest', got the string 'soft'.",
  ],
  [
    () => core.infoNCE.with({ temperature: NaN }),
    'infoNCE.with: temperature must be a number above 0, got NaN.',
  ],
  [() => core.ctc.with({ blank: -1 }), 'ctc.with: blank must be a whole number from 0 on, got -1.'],
  [
    () => core.ctc.with({ blank: 5 })(tf.zeros([1, 2]), tf.zeros([1, 4, 5])),
    'ctc: the blank is class 5, and there are 5 classes, counted from 0.',
  ],
])('an option that is out of range: %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[Loss, number[], number[], string]>([
  [
    binaryCrossentropy,
    [0, 1, 2],
    [3],
    'binaryCrossentropy: target 2 at place 2 is no probability: targets lie from 0 (no) to 1 (yes).',
  ],
  [
    core.hinge,
    [1, 0],
    [2],
    'hinge: target 0 at place 1 is neither -1 nor 1; of targets 0 and 1 make 2·y − 1.',
  ],
  [core.poisson, [2, -1], [2], 'poisson: target -1 at place 1 is no count: targets are numbers from 0 on.'],
  [
    core.ctc,
    [1, 0, 3, 0],
    [2, 4, 3],
    'ctc: label 3 in row 1 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.',
  ],
  [
    core.ctc,
    [1, 0, 2],
    [1, 4, 3],
    'ctc: row 0 has label 2 after the blank 0, which only pads the end of a row; leave blanks out between labels.',
  ],
  [
    core.ctc,
    [1, 2, 0, 1, 1, 2],
    [2, 3, 3],
    'ctc: the labels of row 1 need 4 time steps, one each and one between two that are equal, and there are 3; give longer sequences or fewer labels.',
  ],
])('targets that are refused on the host: %#', (loss, targets, shape, message) => {
  expect(() => loss.checkTarget!(targets, shape)).toThrow(new ArgumentError(message));
});

test.each([3, -1, 1.5, NaN])('label %d is no class of three', (label) => {
  expect(() => sparseCategoricalCrossentropy.checkTarget!([0, 2, label], [3, 3])).toThrow(
    new ArgumentError(
      `sparseCategoricalCrossentropy: label ${label} in row 2 is out of range: there are 3 classes, so labels must be whole numbers from 0 to 2.`,
    ),
  );
});

test('weights that fit neither rows nor places', () => {
  const [y, z] = [tf.zeros([4, 3, 2]), tf.zeros([4, 3, 2])];
  expect(() => core.meanSquaredError(y, z, { sampleWeight: tf.ones([3]) })).toThrow(
    new ShapeError(
      'meanSquaredError: expected a sampleWeight of one number for each row, [4] or one for each place, [4, 3], got [3].',
    ),
  );
  expect(() => core.meanSquaredError(y, z, { mask: tf.ones([4, 2]) })).toThrow(
    new ShapeError(
      'meanSquaredError: expected a mask of one number for each row, [4] or one for each place, [4, 3], got [4, 2].',
    ),
  );
});
