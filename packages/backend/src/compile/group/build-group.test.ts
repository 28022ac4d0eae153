import { beforeAll, expect, test } from 'vitest';

import { kernelsOf } from '../../conformance/expect-pass.ts';
import { ensureDevice, tf } from '../../index.ts';
import { knowledgeOf } from '../passes/fuse/known.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { type Built, buildGroup } from './build-group.ts';
import { describeGroup } from './describe-group.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** The operations of a step of a matrix [2, 6] as one group, but for views, which it looks through. */
function built(step: Step, but = 0): Built | undefined {
  const graph = traceStep(step, [{ shape: [2, 6], dtype: 'float32' }]);
  const known = knowledgeOf(graph, () => false);
  const members = graph.operations
    .slice(0, graph.operations.length - but)
    .filter((operation) => known.recipe(operation));
  return buildGroup(new Set(members), Object.values(graph.outputs), known);
}

test('a chain is one nest of dense elements, each read and written once', () => {
  const { group, inputs } = built((x) => ({ y: tf.mul(tf.exp(x!), x!) }))!;
  expect(describeGroup(group)).toBe('y = exp(a)·a [elements 12]');
  expect([group.shape, group.inputs, inputs.length]).toEqual([
    [12],
    [{ strides: [1], offset: 0, dtype: 'float32' }],
    1,
  ]);
});

test('views are strides: a transpose, a cut and a repeated row are never made', () => {
  const step: Step = (x) => {
    const turned = tf.transpose(tf.slice(x!, [0, 2], [2, 3]));
    return { y: tf.add(turned, tf.slice(tf.reshape(x!, [12]), [10], [2])) };
  };
  const { group } = built(step)!;
  expect(describeGroup(group)).toBe('y = a + b [elements 6]');
  expect(group.shape).toEqual([3, 2]);
  expect(group.inputs.map(({ strides, offset }) => [strides, offset])).toEqual([[[1, 6], 2], [[0, 1], 10]]); // prettier-ignore
});

test('rows with reductions: the number of a row is told to its elements again', () => {
  const { group } = built((x) => ({ y: tf.sub(x!, tf.max(x!, 1, true)), m: tf.max(x!, 1) }))!;
  expect(describeGroup(group)).toBe('y₂ = max(a); y₁ = a − y₂ [rows 2, columns 6]');
  expect(group.steps.filter(({ op }) => op === 'reduce').length).toBe(1);
  expect(group.outputs.map(({ per }) => per)).toEqual(['element', 'row']);
});

test('an axis that a reshape parts is cut, so that what lies behind it has a place', () => {
  const { group } = built((x) => ({ y: tf.exp(tf.reshape(tf.transpose(tf.reshape(x!, [3, 4])), [12])) }))!;
  expect([group.shape, group.inputs[0]!.strides]).toEqual([[4, 3], [1, 4]]); // prettier-ignore
});

test('numbers of JavaScript are in the formula, −0 as such', () => {
  const { group, inputs } = built((x) => ({ y: tf.add(tf.mul(x!, 3), tf.maximum(x!, -0)) }))!;
  expect(inputs.length).toBe(1);
  const literals = group.steps.flatMap((step) => (step.op === 'literal' ? [step.value] : []));
  expect(literals.map((value) => Object.is(value, -0))).toEqual([false, true]);
});

test('what does not go into one nest is no group: outputs of other sizes, reductions of other rows', () => {
  const graph = (step: Step): string => kernelsOf(traceStep(step, [{ shape: [2, 6], dtype: 'float32' }]));
  const sizes: Step = (x) => ({ y: tf.exp(x!), z: tf.tile(tf.exp(x!), [2, 1]) });
  const rows: Step = (x) => ({ y: tf.sum(x!, 1), z: tf.sum(tf.reshape(x!, [4, 3]), 1) });
  expect([graph(sizes), graph(rows)]).toEqual(['Exp Exp Tile', 'Sum Reshape Sum']);
  expect(built(sizes)).toBeUndefined();
  expect(built(rows)).toBeUndefined();
});
