import { beforeAll, expect, test } from 'vitest';

import {
  type AdamState,
  adamUpdate,
  clipByGlobalNorm,
  dense,
  ensureDevice,
  layerNorm,
  softmaxCrossEntropy,
  tf,
  valueAndGradients,
} from '../../../index.ts';
import { optimize } from '../../passes/optimize.ts';
import type { Graph } from '../../trace/graph.ts';
import { type Step, traceStep } from '../../trace/trace-step.ts';
import { halfValues } from './half-values.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A net of two layers with a normalization between them, that learns by Adam of clipped gradients. */
function learner(inputs: number, units: number): { step: Step; weights: tf.Variable[]; dispose(): void } {
  const shapes = [[inputs, units], [units], [units], [units], [units, 4], [4]];
  const weights = shapes.map((shape) => tf.tidy(() => tf.variable(tf.ones(shape))));
  const [kernel1, bias1, gamma, beta, kernel2, bias2] = weights as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const slots = weights.map(({ shape }) =>
    tf.tidy(() => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))] as const),
  );
  const step: Step = (x, labels) => {
    const { value, gradients } = valueAndGradients(() => {
      const hidden = layerNorm(dense(x!, kernel1, bias1, 'relu'), { gamma, beta }, 1e-5);
      return tf.mean(softmaxCrossEntropy(dense(hidden, kernel2, bias2), labels!));
    }, weights);
    const clipped = clipByGlobalNorm(
      weights.map(({ name }) => gradients[name]!),
      1,
    );
    const states = weights.map((variable, i): AdamState => {
      const [mean, meanSquare] = slots[i]!;
      return { variable, gradient: clipped[i]!, mean, meanSquare };
    });
    adamUpdate(states, { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 });
    return { loss: value };
  };
  return { step, weights, dispose: () => tf.dispose([...weights, ...slots.flat()]) };
}

/** Of each operation that makes halves: its kernel, and the shapes of these. */
function halvesOf(graph: Graph): string[] {
  const halves = halfValues(graph);
  return graph.operations.flatMap(({ kernel, outputs }) => {
    const shapes = outputs.filter((value) => halves.has(value)).map(({ shape }) => `[${shape.join(', ')}]`);
    return shapes.length > 0 ? [`${kernel} ${shapes.join(' ')}`] : [];
  });
}

test('activations and their gradients are halves; losses, statistics, gradients of variables and updates are not', () => {
  for (const [inputs, units] of [
    [32, 64],
    [16, 16], // as many numbers in a kernel as in an activation
  ] as const) {
    const { step, dispose } = learner(inputs, units);
    const graph = traceStep(step, [
      { shape: [16, inputs], dtype: 'float32' },
      { shape: [16], dtype: 'int32' },
    ]);
    expect(halvesOf(optimize(graph))).toEqual([
      `_FusedMatMul [16, ${units}]`,
      `ThawNormalize [16, ${units}]`,
      'ThawCrossEntropyGradient [16, 4]',
      `BatchMatMul [16, ${units}]`,
      `ThawNormalizeGradient [16, ${units}]`,
      `ThawReluGradient [16, ${units}]`,
    ]);
    dispose();
  }
});

test('what the step returns or keeps stays float32, and what is reduced over few columns; a group has halves where it writes elements', () => {
  const kept = tf.variable(tf.zeros([8, 3]));
  const step: Step = (x) => {
    const long = tf.exp(tf.matMul(x!, tf.ones([8, 3])));
    const centred = tf.sub(long, tf.mean(long, 1, true));
    kept.assign(tf.mul(centred, 2));
    return { y: tf.matMul(centred, centred, true, false), rows: tf.sum(centred, 1) };
  };
  const graph = traceStep(step, [{ shape: [8, 8], dtype: 'float32' }]);
  expect(halvesOf(graph)).toEqual([]);
  expect(halvesOf(optimize(graph))).toEqual(['ThawGroup [8, 3]']); // the centred numbers, of three outputs
  kept.dispose();
});
