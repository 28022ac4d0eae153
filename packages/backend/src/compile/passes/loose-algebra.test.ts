import { beforeAll, expect, test } from 'vitest';

import { kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { leaveOutDead } from './dead-code.ts';
import { loosenAlgebra } from './loose-algebra.ts';

beforeAll(async () => {
  await ensureDevice();
});

const loose: [string, Step, string][] = [
  ['x + 0 and x − 0', (x) => ({ y: tf.add(x!, 0), z: tf.sub(x!, 0) }), ''],
  ['0 − x', (x) => ({ y: tf.sub(0, x!) }), 'Neg'],
  [
    'x·0, 0/x and x − x',
    (x) => ({ a: tf.mul(x!, 0), b: tf.div(0, x!), c: tf.sub(x!, x!) }),
    'Fill Fill Fill',
  ],
  ['x/x and x⁰', (x) => ({ y: tf.div(x!, x!), z: tf.pow(x!, 0) }), 'Fill Fill'],
  ['x/3', (x) => ({ y: tf.div(x!, 3) }), 'Multiply'],
  ['2·(x·5)·3', (x) => ({ y: tf.mul(tf.mul(2, tf.mul(x!, 5)), 3) }), 'Multiply'],
  ['x² and √x', (x) => ({ y: tf.pow(x!, 2), z: tf.pow(x!, 0.5) }), 'Square Sqrt'],
  ['1/√x and 1/x', (x) => ({ y: tf.pow(x!, -0.5), z: tf.pow(x!, -1) }), 'Rsqrt Reciprocal'],
  ['x³', (x) => ({ y: tf.pow(x!, 3) }), 'Pow'],
];

test.each(loose)('%s: algebra of real numbers is close for positive ones', async (_, step, kernels) => {
  const x = tf.tensor1d([0.5, 1, 2, 3, 0.1]);
  const graph = traceStep(step, [x]);
  const after = leaveOutDead(loosenAlgebra(graph));
  expect(kernelsOf(after)).toBe(kernels);
  const [found, expected] = [await numbersOf(after, [x]), await numbersOf(graph, [x])];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, [length, dtype, ...numbers]] of Object.entries(expected) as [
    string,
    [number, string, ...number[]],
  ][]) {
    const near = numbers.map((number) => expect.closeTo(number, 4) as number);
    expect(found[name]).toEqual([length, dtype, ...near]);
  }
  x.dispose();
});
