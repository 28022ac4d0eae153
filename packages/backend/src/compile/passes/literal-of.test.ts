import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, tf } from '../../index.ts';
import type { Value } from '../trace/graph.ts';
import { traceStep } from '../trace/trace-step.ts';
import { asType, literalOf } from './literal-of.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** What is known of the outcome of a step without inputs. */
function literalMadeBy(make: () => tf.Tensor): number | undefined {
  const graph = traceStep(() => ({ y: make() }), []);
  const constants = new Map(graph.constants.map(({ value, numbers }) => [value, numbers]));
  return literalOf(graph.outputs['y']!, {
    numbersOf: (value: Value) => constants.get(value),
    producerOf: (value: Value) => graph.operations.find(({ outputs }) => outputs.includes(value)),
  });
}

test.each<[string, () => tf.Tensor, number | undefined]>([
  ['a constant of equal numbers', () => tf.tensor1d([3, 3, 3]), 3],
  ['one of different numbers', () => tf.tensor1d([3, 3, 4]), undefined],
  ['0 and −0, which are different', () => tf.tensor1d([0, -0]), undefined],
  ['NaN throughout', () => tf.tensor1d([NaN, NaN]), NaN],
  ['no number at all', () => tf.tensor1d([]), undefined],
  ['a fill', () => tf.fill([2, 2], 0.1), Math.fround(0.1)],
  ['a fill of whole numbers', () => tf.fill([2], 2.7, 'int32'), 2],
  ['zeros like a sum', () => tf.zerosLike(tf.exp(tf.ones([2]))), 0],
  ['moved and cut', () => tf.slice(tf.transpose(tf.reshape(tf.fill([6], 5), [2, 3])), [1, 0], [1, 2]), 5],
  ['computed', () => tf.exp(tf.fill([2], 0)), undefined],
])('%s: the number that a value holds throughout', (_, make, expected) => {
  expect(literalMadeBy(make)).toBe(expected);
});

test('a number is what a tensor of its type would hold', () => {
  expect(asType(0.1, { dtype: 'float32' })).toBe(Math.fround(0.1));
  expect(asType(-2.7, { dtype: 'int32' })).toBe(-2);
  expect([0, 0.5, NaN].map((number) => asType(number, { dtype: 'bool' }))).toEqual([0, 1, 1]);
});
