import { ensureDevice } from '@thaw/backend';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  type Constraint,
  maxNorm,
  minMaxNorm,
  nonNegative,
  Random,
  ShapeError,
  tf,
  unitNorm,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

// Three columns, of the lengths 5, 0.5 and 0.
const weight = [
  [3, 0.3, 0],
  [-4, 0.4, 0],
];

interface Case {
  readonly name: string;
  readonly constraint: Constraint;
  readonly held: number[][];
  /** Whether doing it again changes nothing. */
  readonly once?: boolean;
}

const cases: Case[] = [
  {
    name: 'maxNorm',
    constraint: maxNorm(1),
    held: [
      [0.6, 0.3, 0],
      [-0.8, 0.4, 0],
    ],
  },
  {
    name: 'maxNorm by default',
    constraint: maxNorm(),
    held: [
      [1.2, 0.3, 0],
      [-1.6, 0.4, 0],
    ],
  },
  {
    name: 'maxNorm of rows',
    constraint: maxNorm(2, { axis: 1 }),
    held: [3, 4].map((length, i) => weight[i]!.map((w) => (2 * w) / Math.hypot(length, length / 10))),
  },
  {
    name: 'maxNorm of the whole',
    constraint: maxNorm(1, { axis: [0, -1] }),
    held: weight.map((row) => row.map((w) => w / Math.hypot(5, 0.5))),
  },
  {
    name: 'unitNorm',
    constraint: unitNorm(),
    held: [
      [0.6, 0.6, 0],
      [-0.8, 0.8, 0],
    ],
  },
  {
    name: 'minMaxNorm',
    constraint: minMaxNorm({ minValue: 1, maxValue: 2 }),
    held: [
      [1.2, 0.6, 0],
      [-1.6, 0.8, 0],
    ],
  },
  {
    name: 'minMaxNorm, half of the way',
    constraint: minMaxNorm({ minValue: 1, maxValue: 2, rate: 0.5 }),
    held: [
      [2.1, 0.45, 0],
      [-2.8, 0.6, 0],
    ],
    once: false,
  },
  {
    name: 'nonNegative',
    constraint: nonNegative,
    held: [
      [3, 0.3, 0],
      [0, 0.4, 0],
    ],
  },
];

describe.each(cases)('$name', ({ name, constraint, held, once = true }) => {
  test('gives what it does by hand', async () => {
    await expectClose(constraint(tf.tensor2d(weight)), held, 1e-6);
  });

  test('changes nothing the second time', async () => {
    const first = constraint(tf.tensor(new Random(1).normal(36, 0, 3), [3, 2, 2, 3]));
    const change = tf.sub(constraint(first), first).abs().max();
    expect((await change.data())[0]! < 1e-5).toBe(once);
  });

  test.each([[[1, 1]], [[7, 1]], [[3, 1, 2, 5]], ...(/rows|whole/.test(name) ? [] : [[[4]], [[1]]])])(
    'keeps the shape %j, and leaves no tensor behind',
    async (shape) => {
      const ones = tf.ones(shape);
      expect(constraint(ones).shape).toEqual(shape);
      await expectNoLeak(() => constraint(ones).dispose());
    },
  );
});

test('what is within the norm stays as it is, to the bit', async () => {
  const inside = tf.tensor(new Random(1).uniform(36, -0.1, 0.1), [3, 2, 2, 3]);
  await expectClose(maxNorm(2)(inside), inside, 0);
});

test('by default a vector is a filter of a convolution, and a bias is one vector', async () => {
  const held = maxNorm(1)(tf.ones([2, 2, 4, 3])); // 16 ones a filter
  await expectClose(held, tf.fill([2, 2, 4, 3], 0.25), 1e-6);
  await expectClose(unitNorm()(tf.tensor1d([3, 4])), [0.6, 0.8], 1e-6);
});

test.each<[() => unknown, string]>([
  [() => maxNorm(0), 'maxNorm: maxValue must be a number above 0, got 0.'],
  [() => maxNorm('3' as never), "maxNorm: maxValue must be a number above 0, got the string '3'."],
  [() => maxNorm(2, { axes: 0 } as never), 'maxNorm: there is no option "axes"; the only one is axis.'],
  [() => unitNorm({ axes: 0 } as never), 'unitNorm: there is no option "axes"; the only one is axis.'],
  [() => minMaxNorm({ minValue: 2 }), 'minMaxNorm: minValue must be from 0 to maxValue, 1, got 2.'],
  [() => minMaxNorm({ maxValue: NaN }), 'minMaxNorm: maxValue must be a number above 0, got NaN.'],
  [() => minMaxNorm({ rate: 2 }), 'minMaxNorm: rate must be from 0 to 1, got 2.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test('an axis that the weight has not is refused', () => {
  expect(() => maxNorm(2, { axis: 2 })(tf.ones([2, 3]))).toThrow(
    new ShapeError('maxNorm: there is no axis 2 in a weight [2, 3]; axes count from 0.'),
  );
});
