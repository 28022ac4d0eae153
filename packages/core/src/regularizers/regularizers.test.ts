import { ensureDevice } from '@thaw/backend';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  l1,
  l1L2,
  l2,
  orthogonal,
  orthogonalRegularizer,
  Random,
  type Regularizer,
  ShapeError,
  tf,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const weight = [
  [3, -4],
  [0, 2],
  [1, 1],
];
// cosines of the rows: −4/5, −1/(5·√2), 1/√2; of the columns: −11/√(10·21)
const rows = (0.8 + 0.1 * Math.SQRT2 + Math.SQRT1_2) / 3;
const columns = 11 / Math.sqrt(10 * 21);

const cases: { name: string; regularizer: Regularizer; cost: number }[] = [
  { name: 'l1', regularizer: l1(0.1), cost: 1.1 },
  { name: 'l1 by default', regularizer: l1(), cost: 0.11 },
  { name: 'l2', regularizer: l2(0.1), cost: 3.1 },
  { name: 'l2 by default', regularizer: l2(), cost: 0.31 },
  { name: 'l1L2', regularizer: l1L2({ l1: 0.1, l2: 0.2 }), cost: 1.1 + 6.2 },
  { name: 'l1L2 by default', regularizer: l1L2(), cost: 0 },
  { name: 'orthogonalRegularizer', regularizer: orthogonalRegularizer(), cost: 0.01 * rows },
  {
    name: 'orthogonalRegularizer of columns',
    regularizer: orthogonalRegularizer({ factor: 2, mode: 'columns' }),
    cost: 2 * columns,
  },
];

describe.each(cases)('$name', ({ name, regularizer, cost }) => {
  test('costs what it does by hand', async () => {
    const value = regularizer(tf.tensor2d(weight));
    expect(value.shape).toEqual([]);
    await expectClose(value, cost, 1e-6);
  });

  test('has the gradient of its central differences', async () => {
    const kernel = tf.tensor(new Random(2).normal(24), [2, 2, 2, 3]);
    await checkGradient((w) => regularizer(w!), [kernel]);
  });

  test('of zeros costs nothing and pulls nowhere', async () => {
    const zeros = tf.zeros([3, 2]);
    await expectClose(regularizer(zeros), 0, 0);
    await expectClose(tf.grad((w) => regularizer(w))(zeros), zeros, 0);
  });

  test.each([[[1, 1]], [[1, 5]], [[3, 1, 1, 7]], ...(name.startsWith('l') ? [[[]], [[4]]] : [])])(
    'takes a weight %j, and leaves no tensor behind',
    async (shape) => {
      const ones = tf.ones(shape);
      const value = regularizer(ones);
      expect((await value.data())[0]).toBeGreaterThanOrEqual(0);
      await expectNoLeak(() => regularizer(ones).dispose());
    },
  );
});

test('orthogonal rows or columns cost nothing, and a single vector neither', async () => {
  const kernel = tf.tensor(orthogonal([3, 3, 2, 6], new Random(1)), [3, 3, 2, 6]);
  await expectClose(orthogonalRegularizer({ factor: 1, mode: 'columns' })(kernel), 0, 1e-6, 1);
  await expectClose(orthogonalRegularizer({ factor: 1 })(tf.ones([1, 4])), 0, 0);
});

test('l1L2 is the sum of both', async () => {
  const w = tf.tensor2d(weight);
  await expectClose(l1L2({ l1: 0.3, l2: 0.7 })(w), tf.add(l1(0.3)(w), l2(0.7)(w)), 1e-6);
});

test.each<[() => unknown, string]>([
  [() => l1(-1), 'l1: factor must be a number from 0 on, got -1.'],
  [() => l2(NaN), 'l2: factor must be a number from 0 on, got NaN.'],
  [() => l2({ l2: 1 } as never), 'l2: factor must be a number from 0 on, got an object with l2.'],
  [() => l1L2({ l1: -1 }), 'l1L2: l1 must be a number from 0 on, got -1.'],
  [() => l1L2({ l2: '1' as never }), "l1L2: l2 must be a number from 0 on, got the string '1'."],
  [() => l1L2({ l3: 1 } as never), 'l1L2: there is no option "l3"; the options are l1, l2.'],
  [
    () => orthogonalRegularizer({ factor: Infinity }),
    'orthogonalRegularizer: factor must be a number from 0 on, got Infinity.',
  ],
  [
    () => orthogonalRegularizer({ mode: 'filters' as never }),
    "orthogonalRegularizer: mode must be 'rows' or 'columns', got the string 'filters'.",
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test('a vector has no angles', () => {
  expect(() => orthogonalRegularizer()(tf.ones([3]))).toThrow(
    new ShapeError(
      'orthogonalRegularizer: expected a weight [rows, columns], got [3]; a vector has no angles.',
    ),
  );
});
