import { beforeAll, expect, test } from 'vitest';

import { kernelsOf, numbersOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, liveTensor, sgdUpdate, tf } from '../../index.ts';
import { traceStep } from '../trace/trace-step.ts';
import { leaveOutDead } from './dead-code.ts';
import { numberValues } from './number-values.ts';

beforeAll(async () => {
  await ensureDevice();
});

const settings = { rate: 0.5, momentum: 0, nesterov: false, decay: 0 };

test('what no output and no variable needs is left out, updates and what they need stay', async () => {
  const [w, mask, unread] = [
    tf.variable(tf.tensor1d([1, 2])),
    tf.tensor1d([1, 0]),
    tf.variable(tf.zeros([2])),
  ];
  const x = tf.tensor1d([3, 4]);
  const graph = traceStep(
    (given) => {
      tf.exp(tf.add(tf.mul(given!, mask), unread)); // for nothing
      tf.mul(
        given!,
        liveTensor(() => 7),
      ); // so is this
      sgdUpdate([{ variable: w, gradient: tf.square(given!) }], settings);
      return { y: tf.add(given!, 1) };
    },
    [x],
  );
  expect(kernelsOf(graph)).toBe('Multiply Add Exp Multiply Square ThawSGD Add');
  const less = leaveOutDead(graph);
  expect(kernelsOf(less)).toBe('Square ThawSGD Add');
  expect([less.constants.length, less.captured.length]).toEqual([1, 0]);
  expect(less.live.length).toBe(graph.live.length - 1); // the pace of the update stays
  expect(less.states.map(({ variable }) => variable)).toEqual([w]);
  expect(less.preparations).toEqual(graph.preparations);
  expect(leaveOutDead(less)).toBe(less);
  expect(await numbersOf(less, [x])).toEqual({ y: [2, 'float32', 4, 5] });
  expect([...(await w.data())]).toEqual([1 - 4.5, 2 - 8]);
  tf.dispose([w, mask, unread, x]);
});

test('values are numbered anew without gaps, and the graph runs as before', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const x = tf.tensor1d([3, 4]);
  const graph = traceStep(
    (given) => {
      tf.exp(given!);
      const y = tf.mul(
        tf.add(given!, w),
        liveTensor(() => 2),
      );
      w.assign(y as tf.Tensor1D);
      return { y: tf.square(y) };
    },
    [x],
  );
  const numbered = numberValues(leaveOutDead(graph));
  expect(numbered.values.length).toBeLessThan(graph.values.length);
  expect(numbered.values.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(numbered.states).toEqual([{ variable: w, before: numbered.values[2], after: numbered.values[4] }]);
  expect(await numbersOf(numbered, [x])).toEqual({ y: [2, 'float32', 64, 144] });
  expect([...(await w.data())]).toEqual([8, 12]);
  tf.dispose([w, x]);
});
