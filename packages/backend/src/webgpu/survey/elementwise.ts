import { tf } from '../../tfjs.ts';
import { type Cases, named, normal, overShapes, positive, truth, whole } from './draw.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const special = [NaN, Infinity, -Infinity, 0, 1, -1, 0.5, -0.5, 2.5, -3.5, 1e-6, -1e-3, 20, -20, 60, -60];
const unaries = (): [string, Unary][] =>
  named(
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor isFinite isInf isNaN leakyRelu log log1p ' +
      'logSigmoid neg reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softplus sqrt square step tan tanh',
  );
const comparisons = 'equal notEqual less lessEqual greater greaterEqual';
const arithmetic = 'add sub mul div maximum minimum squaredDifference atan2';
const ofWholeNumbers = 'add sub mul maximum minimum squaredDifference floorDiv mod';
const pairs = [
  [NaN, 1],
  [1, NaN],
  [Infinity, 1],
  [1, -Infinity],
  [-Infinity, 0.5],
  [1, 0],
  [-2, 3],
  [5, -3],
  [0, 2],
] as const;

/** Functions of one number: infinities, NaN and what is near 0, alone and four together, then odd shapes. */
export function unarySurvey(): Cases {
  const cases: Cases = {};
  for (const [name, compute] of unaries()) {
    for (const count of [3, 4]) {
      for (const value of special) {
        if (name === 'erf' && value === 1e-6) continue; // where the cpu's formula is off by 1e-9
        cases[`${name}(${value}) x${count}`] = () => compute(tf.fill([count], value).add(0));
      }
    }
    Object.assign(
      cases,
      overShapes(name, (shape) => compute(positive(...shape).sub(0.05))),
    );
  }
  return cases;
}

/** Functions of two numbers: special ones, then each broadcast over the other in odd shapes. */
export function binarySurvey(): Cases {
  const cases: Cases = {};
  const broadcast = (compute: Binary, make: (...shape: number[]) => tf.Tensor, name: string): void => {
    const even = (shape: number[]): number[] => shape.map((length, axis) => (axis % 2 ? 1 : length));
    const odd = (shape: number[]): number[] => shape.map((length, axis) => (axis % 2 ? length : 1));
    const last = (shape: number[]): number => shape.at(-1)!;
    Object.assign(cases, {
      ...overShapes(`${name}, alike`, (shape) => compute(make(...shape), make(...shape).add(1))),
      ...overShapes(`${name}, a vector`, (shape) => compute(make(...shape), make(last(shape)).add(1))),
      ...overShapes(`${name}, of a vector`, (shape) => compute(make(last(shape)), make(...shape).add(1))),
      ...overShapes(`${name}, a scalar`, (shape) => compute(make(...shape), make(1).add(1))),
      ...overShapes(`${name}, crossed`, (shape) => compute(make(...even(shape)), make(...odd(shape)).add(1))),
    });
  };
  for (const [name, compute] of named<Binary>(`${arithmetic} ${comparisons}`)) {
    for (const count of [9, 8]) {
      const [first, second] = [0, 1].map((i) => pairs.slice(0, count).map((pair) => pair[i]!));
      cases[`${name} of ${count} special pairs`] = () =>
        compute(tf.tensor1d(first!).mul(1), tf.tensor1d(second!).mul(1));
    }
    broadcast(compute, normal, name);
  }
  broadcast(tf.pow, positive, 'pow');
  broadcast(tf.prelu, normal, 'prelu');
  for (const [name, compute] of named<Binary>(`${ofWholeNumbers} ${comparisons}`)) {
    broadcast(compute, (...shape) => whole(90, ...shape), `${name} of whole numbers`);
    if (name === 'squaredDifference') continue; // whose square is beyond int32
    // Beyond 2²⁴, where float32 has no whole numbers left between.
    cases[`${name} of great whole numbers`] = () =>
      compute(
        tf.tensor1d([16777217, 16777217, -16777219, 46341, 2147483647], 'int32').add(tf.scalar(0, 'int32')),
        tf.tensor1d([16777216, 16777217, 3, 2, 7], 'int32').add(tf.scalar(0, 'int32')),
      );
  }
  for (const [name, compute] of named<Binary>('logicalAnd logicalOr logicalXor')) {
    Object.assign(
      cases,
      overShapes(name, (shape) => compute(truth(...shape), truth(shape.at(-1)!))),
    );
  }
  return cases;
}

/** Choices, limits, types and sums of several. */
export function choiceSurvey(): Cases {
  return {
    ...overShapes('where', (shape) => tf.where(truth(...shape), normal(...shape), positive(...shape))),
    ...overShapes('where, a scalar', (shape) => tf.where(truth(...shape), normal(...shape), 0)),
    ...overShapes('where of whole numbers', (shape) =>
      tf.where(truth(...shape), whole(5, ...shape), whole(7, ...shape)),
    ),
    ...overShapes('clipByValue', (shape) => tf.clipByValue(normal(...shape), -0.5, 0.7)),
    'clipByValue(NaN)': () => tf.clipByValue(tf.tensor1d([NaN, 9, -9]), 0, 6),
    'clipByValue(NaN) x4': () => tf.clipByValue(tf.tensor1d([NaN, 9, -9, Infinity]), 0, 6),
    ...overShapes('to int32', (shape) => tf.cast(normal(...shape).mul(9), 'int32')),
    ...overShapes('to bool', (shape) => tf.cast(whole(3, ...shape), 'bool')),
    ...overShapes('to float32', (shape) => [
      tf.cast(whole(9, ...shape), 'float32'),
      tf.cast(truth(...shape), 'float32'),
    ]),
    // A cast without loss keeps the buffer: called float32, it holds int32.
    ...overShapes('what was cast to float32', (shape) => {
      const x = (): tf.Tensor => tf.cast(whole(9, ...shape), 'float32');
      return [
        tf.relu(x()),
        tf.add(x(), 0.5),
        tf.sum(x()),
        tf.softmax(x()),
        tf.transpose(x()),
        tf.cumsum(x(), 0),
      ];
    }),
    ...overShapes('logicalNot', (shape) => tf.logicalNot(truth(...shape))),
    ...overShapes('whole numbers', (shape) => {
      const x = whole(9, ...shape).sub(tf.scalar(4, 'int32'));
      return [tf.relu(x), tf.abs(x), tf.neg(x), tf.square(x), tf.clipByValue(x, -2, 2)];
    }),
    ...overShapes('like', (shape) => [
      tf.zerosLike(normal(...shape)),
      tf.onesLike(whole(3, ...shape)),
      tf.onesLike(truth(...shape)),
    ]),
    ...Object.fromEntries(
      [2, 7, 8, 9, 12, 25].map((count) => [
        `addN of ${count}`,
        () => tf.addN(Array.from({ length: count }, (_, i) => normal(3, 5).add(i))),
      ]),
    ),
  };
}
