import { beforeAll, expect, test } from 'vitest';

import { kernelsOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, sgdUpdate, tf } from '../../index.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { lastReads, overwrittenAt } from './overwritten.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('a variable may be read up to its update where that changes it, and up to the end where it is assigned to', () => {
  const [updated, assigned, read] = [1, 2, 3].map(() => tf.variable(tf.ones([1])));
  const step: Step = () => {
    const y = tf.add(tf.neg(updated!), read!);
    const settings = { rate: 1, momentum: 0, nesterov: false, decay: 0 };
    sgdUpdate([{ variable: updated!, gradient: y }], settings);
    assigned!.assign(tf.exp(assigned!));
    return { y };
  };
  const graph = traceStep(step, []);
  expect(kernelsOf(graph)).toBe('Neg Add ThawSGD Exp');
  const [before, after, kept] = graph.states;
  const overwritten = overwrittenAt(graph);
  expect([before, after, kept].map((state) => overwritten.get(state!.before))).toEqual([2, 4, undefined]);
  expect(overwritten.size).toBe(2);
  const last = lastReads(graph);
  const [negated, sum] = graph.operations.map(({ outputs }) => outputs[0]!);
  expect([before!.before, after!.before, negated!].map((value) => last.get(value))).toEqual([2, 3, 1]);
  expect([sum!, before!.after, after!.after, kept!.after].map((value) => last.get(value))).toEqual([
    Infinity,
    Infinity,
    Infinity,
    Infinity,
  ]);
  tf.dispose([updated!, assigned!, read!]);
});
