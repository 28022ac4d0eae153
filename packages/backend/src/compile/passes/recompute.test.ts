import { beforeAll, expect, test } from 'vitest';

import { kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { randomUpdates } from '../../conformance/random-updates.ts';
import { ensureDevice, memory, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import type { Graph } from '../trace/graph.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { peakMemory } from './peak-memory.ts';
import { recompute } from './recompute.ts';
import { reorderForMemory } from './reorder.ts';

beforeAll(async () => {
  await ensureDevice();
});

const many = { shape: [1000], dtype: 'float32' } as const;
const KB = 4000;

test('a cheap value of what is held anyway is computed again instead of held while memory is short', async () => {
  const step: Step = (x) => {
    const double = tf.mul(x!, 2);
    const first = tf.sum(tf.tanh(double));
    const large = tf.sum(tf.matMul(tf.reshape(x!, [1000, 1]), tf.ones([1, 8])));
    return { y: tf.addN([first, large, tf.sum(tf.exp(double))]) };
  };
  const x = tf.ones([1000]);
  const graph = traceStep(step, [x]);
  const again = recompute(graph, 0);
  expect(kernelsOf(graph)).toBe('Multiply Tanh Sum Reshape BatchMatMul Sum Exp Sum AddN');
  expect(kernelsOf(again)).toBe('Multiply Tanh Sum Reshape BatchMatMul Sum Multiply Exp Sum AddN');
  expect(peakMemory(graph).bytes - peakMemory(again).bytes).toBe(KB);
  expect(await numbersOf(again, [x])).toEqual(await numbersOf(graph, [x]));
  expect(recompute(again, 0)).toBe(again);
  expect(recompute(graph)).toBe(graph); // so small a value is not worth a call
  x.dispose();
});

test.each<[string, Step]>([
  ['a costly one', (x) => ({ y: tf.tanh(x!) })],
  ['one of what would have to be held instead', (x) => ({ y: tf.mul(tf.tanh(x!), 2) })],
  ['what is returned', (x) => ({ kept: tf.mul(x!, 2) })],
])('%s is held', (_, first) => {
  const step: Step = (x) => {
    const made = first(x!);
    const value = Object.values(made)[0]!;
    const large = tf.sum(tf.matMul(tf.reshape(value, [1000, 1]), tf.ones([1, 8])));
    return { ...made, z: tf.add(large, tf.sum(tf.exp(tf.neg(value)))) };
  };
  const graph = traceStep(step, [many]);
  expect(recompute(graph, 0)).toBe(graph);
});

test('random steps, reordered and recomputed, give their bits and never need more', async () => {
  const passes = (graph: Graph): Graph => recompute(reorderForMemory(graph), 0);
  const { tensors } = memory();
  let lower = 0;
  for (let seed = 200; seed < 260; seed++) {
    const { step, inputs, variables } = randomUpdates(seed);
    const graph = traceStep(step, inputs);
    const before = variables.map((variable) => tf.clone(variable));
    const runs: unknown[] = [];
    for (const one of [graph, passes(graph)]) {
      for (const [i, variable] of variables.entries()) tf.tidy(() => variable.assign(tf.clone(before[i]!)));
      const found = [...Object.values(replay(one, inputs)), ...variables];
      runs.push(await Promise.all(found.map(async (tensor) => [...(await tensor.data())])));
      tf.dispose(found.filter((tensor) => !(tensor instanceof tf.Variable)));
    }
    expect(runs[1], `seed ${seed}`).toEqual(runs[0]);
    expect(peakMemory(passes(graph)).bytes).toBeLessThanOrEqual(peakMemory(graph).bytes);
    lower += Number(peakMemory(passes(graph)).bytes < peakMemory(graph).bytes);
    tf.dispose([...inputs, ...variables, ...before]);
  }
  expect(lower).toBeGreaterThan(10);
  expect(memory().tensors).toBe(tensors);
});
