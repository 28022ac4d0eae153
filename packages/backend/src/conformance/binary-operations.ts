import { tf } from '../tfjs.ts';
import { zip } from './float64.ts';
import { type Input, normal, nonzero, type Operation, positive } from './operation.ts';
import { binary, type Call, pair, shapePairs } from './pairs.ts';

/** Operations on pairs of numbers: equal shapes, and each broadcast over the other. */
export function binaryOperations(): Operation[] {
  return [
    binary(
      'add',
      normal,
      normal,
      (a, b) => tf.add(a, b),
      (a, b) => a + b,
    ),
    addN(),
    binary('atan2', nonzero, nonzero, (a, b) => tf.atan2(a, b), Math.atan2),
    binary(
      'div',
      normal,
      nonzero,
      (a, b) => tf.div(a, b),
      (a, b) => a / b,
    ),
    binary(
      'divNoNan',
      normal,
      nonzero,
      (a, b) => tf.divNoNan(a, b),
      (a, b) => a / b,
    ),
    binary(
      'floorDiv',
      normal,
      nonzero,
      (a, b) => tf.floorDiv(a, b),
      (a, b) => Math.floor(a / b),
    ),
    binary('maximum', normal, normal, (a, b) => tf.maximum(a, b), Math.max),
    binary('minimum', normal, normal, (a, b) => tf.minimum(a, b), Math.min),
    binary(
      'mod',
      normal,
      nonzero,
      (a, b) => tf.mod(a, b),
      (a, b) => a - b * Math.floor(a / b),
    ),
    binary(
      'mul',
      normal,
      normal,
      (a, b) => tf.mul(a, b),
      (a, b) => a * b,
    ),
    pow(),
    prelu(),
    binary(
      'squaredDifference',
      normal,
      normal,
      (a, b) => tf.squaredDifference(a, b),
      (a, b) => (a - b) ** 2,
    ),
    binary(
      'sub',
      normal,
      normal,
      (a, b) => tf.sub(a, b),
      (a, b) => a - b,
    ),
  ];
}

function pow(): Operation {
  const call: Call = (a, b) => tf.pow(a, b);
  const bases: Input = { shape: [5], draw: [-2, -0.5, 0.5, 1, 3] };
  const exponents = (values: number[]): Input => ({
    shape: [values.length, 1],
    draw: values,
    dtype: 'int32',
  });
  return {
    name: 'pow',
    cases: [
      ...shapePairs.map(([a, b]) => pair(positive(...a), normal(...b), call, Math.pow)),
      pair(bases, exponents([0, 1, 2, 3]), call, Math.pow, 'below zero, to whole powers, '),
    ],
  };
}

function prelu(): Operation {
  const call: Call = (x, alpha) => tf.prelu(x, alpha);
  const truth = (x: number, alpha: number): number => (x > 0 ? x : alpha * x);
  return {
    name: 'prelu',
    cases: [
      pair(nonzero(3, 5), normal(3, 5), call, truth),
      pair(nonzero(2, 3, 5), normal(5), call, truth),
      pair(nonzero(2, 3, 2, 5), normal(1, 1, 5), call, truth),
    ],
  };
}

function addN(): Operation {
  return {
    name: 'addN',
    cases: [2, 9].map((count) => ({
      name: `of ${count}`,
      inputs: Array.from({ length: count }, () => normal(3, 5)),
      call: (...all) => tf.addN(all),
      truth: (...all) => all.reduce((a, b) => zip(a, b, (x, y) => x + y)),
    })),
  };
}
