import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, liveTensor, tf } from '../../index.ts';
import type { Graph } from '../trace/graph.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { leaveOutDead } from './dead-code.ts';
import { numberValues } from './number-values.ts';

beforeAll(async () => {
  await ensureDevice();
});

const ids = ({ inputs, constants, captured, live, states, operations, outputs }: Graph): unknown => ({
  inputs: inputs.map(({ id }) => id),
  constants: constants.map(({ value }) => value.id),
  captured: captured.map(({ value }) => value.id),
  live: live.map(({ value }) => value.id),
  states: states.map(({ before, after }) => [before.id, after.id]),
  operations: operations.map((operation) => [
    ...Object.values(operation.inputs).map(({ id }) => id),
    'to',
    ...operation.outputs.map(({ id }) => id),
  ]),
  outputs: Object.values(outputs).map(({ id }) => id),
});

test('what a step is given comes first, then what it makes, in order and without gaps', () => {
  const [w, outside] = [tf.variable(tf.scalar(1)), tf.scalar(2)];
  const step: Step = (x, y) => {
    tf.exp(x!); // is read by nothing
    const sum = tf.add(tf.mul(y!, w), tf.mul(outside, 3));
    w.assign(
      tf.mul(
        sum,
        liveTensor(() => 0.1),
      ) as tf.Scalar,
    );
    return { sum };
  };
  const one = { shape: [], dtype: 'float32' } as const;
  const graph = leaveOutDead(traceStep(step, [one, one]));
  const numbered = numberValues(graph);
  expect(ids(numbered)).toEqual({
    inputs: [0, 1],
    constants: [2],
    captured: [3],
    live: [4],
    states: [[5, 9]],
    operations: [[1, 5, 'to', 6], [3, 2, 'to', 7], [6, 7, 'to', 8], [8, 4, 'to', 9]], // prettier-ignore
    outputs: [8],
  });
  expect(numbered.values.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(graph.values.length).toBe(11); // it is left as it was
  expect(ids(numberValues(numbered))).toEqual(ids(numbered));
  tf.dispose([w, outside]);
});
