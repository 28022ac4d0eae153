import { beforeAll, expect, test } from 'vitest';

import { randomStep } from '../../conformance/random-updates.ts';
import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import type { Graph, Value } from '../trace/graph.ts';
import { sizeOf } from '../trace/rule.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { partsOf, type Placement, writtenInWholes } from './placement.ts';

beforeAll(async () => {
  await ensureDevice();
});

const matrix = { shape: [4, 3], dtype: 'float32' } as const;
const told = (placements: ReadonlyMap<Value, Placement>): string =>
  [...placements].map(([{ shape }, { offset }]) => `[${shape.join()}]@${offset}`).join(' ');
const traced = (step: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]): Graph =>
  traceStep((x) => ({ y: tf.addN([step(x!)].flat().map((part) => tf.sum(tf.exp(part)))) }), [matrix]);

test.each<[string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[], string]>([
  ['rows', (x) => tf.slice(x, [1, 0], [2, 3]), '[2,3]@3'],
  ['a part of one row', (x) => tf.slice(x, [2, 1], [1, 2]), '[1,2]@7'],
  ['columns, which lie apart', (x) => tf.slice(x, [0, 1], [4, 2]), ''],
  ['one number', (x) => tf.slice(x, [3, 2], [1, 1]), '[1,1]@11'],
  ['parts of a split', (x) => tf.split(x, [1, 3]), '[1,3]@0 [3,3]@3'],
  ['a split of columns', (x) => tf.split(x, 3, 1), ''],
  ['a split of the columns of one row', (x) => tf.split(tf.reshape(x, [1, 12]), 2, 1), '[1,6]@0 [1,6]@6'],
  ['rows by themselves', (x) => tf.unstack(x), '[3]@0 [3]@3 [3]@6 [3]@9'],
  ['a part of a part', (x) => tf.slice(tf.slice(x, [1, 0], [3, 3]), [1, 0], [1, 3]), '[3,3]@3 [1,3]@3'],
])('%s: what is cut in one piece lies in the whole', (_, step, expected) => {
  expect(told(partsOf(traced(step)))).toBe(expected);
});

test('what is returned, and parts of what is overwritten, have memory of their own', () => {
  const w = tf.variable(tf.zeros([4, 3]));
  const step: Step = (x) => {
    const [part, old] = [tf.slice(x!, 0, 1), tf.slice(w, 0, 1)];
    w.assign(tf.mul(tf.exp(tf.tile(old, [4, 1])), 2) as tf.Tensor2D);
    return { part };
  };
  expect(told(partsOf(traceStep(step, [matrix])))).toBe('');
  w.dispose();
});

test.each<[string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[], string]>([
  ['rows', (x) => tf.concat([tf.exp(x), tf.neg(x)]), '[4,3]@0 [4,3]@12'],
  ['a stack', (x) => tf.stack([tf.exp(x), tf.neg(x)]), '[4,3]@0 [4,3]@12'],
  ['columns, which lie apart', (x) => tf.concat([tf.exp(x), tf.neg(x)], 1), ''],
  ['an input, which lies elsewhere', (x) => tf.concat([tf.exp(x), x]), ''],
  ['one part twice', (x) => {
      const part = tf.exp(x);
      return tf.concat([part, part]);
    }, ''], // prettier-ignore
  ['a part of two wholes: it lies in the first', (x) => {
      const [a, b] = [tf.exp(x), tf.neg(x)];
      return [tf.concat([a, b]), tf.concat([b, tf.abs(x)])];
    }, '[4,3]@0 [4,3]@12'], // prettier-ignore
  [
    'a reshape, whose memory is another name',
    (x) => tf.concat([tf.reshape(tf.exp(x), [12]), tf.ones([2])]),
    '',
  ],
])('%s: what is joined in one piece is written there at once', (_, step, expected) => {
  expect(told(writtenInWholes(traced(step)))).toBe(expected);
});

test('in random steps the numbers of each part are those of its whole from its place on, and none is returned', async () => {
  let seen = 0;
  for (let seed = 300; seed < 340; seed++) {
    const { step, inputs, variables } = randomStep(seed);
    const graph = traceStep(step, inputs);
    const ends = new Set([...Object.values(graph.outputs), ...graph.states.map(({ after }) => after)]);
    const all = [...partsOf(graph), ...writtenInWholes(graph)];
    expect(all.filter(([part]) => ends.has(part))).toEqual([]);
    const shown = all.flatMap(([part, { whole }], i) => [
      [`part${i}`, part] as const,
      [`whole${i}`, whole] as const,
    ]);
    const found = replay({ ...graph, outputs: Object.fromEntries(shown) }, inputs);
    for (const [i, [part, { offset }]] of all.entries()) {
      const numbers = [...(await found[`whole${i}`]!.data())];
      const size = sizeOf(part.shape);
      expect([...(await found[`part${i}`]!.data())], `seed ${seed}`).toEqual(
        numbers.slice(offset, offset + size),
      );
      seen++;
    }
    tf.dispose([...inputs, ...variables, ...Object.values(found)]);
  }
  expect(seen).toBeGreaterThan(20);
});
