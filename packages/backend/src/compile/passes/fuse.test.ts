import { beforeAll, describe, expect, test } from 'vitest';

import { apart } from '../../conformance/apart.ts';
import { adamUpdate, dropout, ensureDevice, memory, Random, tf } from '../../index.ts';
import { type Group, GROUP } from '../group/group.ts';
import { describeGroup } from '../group/describe-group.ts';
import { replay } from '../replay.ts';
import type { Graph } from '../trace/graph.ts';
import { traceStep, type Step } from '../trace/trace-step.ts';
import { fuse } from './fuse.ts';

beforeAll(async () => {
  await ensureDevice();
});

const kernels = ({ operations }: Graph): string[] => operations.map(({ kernel }) => kernel);
const groupsOf = ({ operations }: Graph): Group[] =>
  operations.filter(({ kernel }) => kernel === GROUP).map(({ attributes }) => attributes['group'] as Group);

const normal = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((a, b) => a * b, 1)), shape);

/** Fused, a step gives what it gives by itself: the same bits where nothing is reduced, else to 1e-6. */
async function fused(step: Step, inputs: readonly tf.Tensor[]): Promise<Graph> {
  const graph = fuse(traceStep(step, inputs));
  const isExact = groupsOf(graph).every(({ steps }) => steps.every(({ op }) => op !== 'reduce'));
  const distance = await apart(
    replay(graph, inputs),
    tf.tidy(() => step(...inputs)),
  );
  expect(distance).toBeLessThanOrEqual(isExact ? 0 : 1e-6);
  return graph;
}

const gelu = (x: tf.Tensor): tf.Tensor => {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(x, tf.square(x)), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
};

const crossEntropy = (logits: tf.Tensor, labels: tf.Tensor): tf.Tensor => {
  const centred = tf.sub(logits, tf.max(logits, -1, true));
  const logarithms = tf.sub(centred, tf.log(tf.sum(tf.exp(centred), -1, true)));
  return tf.neg(tf.sum(tf.mul(logarithms, labels), -1));
};

const layerNorm = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
  return tf.add(tf.mul(tf.mul(centred, scale), gamma), beta);
};

const huber = (y: tf.Tensor, target: tf.Tensor): tf.Tensor => {
  const error = tf.abs(tf.sub(y, target));
  return tf.mean(tf.where(tf.less(error, 1), tf.mul(tf.square(error), 0.5), tf.sub(error, 0.5)));
};

describe('one group each, which gives what the step gives by itself', () => {
  const x = (): tf.Tensor => normal(1, 6, 5);
  const y = (): tf.Tensor => normal(2, 6, 5);
  const row = (): tf.Tensor => normal(3, 5);
  const steps: [string, Step, () => tf.Tensor[]][] = [
    ['GELU', (a) => ({ y: gelu(a!) }), () => [x()]],
    ['the gradient of GELU', (a, dy) => ({ y: tf.grad(gelu)(a!, dy!) }), () => [x(), y()]],
    ['cross-entropy', (a, b) => ({ y: crossEntropy(a!, b!) }), () => [x(), tf.softmax(y())]],
    [
      'the gradient of cross-entropy',
      (a, b) => ({ y: tf.grad((logits: tf.Tensor) => tf.sum(crossEntropy(logits, b!)))(a!) }),
      () => [x(), tf.softmax(y())],
    ],
    ['layer normalization', (a, b, c) => ({ y: layerNorm(a!, b!, c!) }), () => [x(), row(), row()]],
    ['a loss of Huber', (a, b) => ({ y: huber(a!, b!) }), () => [x(), y()]],
    [
      'softmax of a scaled sum',
      (a, b) => ({ y: tf.softmax(tf.mul(tf.add(a!, b!), 0.3)) }),
      () => [x(), row()],
    ],
    [
      'whole numbers and truth',
      (a, b) => {
        const [whole, other] = [tf.cast(tf.mul(a!, 3), 'int32'), tf.cast(tf.mul(b!, 3), 'int32')];
        const both = tf.logicalAnd(
          tf.greater(whole, other),
          tf.logicalNot(tf.equal(other, tf.scalar(0, 'int32'))),
        );
        return { whole: tf.where(both, tf.sub(whole, other), tf.neg(whole)), both };
      },
      () => [x(), y()],
    ],
    [
      'views: transposed, cut, backwards and repeated',
      (a, b) => ({
        y: tf.add(
          tf.mul(tf.transpose(tf.exp(a!)), tf.reverse(tf.transpose(b!), 1)),
          tf.tile(tf.slice(tf.transpose(a!), [2, 1], [1, 6 - 1 - 2]), [5, 2]),
        ),
      }),
      () => [x(), y()],
    ],
    [
      'one behind a reshape, one of every second number',
      (a, b) => ({
        y: tf.sub(tf.reshape(tf.relu(a!), [2, 15]), tf.stridedSlice(tf.reshape(b!, [-1]), [1], [30], [2])),
      }),
      () => [x(), y()],
    ],
    [
      'several results',
      (a, b) => {
        const sum = tf.add(a!, b!);
        return { sum, square: tf.square(sum), most: tf.max(sum, 1) };
      },
      () => [x(), row()],
    ],
  ];
  test.each(steps)('%s', async (_, step, inputs) => {
    const given = tf.tidy(inputs);
    expect(kernels(await fused(step, given))).toEqual([GROUP]);
    tf.dispose(given);
  });
});

test('Adam by hand: one group changes the weights and both means, step after step to the bit', async () => {
  const make = (): tf.Variable[] => [1, 2, 3].map((seed) => tf.variable(tf.abs(normal(seed, 4, 3))));
  const stepOf =
    ([w, m, v]: tf.Variable[]): Step =>
    (gradient, rate) => {
      m!.assign(tf.add(tf.mul(m!, 0.9), tf.mul(gradient!, 0.1)));
      v!.assign(tf.add(tf.mul(v!, 0.999), tf.mul(tf.square(gradient!), 0.001)));
      w!.assign(tf.sub(w!, tf.mul(rate!, tf.div(m!, tf.add(tf.sqrt(v!), 1e-7)))));
      return {};
    };
  const [traced, eager] = [make(), make()];
  const inputs = [normal(4, 4, 3), tf.scalar(0.1)];
  const graph = fuse(traceStep(stepOf(traced), inputs));
  expect(kernels(graph)).toEqual([GROUP]);
  const before = memory();
  for (let i = 0; i < 3; i++) {
    replay(graph, inputs);
    tf.tidy(() => void stepOf(eager)(...inputs));
  }
  expect(memory()).toEqual(before);
  for (const [i, variable] of traced.entries()) expect(await variable.data()).toEqual(await eager[i]!.data());
  tf.dispose([...traced, ...eager, ...inputs]);
});

test('what reads a variable stays on its side of the update that changes it where it lies', async () => {
  const make = (): tf.Variable[] => [1, 2, 3].map((seed) => tf.variable(tf.abs(normal(seed, 3, 3))));
  const settings = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 };
  const stepOf =
    ([w, mean, meanSquare]: tf.Variable[]): Step =>
    (x) => {
      const turned = tf.transpose(w!);
      const sum = tf.add(w!, x!);
      adamUpdate([{ variable: w!, gradient: x!, mean: mean!, meanSquare: meanSquare! }], settings);
      return { y: tf.add(tf.mul(sum, 2), turned), z: tf.add(tf.mul(sum, 3), w!) };
    };
  const [traced, eager] = [make(), make()];
  const x = normal(5, 3, 3);
  const graph = fuse(traceStep(stepOf(traced), [x]));
  for (let i = 0; i < 2; i++) {
    const wanted = tf.tidy(() => stepOf(eager)(x));
    expect(await apart(replay(graph, [x]), wanted)).toBe(0);
  }
  tf.dispose([...traced, ...eager, x]);
});

describe('what is not one group', () => {
  test('operations apart from one another: a product between them', async () => {
    const inputs = [normal(1, 4, 4), normal(2, 4, 4)];
    const step: Step = (x, y) => {
      const half = tf.mul(tf.tanh(x!), 0.5);
      return { y: tf.relu(tf.sub(tf.matMul(half, y!), half)) };
    };
    expect(kernels(await fused(step, inputs))).toEqual([GROUP, 'BatchMatMul', GROUP]);
    tf.dispose(inputs);
  });

  test('one operation alone, and one with a reshape', async () => {
    const x = normal(1, 4, 4);
    expect(kernels(await fused((a) => ({ y: tf.tanh(a!) }), [x]))).toEqual(['Tanh']);
    expect(kernels(await fused((a) => ({ y: tf.tanh(tf.reshape(a!, [16])) }), [x]))).toEqual([
      'Reshape',
      'Tanh',
    ]);
    x.dispose();
  });

  test('dropout keeps its kernel, and the sum of columns', async () => {
    const inputs = [normal(1, 4, 6), normal(2, 4, 6)];
    const step: Step = (x, y) => {
      const sum = tf.relu(tf.add(x!, dropout(tf.mul(tf.square(y!), 2), 0.5, new Random(3))));
      return { sum, columns: tf.sum(sum, 0) };
    };
    expect(kernels(await fused(step, inputs))).toEqual([GROUP, 'ThawDropout', GROUP, 'Sum']);
    tf.dispose(inputs);
  });

  test('what was costly to have once is not computed for each row again', async () => {
    const inputs = [normal(1, 400, 50), normal(2, 50)];
    const graph = await fused((x, row) => ({ y: tf.add(x!, tf.exp(tf.tanh(row!))) }), inputs);
    expect(kernels(graph)).toEqual([GROUP, 'Add']);
    tf.dispose(inputs);
  });

  test('a few rows of many numbers: they are reduced by the kernel that shares out a row', async () => {
    const x = normal(1, 2, 9000);
    expect(kernels(await fused((a) => ({ y: tf.sum(tf.square(tf.abs(a!)), 1) }), [x]))).toEqual([
      GROUP,
      'Sum',
    ]);
    x.dispose();
  });

  test('more than so many inputs and outputs', async () => {
    const inputs = Array.from({ length: 9 }, (_, i) => normal(i, 5));
    const step: Step = (...all) => ({ y: all.reduce((a, b) => tf.tanh(tf.sub(a, b))) });
    const graph = await fused(step, inputs);
    expect(kernels(graph)).toEqual([GROUP, GROUP]);
    for (const group of groupsOf(graph)) expect(group.inputs.length + group.outputs.length).toBeLessThan(9);
    expect(kernels(fuse(traceStep(step, inputs), { buffers: 10 }))).toEqual([GROUP]);
    tf.dispose(inputs);
  });
});

test('a value that is cheap to have is computed where it is read, not stored', async () => {
  const inputs = [normal(1, 400, 50), normal(2, 50, 50)];
  const graph = await fused((x, w) => {
    const mask = tf.cast(tf.greater(x!, 0), 'float32');
    const y = tf.mul(tf.tanh(tf.matMul(tf.mul(tf.square(x!), mask), w!)), 2);
    return { y: tf.matMul(tf.mul(tf.square(y), mask), w!) };
  }, inputs);
  expect(kernels(graph)).toEqual([GROUP, 'BatchMatMul', GROUP, 'BatchMatMul']);
  expect(groupsOf(graph).map(describeGroup)).toMatchInlineSnapshot(`
    [
      "y = a²·float32(a > 0) [elements 20000]",
      "y = (tanh(a)·2)²·float32(b > 0) [elements 20000]",
    ]
  `);
  tf.dispose(inputs);
});
