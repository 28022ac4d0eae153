import { beforeAll, expect, test } from 'vitest';

import { kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { peakMemory } from './peak-memory.ts';
import { reorderForMemory } from './reorder.ts';

beforeAll(async () => {
  await ensureDevice();
});

const KB = 4000;

/** Four large tensors that are summed one by one, after all are made. */
const wide: Step = (x) => {
  const made = [1, 2, 3, 4].map((factor) => tf.mul(x!, factor));
  return { y: tf.addN(made.map((tensor) => tf.sum(tf.exp(tensor)))) };
};

test('each large tensor is made when it is needed, and freed before the next', async () => {
  const x = tf.ones([1000]);
  const graph = traceStep(wide, [x]);
  const reordered = reorderForMemory(graph);
  expect(kernelsOf(graph)).toBe('Multiply Multiply Multiply Multiply Exp Sum Exp Sum Exp Sum Exp Sum AddN');
  expect(kernelsOf(reordered)).toBe(
    'Multiply Exp Sum Multiply Exp Sum Multiply Exp Sum Multiply Exp Sum AddN',
  );
  expect([peakMemory(graph).bytes, peakMemory(reordered).bytes]).toEqual([5 * KB, 2 * KB + 12]);
  expect(await numbersOf(reordered, [x])).toEqual(await numbersOf(graph, [x]));
  expect(reorderForMemory(reordered)).toBe(reordered);
  x.dispose();
});
