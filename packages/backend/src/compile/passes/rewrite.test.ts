import { beforeAll, expect, test } from 'vitest';

import { kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, sgdUpdate, tf } from '../../index.ts';
import type { Graph } from '../trace/graph.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { leaveOutDead } from './dead-code.ts';
import { rewrite, type Visits } from './rewrite.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** −(−x) is x, x² is computed anew where it is negated, and e is not known. */
const visits: Visits = {
  Neg: ({ inputs }, rewriting) => {
    const before = rewriting.madeBy('Neg', inputs['x']);
    if (before) return [before.inputs['x']!];
    const square = rewriting.madeBy('Square', inputs['x']);
    return square && rewriting.call('Exp', square.inputs);
  },
};

const pass = (graph: Graph): Graph => leaveOutDead(rewrite(graph, visits));
const settings = { rate: 1, momentum: 0, nesterov: false, decay: 0 };

test('a graph in which nothing is found is the same graph', () => {
  const graph = traceStep((x) => ({ y: tf.exp(tf.neg(x!)) }), [{ shape: [2], dtype: 'float32' }]);
  expect(rewrite(graph, visits)).toBe(graph);
});

test('what stands for an output stands for it in all that comes after, outputs and variables too', async () => {
  const w = tf.variable(tf.zeros([1]));
  const x = tf.tensor1d([3]);
  const step: Step = (given) => {
    const same = tf.neg(tf.neg(given!));
    w.assign(same);
    return { same, next: tf.square(same) };
  };
  const graph = pass(traceStep(step, [x]));
  expect(kernelsOf(graph)).toBe('Square');
  expect([graph.outputs['same'], graph.states[0]!.after]).toEqual([graph.inputs[0], graph.inputs[0]]);
  expect(await numbersOf(graph, [x])).toEqual({ same: [1, 'float32', 3], next: [1, 'float32', 9] });
  expect([...(await w.data())]).toEqual([3]);
  tf.dispose([w, x]);
});

const overwriting: [string, (w: tf.Variable) => Step, string, unknown][] = [
  [
    'before the update',
    (w) => () => {
      const y = tf.exp(tf.neg(tf.neg(w)));
      sgdUpdate([{ variable: w, gradient: tf.ones([1]) }], settings);
      return { y };
    },
    'Exp ThawSGD',
    Math.fround(Math.E),
  ],
  [
    'after the update, as what it was before',
    (w) => () => {
      const old = tf.neg(tf.neg(w));
      sgdUpdate([{ variable: w, gradient: tf.ones([1]) }], settings);
      return { y: tf.mul(old, 5) };
    },
    'Neg Neg ThawSGD Multiply',
    5,
  ],
  [
    'as an output of the step',
    (w) => () => {
      const y = tf.neg(tf.neg(w));
      sgdUpdate([{ variable: w, gradient: tf.ones([1]) }], settings);
      return { y };
    },
    'Neg Neg ThawSGD',
    1,
  ],
  [
    'by an operation that would be called after the update',
    (w) => () => {
      const square = tf.square(w);
      sgdUpdate([{ variable: w, gradient: tf.ones([1]) }], settings);
      return { y: tf.neg(square) };
    },
    'Square ThawSGD Neg',
    -1,
  ],
  [
    'as what another variable becomes',
    (w) => () => {
      const old = tf.neg(tf.neg(w));
      w.assign(tf.square(tf.add(w, 2)));
      return { y: old };
    },
    'Neg Neg Add Square',
    1,
  ],
];

test.each(overwriting)('a variable read %s keeps its numbers', async (_, stepOf, kernels, expected) => {
  const w = tf.variable(tf.ones([1]));
  const graph = pass(traceStep(stepOf(w), []));
  expect(kernelsOf(graph)).toBe(kernels);
  const found = await numbersOf(graph, []);
  expect((found['y'] as number[])[2]).toBeCloseTo(expected as number, 6);
  expect((await w.data())[0]).not.toBe(1);
  w.dispose();
});

test('what an update changes where it lies is no other value, though it was the same before', async () => {
  const [u, w] = [tf.variable(tf.zeros([1])), tf.variable(tf.zeros([1]))];
  const x = tf.tensor1d([3]);
  const step: Step = (given) => {
    u.assign(tf.neg(tf.neg(given!)) as tf.Tensor1D);
    w.assign(tf.neg(tf.neg(given!)) as tf.Tensor1D);
    sgdUpdate([{ variable: w, gradient: tf.ones([1]) }], settings);
    return {};
  };
  const graph = pass(traceStep(step, [x]));
  expect(kernelsOf(graph)).toBe('Neg Neg ThawSGD');
  await numbersOf(graph, [x]);
  expect([(await u.data())[0], (await w.data())[0], (await x.data())[0]]).toEqual([3, 2, 3]);
  tf.dispose([u, w, x]);
});
