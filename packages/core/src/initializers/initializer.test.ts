import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  normal,
  ones,
  orthogonal,
  Random,
  seed,
  truncatedNormal,
  uniform,
  varianceScaling,
  zeros,
} from '../index.ts';

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float32Array): number => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
};
const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

test('zeros, ones and constant', () => {
  expect(zeros([2, 2])).toEqual(new Float32Array(4));
  expect(ones([3])).toEqual(new Float32Array([1, 1, 1]));
  expect(constant(-2)([1, 2])).toEqual(new Float32Array([-2, -2]));
  expect(ones([])).toEqual(new Float32Array([1]));
});

interface Case {
  readonly name: string;
  readonly initializer: Initializer;
  readonly shape: readonly number[];
  readonly mean?: number;
  readonly variance: number;
  /** The largest magnitude there may be, and is nearly reached. */
  readonly bound?: number;
}

const dense = [300, 100];
const kernel = [3, 3, 32, 64]; // fans 288 and 576
const uniformBound = (spread: number): number => Math.sqrt(3 * spread);
/** Twice the deviation of the bell that, cut there, has this variance. */
const truncatedBound = (spread: number): number => (2 * Math.sqrt(spread)) / 0.8796256610342398;

const cases: Case[] = [
  { name: 'normal', initializer: normal(0.3, 2), shape: [30_000], mean: 2, variance: 0.09 },
  {
    name: 'truncatedNormal',
    initializer: truncatedNormal(0.5),
    shape: [30_000],
    variance: 0.25 * 0.7737413, // 1 − 4φ(2)/(Φ(2) − Φ(−2))
    bound: 1,
  },
  { name: 'uniform', initializer: uniform(-1, 3), shape: [30_000], mean: 1, variance: 16 / 12, bound: 3 },
  {
    name: 'glorotUniform',
    initializer: glorotUniform,
    shape: dense,
    variance: 2 / 400,
    bound: uniformBound(2 / 400),
  },
  {
    name: 'glorotUniform of a convolution',
    initializer: glorotUniform,
    shape: kernel,
    variance: 2 / (288 + 576),
    bound: uniformBound(2 / (288 + 576)),
  },
  {
    name: 'glorotNormal',
    initializer: glorotNormal,
    shape: dense,
    variance: 2 / 400,
    bound: truncatedBound(2 / 400),
  },
  {
    name: 'heUniform',
    initializer: heUniform,
    shape: dense,
    variance: 2 / 300,
    bound: uniformBound(2 / 300),
  },
  {
    name: 'heNormal',
    initializer: heNormal,
    shape: dense,
    variance: 2 / 300,
    bound: truncatedBound(2 / 300),
  },
  {
    name: 'heNormal of a convolution',
    initializer: heNormal,
    shape: kernel,
    variance: 2 / 288,
    bound: truncatedBound(2 / 288),
  },
  {
    name: 'lecunUniform of one axis',
    initializer: lecunUniform,
    shape: [30_000],
    variance: 1 / 30_000,
    bound: uniformBound(1 / 30_000),
  },
  {
    name: 'lecunNormal',
    initializer: lecunNormal,
    shape: dense,
    variance: 1 / 300,
    bound: truncatedBound(1 / 300),
  },
  {
    name: 'varianceScaling, truncated',
    initializer: varianceScaling({ scale: 3, mode: 'fanOut' }),
    shape: dense,
    variance: 3 / 100,
    bound: truncatedBound(3 / 100),
  },
  {
    name: 'varianceScaling of a convolution in one dimension',
    initializer: varianceScaling({ mode: 'fanAvg', distribution: 'normal' }),
    shape: [5, 60, 100],
    variance: 2 / (300 + 500),
  },
  { name: 'orthogonal', initializer: orthogonal, shape: [200, 150], variance: 1 / 200 },
  {
    name: 'orthogonal.with',
    initializer: orthogonal.with({ gain: 3 }),
    shape: [150, 200],
    variance: 9 / 200,
  },
];

describe.each(cases)('$name', ({ initializer, shape, mean: middle = 0, variance: spread, bound }) => {
  test('has the mean, the variance and the bounds it says', () => {
    const values = initializer(shape, new Random(1));
    expect(values).toHaveLength(shape.reduce((a, b) => a * b, 1));
    // Four standard errors: of a mean σ/√n, of a variance at most √2·σ²/√n.
    expect(Math.abs(mean(values) - middle)).toBeLessThan(4 * Math.sqrt(spread / values.length));
    expect(Math.abs(variance(values) / spread - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(bound ?? Infinity));
    expect(largest(values)).toBeGreaterThan(0.99 * (bound ?? 0));
  });

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
    const first = initializer([5, 1]);
    seed(7);
    expect(initializer([2, 3], new Random(3))).toEqual(initializer([2, 3], new Random(3)));
    expect(initializer([5, 1])).toEqual(first);
  });
});

test('the bits are these, on every engine and device', () => {
  const words = (initializer: Initializer): number[] => [
    ...new Uint32Array(initializer([2, 2], new Random(7)).buffer),
  ];
  expect(words(uniform(-1, 1))).toMatchInlineSnapshot(`
    [
      1063829748,
      1056969714,
      3209005708,
      3209962664,
    ]
  `);
  expect(words(glorotUniform)).toMatchInlineSnapshot(`
    [
      1066305583,
      1058856158,
      3211915269,
      3212962080,
    ]
  `);
  expect(words(truncatedNormal(1))).toMatchInlineSnapshot(`
    [
      1069594351,
      1059306014,
      3213828727,
      3214986543,
    ]
  `);
  expect(words(heNormal)).toMatchInlineSnapshot(`
    [
      1071322697,
      1060774387,
      3215112419,
      3216428679,
    ]
  `);
});

test('normal has the mean it is given, and a deviation of 0 gives it exactly', () => {
  expect(normal(0, 5)([3])).toEqual(new Float32Array([5, 5, 5]));
  expect(truncatedNormal(0, 5)([3])).toEqual(new Float32Array([5, 5, 5]));
});

test.each([
  [() => constant(NaN), 'constant: value must be a finite number, got NaN.'],
  [() => normal(-1), 'normal: standardDeviation must be 0 or more, got -1.'],
  [() => normal(NaN), 'normal: standardDeviation must be 0 or more, got NaN.'],
  [() => normal(1, Infinity), 'normal: mean must be a finite number, got Infinity.'],
  [() => truncatedNormal(-1), 'truncatedNormal: standardDeviation must be 0 or more, got -1.'],
  [() => uniform(1, 0), 'uniform: low must be at most high, both finite, got 1 and 0.'],
  [() => uniform(0, Infinity), 'uniform: low must be at most high, both finite, got 0 and Infinity.'],
  [() => varianceScaling({ scale: 0 }), 'varianceScaling: scale must be a number above 0, got 0.'],
  [
    () => varianceScaling({ mode: 'fan_in' as never }),
    "varianceScaling: mode must be one of 'fanIn', 'fanOut', 'fanAvg', got the string 'fan_in'.",
  ],
  [
    () => varianceScaling({ distribution: 'uni' as never }),
    "varianceScaling: distribution must be one of 'truncatedNormal', 'normal', 'uniform', got the string 'uni'.",
  ],
  [
    () => varianceScaling({ fan: 'fanIn' } as never),
    'varianceScaling: there is no option "fan"; the options are scale, mode, distribution.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
