import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

/** The distance between float32 numbers near x. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126))) - 23);

/** erf x = 2/√π · e^(−x²) · Σ 2ⁿx^(2n+1) / (1·3·…·(2n+1)), whose terms have one sign. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const scale = tf.backend_util.SELU_SCALE;
const limit = tf.backend_util.SELU_SCALEALPHA;

interface Case {
  readonly name: string;
  readonly op: (x: tf.Tensor) => tf.Tensor;
  readonly definition: (x: number) => number;
  /** From where to where it is tried. */
  readonly range: readonly [number, number];
  /** Units in the last place that it may be off; none for what is one or two operations. */
  readonly off: number;
}

const of = (
  name: string,
  op: (x: tf.Tensor) => tf.Tensor,
  definition: (x: number) => number,
  range: readonly [number, number],
  off: number,
): Case => ({ name, op, definition, range, off });

const cases: Case[] = [
  of('relu', tf.relu, (x) => Math.max(0, x), [-3, 3], 0),
  of('relu6', tf.relu6, (x) => Math.min(6, Math.max(0, x)), [-3, 9], 0),
  of(
    'leakyRelu',
    (x) => tf.leakyRelu(x, 0.25),
    (x) => (x < 0 ? x / 4 : x),
    [-3, 3],
    0,
  ),
  of('elu', tf.elu, (x) => (x < 0 ? Math.expm1(x) : x), [-20, 3], 2),
  of('elu near 0', tf.elu, (x) => (x < 0 ? Math.expm1(x) : x), [-1e-3, 1e-3], 2),
  of('selu', tf.selu, (x) => (x < 0 ? limit * Math.expm1(x) : scale * x), [-20, 3], 3),
  of('sigmoid', tf.sigmoid, (x) => 1 / (1 + Math.exp(-x)), [-87, 87], 2),
  of('tanh', tf.tanh, Math.tanh, [-12, 12], 2),
  of('tanh near 0', tf.tanh, Math.tanh, [-0.7, 0.7], 2),
  of('softplus', tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), [-87, 87], 2),
  of('exp', tf.exp, Math.exp, [-87, 88.7], 2),
  of('expm1', tf.expm1, Math.expm1, [-20, 88.7], 2),
  of('expm1 near 0', tf.expm1, Math.expm1, [-1e-3, 1e-3], 2),
  of('log', tf.log, Math.log, [1e-30, 1e4], 2),
  of('log near 1', tf.log, Math.log, [0.9, 1.1], 2),
  of('log of small numbers', tf.log, Math.log, [1.2e-38, 1e-30], 2),
  of('log1p', tf.log1p, Math.log1p, [-0.999, 1e4], 2),
  of('log1p near 0', tf.log1p, Math.log1p, [-1e-3, 1e-3], 2),
  of('erf', tf.erf, erf, [-5, 5], 2),
  of('erf near 0', tf.erf, erf, [-1e-3, 1e-3], 2),
  of('sqrt', tf.sqrt, Math.sqrt, [0, 1e6], 0),
  of('rsqrt', tf.rsqrt, (x) => 1 / Math.sqrt(x), [1e-6, 1e6], 2),
  of('square', tf.square, (x) => x * x, [-1e3, 1e3], 0),
  of('neg', tf.neg, (x) => -x, [-3, 3], 0),
  of('abs', tf.abs, Math.abs, [-3, 3], 0),
  of('reciprocal', tf.reciprocal, (x) => 1 / x, [-3, 3], 0),
  of(
    'step',
    (x) => tf.step(x, 0.25),
    (x) => (x > 0 ? 1 : 0.25),
    [-3, 3],
    0,
  ),
  of('sign', tf.sign, Math.sign, [-3, 3], 0),
  of(
    'clipByValue',
    (x) => tf.clipByValue(x, -1, 0.5),
    (x) => Math.min(0.5, Math.max(-1, x)),
    [-3, 3],
    0,
  ),
];

describe.each(cases)('$name', ({ op, definition, range, off }) => {
  test(`is its definition in float64, rounded or off by ${off} units in the last place`, () => {
    const [from, to] = range;
    const x = new Random(1).uniform(20_011, from, to);
    const values = op(tf.tensor1d(x)).dataSync();
    let worst = 0;
    for (const [i, value] of values.entries()) {
      const exact = definition(x[i]!);
      worst = Math.max(worst, Math.abs(value - exact) / ulp(exact));
    }
    expect(worst).toBeLessThanOrEqual(off || 0.5);
  });

  test('of no numbers is none, and leaves nothing behind', async () => {
    expect(op(tf.zeros([3, 0, 2])).shape).toEqual([3, 0, 2]);
    const x = tf.ones([2, 3]);
    await expectNoLeak(() => op(x).dispose());
  });
});

/** The bits of what is computed. */
const bitsOf = (x: tf.Tensor): Uint32Array => new Uint32Array(x.dataSync().buffer);
const differences = (a: Uint32Array, b: Uint32Array): number => a.filter((bits, i) => bits !== b[i]).length;

test('the bits are the same for any number of threads, and beside any neighbours', async () => {
  const inputs = cases.map(({ range }) => tf.tensor1d(new Random(2).uniform(70_001, ...range)));
  await useDevice('wasm', { threads: 1 });
  const alone = cases.map(({ op }, i) => bitsOf(op(inputs[i]!)));
  for (const threads of [2, 3]) {
    await useDevice('wasm', { threads });
    for (const [i, { op }] of cases.entries()) expect(differences(bitsOf(op(inputs[i]!)), alone[i]!)).toBe(0);
  }
  for (const [i, { op }] of cases.entries()) {
    for (const size of [1, 2, 3, 5, 17]) {
      const part = bitsOf(op(inputs[i]!.slice(40_000, size)));
      expect(differences(part, alone[i]!.slice(40_000, 40_000 + size))).toBe(0);
    }
  }
});

test.each<[string, (x: tf.Tensor) => tf.Tensor, number[]]>([
  // of NaN, −∞, −0, 0, ∞
  ['relu', tf.relu, [NaN, 0, 0, 0, Infinity]],
  ['relu6', tf.relu6, [NaN, 0, -0, 0, 6]],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.5), [NaN, -Infinity, -0, 0, Infinity]],
  ['elu', tf.elu, [NaN, -1, -0, 0, Infinity]],
  ['selu', tf.selu, [NaN, Math.fround(-limit), -0, 0, Infinity]],
  ['sigmoid', tf.sigmoid, [NaN, 0, 0.5, 0.5, 1]],
  ['tanh', tf.tanh, [NaN, -1, -0, 0, 1]],
  ['softplus', tf.softplus, [NaN, 0, Math.fround(Math.LN2), Math.fround(Math.LN2), Infinity]],
  ['exp', tf.exp, [NaN, 0, 1, 1, Infinity]],
  ['expm1', tf.expm1, [NaN, -1, -0, 0, Infinity]],
  ['log', tf.log, [NaN, NaN, -Infinity, -Infinity, Infinity]],
  ['log1p', tf.log1p, [NaN, NaN, -0, 0, Infinity]],
  ['erf', tf.erf, [NaN, -1, -0, 0, 1]],
  ['sqrt', tf.sqrt, [NaN, NaN, -0, 0, Infinity]],
  ['rsqrt', tf.rsqrt, [NaN, NaN, -Infinity, Infinity, 0]],
  ['square', tf.square, [NaN, Infinity, 0, 0, Infinity]],
  ['neg', tf.neg, [NaN, Infinity, 0, -0, -Infinity]],
  ['abs', tf.abs, [NaN, Infinity, 0, 0, Infinity]],
  ['reciprocal', tf.reciprocal, [NaN, -0, -Infinity, Infinity, 0]],
  ['step', (x) => tf.step(x, 0.5), [NaN, 0.5, 0.5, 0.5, 1]],
  ['sign', tf.sign, [0, -1, 0, 0, 1]],
  ['clipByValue', (x) => tf.clipByValue(x, -2, 3), [NaN, -2, -0, 0, 3]],
])('%s of what is no ordinary number', (_, op, expected) => {
  expect(Array.from(op(tf.tensor1d([NaN, -Infinity, -0, 0, Infinity])).dataSync())).toEqual(expected);
});

test('log1p of −1 is −∞, and exp overflows and underflows where float32 does', () => {
  expect(tf.log1p(tf.tensor1d([-1, -2])).dataSync()).toEqual(new Float32Array([-Infinity, NaN]));
  expect(tf.exp(tf.tensor1d([88.8, -104])).dataSync()).toEqual(new Float32Array([Infinity, 0]));
});

test('whole numbers are left to TensorFlow.js', () => {
  expect(tf.abs(tf.tensor1d([-3, 4], 'int32')).dataSync()).toEqual(new Int32Array([3, 4]));
});
