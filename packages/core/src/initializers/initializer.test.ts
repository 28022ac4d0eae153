import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunUniform,
  normal,
  ones,
  Random,
  seed,
  uniform,
  zeros,
} from '../index.ts';

const variance = (values: Float32Array): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

test('zeros, ones and constant', () => {
  expect(zeros([2, 2])).toEqual(new Float32Array(4));
  expect(ones([3])).toEqual(new Float32Array([1, 1, 1]));
  expect(constant(-2)([1, 2])).toEqual(new Float32Array([-2, -2]));
  expect(ones([])).toEqual(new Float32Array([1]));
});

const drawn: [string, Initializer][] = [
  ['normal', normal()],
  ['uniform', uniform()],
  ['glorotUniform', glorotUniform],
  ['glorotNormal', glorotNormal],
  ['heUniform', heUniform],
  ['heNormal', heNormal],
  ['lecunUniform', lecunUniform],
];

describe.each(drawn)('%s', (_, initializer) => {
  test('draws the same after the same seed, and another for the next layer', () => {
    seed(7);
    const [first, second] = [initializer([8, 4]), initializer([8, 4])];
    seed(7);
    expect([initializer([8, 4]), initializer([8, 4])]).toEqual([first, second]);
    expect(second).not.toEqual(first);
    seed(8);
    expect(initializer([8, 4])).not.toEqual(first);
  });

  test('draws from the generator it is given, and moves no other', () => {
    seed(7);
    const first = initializer([5]);
    seed(7);
    expect(initializer([2, 3], new Random(3))).toEqual(initializer([2, 3], new Random(3)));
    expect(initializer([5])).toEqual(first);
  });
});

// Variance by fan: dense kernels [inputs, units], convolution kernels [height, width, channels, filters].
test.each<[string, Initializer, number[], number]>([
  ['glorotUniform, dense', glorotUniform, [300, 100], 2 / 400],
  ['glorotNormal, dense', glorotNormal, [300, 100], 2 / 400],
  ['heUniform, dense', heUniform, [300, 100], 2 / 300],
  ['heNormal, dense', heNormal, [300, 100], 2 / 300],
  ['lecunUniform, dense', lecunUniform, [300, 100], 1 / 300],
  ['glorotUniform, convolution', glorotUniform, [3, 3, 32, 64], 2 / (9 * 32 + 9 * 64)],
  ['heNormal, convolution', heNormal, [3, 3, 32, 64], 2 / (9 * 32)],
  ['lecunUniform, one axis', lecunUniform, [20_000], 1 / 20_000],
  ['normal', normal(0.3), [20_000], 0.09],
  ['uniform', uniform(-1, 3), [20_000], 16 / 12],
])('the variance of %s', (_, initializer, shape, expected) => {
  expect(variance(initializer(shape, new Random(1))) / expected).toBeCloseTo(1, 1);
});

test('uniform draws stay in their limits', () => {
  const limit = Math.sqrt(6 / 400);
  const values = glorotUniform([300, 100], new Random(1));
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
  expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
});

test('normal has the mean it is given, and a deviation of 0 gives it exactly', () => {
  expect(normal(0, 5)([3])).toEqual(new Float32Array([5, 5, 5]));
});

test.each([
  [() => normal(-1), 'normal: standardDeviation must be 0 or more, got -1.'],
  [() => normal(NaN), 'normal: standardDeviation must be 0 or more, got NaN.'],
  [() => uniform(1, 0), 'uniform: low must be at most high, got 1 and 0.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
