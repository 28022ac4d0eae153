import { beforeAll, expect, test } from 'vitest';

import { expectPass, kernelsOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { leaveOutIdentities } from './identities.ts';
import { foldLiterals } from './literals.ts';

beforeAll(async () => {
  await ensureDevice();
});

const steps: [string, Step, string][] = [
  ['a sum of numbers', (x) => ({ y: tf.mul(x!, tf.add(tf.scalar(0.1), tf.scalar(0.2))) }), 'Multiply'],
  [
    'a mean gradient: a quotient, filled and cast',
    (x) => ({ y: tf.mul(x!, tf.cast(tf.div(tf.fill([2, 3], 1), tf.scalar(3)), 'float32')) }),
    'Multiply',
  ],
  ['a root, a square, a negation and an absolute', (x) => ({ y: tf.add(x!, tf.abs(tf.neg(tf.square(tf.sqrt(tf.scalar(2)))))) }), 'Add'], // prettier-ignore
  [
    'a comparison',
    (x) => ({ y: tf.where(tf.greater(tf.ones([2, 3]), tf.zeros([2, 3])), x!, tf.neg(x!)) }),
    'Neg Select',
  ],
  ['zeros like an input', (x) => ({ y: tf.add(x!, tf.zerosLike(x!)), ones: tf.onesLike(x!) }), 'Add'],
  [
    'pieces put together, apart and about',
    (x) => ({ y: tf.mul(x!, tf.transpose(tf.concat([tf.fill([1, 2], 4), tf.slice(tf.fill([5, 2], 4), 0, 2)])))}), // prettier-ignore
    'Multiply',
  ],
  ['a sum, whose order may count', (x) => ({ y: tf.mul(x!, tf.sum(tf.fill([7], 0.1))) }), 'Sum Multiply'],
  ['whole numbers too large to be told', (x) => ({ y: tf.add(tf.cast(x!, 'int32'), tf.cast(tf.scalar(1e20), 'int32')) }), 'Cast Cast Add'], // prettier-ignore
  ['nothing at all', () => ({ y: tf.add(tf.fill([0, 2], 1), 1) }), 'Fill Add'],
];

test.each(steps)(
  '%s: what is one number throughout is computed at compile time',
  async (_, step, kernels) => {
    const x = tf.tensor2d([1, -2, 0.5, 3, -0, 7], [2, 3]);
    await expectPass((graph) => foldLiterals(leaveOutIdentities(graph)), step, [x], kernels);
    x.dispose();
  },
);

test('an operation on pairs reads one number instead of a tensor that repeats it, whichever operand that is', async () => {
  const x = tf.tensor2d([1, -2, 0.5, 3, -0, 7], [2, 3]);
  const step: Step = (given) => ({ y: tf.sub(tf.fill([2, 3], 2), tf.div(given!, tf.fill([3], 3))) });
  const graph = await expectPass(foldLiterals, step, [x], 'RealDiv Sub');
  expect(graph.constants.map(({ value, numbers }) => [value.shape, ...numbers])).toEqual([
    [[], 3],
    [[], 2],
  ]);
  x.dispose();
});

test('what broadcasts the other operand stays as large as it is, and a large one is no constant', () => {
  const step: Step = (x) => ({ y: tf.add(tf.zeros([2000, 3]), x!) });
  const graph = foldLiterals(traceStep(step, [{ shape: [3], dtype: 'float32' }]));
  expect(kernelsOf(graph)).toBe('Add');
  const zeros = foldLiterals(traceStep(() => ({ y: tf.mul(tf.fill([2000], 2), tf.fill([2000], 3)) }), []));
  expect(kernelsOf(zeros)).toBe('Fill Fill Fill');
  expect(zeros.operations.at(-1)!.attributes).toEqual({ shape: [2000], value: 6, dtype: 'float32' });
});
