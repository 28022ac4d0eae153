import { beforeAll, expect, test } from 'vitest';

import { kernelsOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, sgdUpdate, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { lifetimesOf, peakMemory } from './peak-memory.ts';

beforeAll(async () => {
  await ensureDevice();
});

const many = { shape: [1000], dtype: 'float32' } as const;
const KB = 4000;

test('the peak of a chain is what an operation reads and what it makes, whatever its length', () => {
  const chain: Step = (x) => ({ y: tf.sum(tf.exp(tf.tanh(tf.exp(tf.tanh(x!))))) });
  const graph = traceStep(chain, [many]);
  expect(peakMemory(graph)).toEqual({ bytes: 2 * KB, at: 1 });
  expect(lifetimesOf(graph).map(({ first, last }) => [first, last])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [4, Infinity],
  ]);
});

test('a reshape shares the memory of what it is made of, an update that of the variable, truth values take a byte', () => {
  const w = tf.variable(tf.zeros([1000]));
  const step: Step = (x) => {
    const y = tf.exp(x!);
    const z = tf.reshape(y, [10, 100]);
    sgdUpdate([{ variable: w, gradient: tf.tanh(y) }], { rate: 1, momentum: 0, nesterov: false, decay: 0 });
    return { z: tf.greater(z, 0) };
  };
  const graph = traceStep(step, [many]);
  expect(kernelsOf(graph)).toBe('Exp Reshape Tanh ThawSGD Greater');
  expect(lifetimesOf(graph).map(({ first, last, bytes }) => [first, last, bytes])).toEqual([
    [0, 4, KB],
    [2, 3, KB],
    [4, Infinity, 1000],
  ]);
  w.dispose();
});
