import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { fit, meanSquaredError, Module, Parameter } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  accumulate,
  adam,
  centralizeGradients,
  gradientNoise,
  type GradientTransform,
  sgd,
  type TransformContext,
  transformGradients,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Line extends Module {
  readonly kernel = new Parameter([2, 1], Float32Array.of(1, -1));
  readonly bias = new Parameter([1], Float32Array.of(0));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value).add(this.bias.value);
  }
}

// The output is 1 and the target 0: the gradient is 2·(1, 0) in the kernel and 2 in the bias.
const batches = [
  {
    input: { data: Float32Array.of(1, 0), shape: [1, 2] },
    target: { data: Float32Array.of(0), shape: [1, 1] },
  },
];
const loss = meanSquaredError;
const halving: GradientTransform = (gradients) =>
  Object.fromEntries(Object.entries(gradients).map(([path, gradient]) => [path, gradient.div(2)]));

const contextAt = (step: number): TransformContext => ({
  parameters: {},
  step,
  number: (of) => tf.scalar(of({ step })),
});

test('transforms follow one another, see parameters and step by path, and leave out what stands still', async () => {
  const model = new Line();
  const seen: unknown[] = [];
  const kernelOnly: GradientTransform = ({ kernel }, { parameters, step }) => {
    seen.push([Object.keys(parameters), parameters['kernel'] === model.kernel.value, step]);
    return { kernel: kernel!.add(parameters['kernel']!) };
  };
  const optimizer = transformGradients(sgd({ learningRate: 1 }), halving, kernelOnly);
  await fit(model, batches, { loss, optimizer, epochs: 1 });
  // (1, 0) + w = (2, −1), and the bias has none.
  await expectClose(model.kernel.value, [[-1], [0]], 1e-6);
  await expectClose(model.bias.value, [0], 0);
  await fit(model, batches, { loss, optimizer });
  expect(seen).toEqual([
    [['kernel', 'bias'], true, 1],
    [['kernel', 'bias'], true, 2],
  ]);
  expect(optimizer.getConfig()).toMatchObject({
    transforms: ['halving', 'kernelOnly'],
    optimizer: { name: 'sgd' },
  });
});

test('within accumulate they see what was gathered, and nothing leaks', async () => {
  const model = new Line();
  const steps: number[] = [];
  const watch: GradientTransform = (gradients, { step }) => (steps.push(step), gradients);
  const optimizer = accumulate(transformGradients(adam(), watch, centralizeGradients, gradientNoise()), {
    batches: 2,
  });
  const run = () => fit(model, [...batches, ...batches, ...batches], { loss, optimizer });
  await run();
  expect(steps).toEqual([1, 2]);
  await expectNoLeak(run);
});

test('centralized gradients of each unit have the mean 0, those of a vector stay', async () => {
  const gradients = {
    kernel: tf.tensor2d([1, 2, 3, 6], [2, 2]),
    filters: tf.tensor3d([0, 3, 6], [1, 3, 1]),
    bias: tf.tensor1d([1, 2]),
  };
  const { kernel, filters, bias } = centralizeGradients(gradients, contextAt(1));
  await expectClose(
    kernel!,
    [
      [-1, -2],
      [1, 2],
    ],
    1e-6,
  );
  await expectClose(filters!, [[[-3], [0], [3]]], 1e-6);
  await expectClose(bias!, [1, 2], 0);
});

test('noise has the variance η/(1 + t)^γ, is another in each step and parameter, and the same for the same step', async () => {
  const noise = gradientNoise({ eta: 4, gamma: 1, random: new Random(3) });
  const zeros = { a: tf.zeros([40_000]), b: tf.zeros([40_000]) };
  const at = (step: number) => noise(zeros, contextAt(step));
  for (const [step, deviation] of [
    [1, 2],
    [4, 1],
  ] as const) {
    const { mean, variance } = tf.moments(at(step)['a']!);
    await expectClose(mean.add(1), 1, 0.04);
    await expectClose(variance.sqrt(), deviation, 0.03);
  }
  const first = await at(1)['a']!.data();
  expect(await at(1)['a']!.data()).toEqual(first);
  expect(await at(1)['b']!.data()).not.toEqual(first);
  expect(await at(2)['a']!.mul(Math.SQRT2).data()).not.toEqual(first);
});

const taking = (transform: GradientTransform) => () =>
  fit(new Line(), batches, { loss, optimizer: transformGradients(sgd(), transform) });
test.each<[() => unknown, Error]>([
  [
    () => transformGradients(sgd()),
    new ArgumentError(
      'transformGradients: what follows the optimizer are functions (gradients, { parameters, step }) => gradients, got none.',
    ),
  ],
  [
    () => transformGradients(sgd(), 'noise' as never),
    new ArgumentError(
      "transformGradients: what follows the optimizer are functions (gradients, { parameters, step }) => gradients, got the string 'noise'.",
    ),
  ],
  [
    taking(() => undefined as never),
    new ArgumentError(
      'transformGradients: expected the transform to return tensors for some of kernel, bias, got undefined.',
    ),
  ],
  [
    taking(function wide() {
      return { kernal: tf.zeros([2, 1]) };
    }),
    new ArgumentError(
      'transformGradients: expected wide to return tensors for some of kernel, bias, got kernal: a tensor [2, 1].',
    ),
  ],
  [
    taking(() => ({ kernel: tf.zeros([3]) })),
    new ShapeError("sgd: expected a gradient of kernel's shape [2, 1], got [3]."),
  ],
  [() => gradientNoise({ eta: 0 }), new ArgumentError('gradientNoise: eta must be above 0, got 0.')],
  [() => gradientNoise({ gamma: -1 }), new ArgumentError('gradientNoise: gamma must be 0 or above, got -1.')],
])('bad input %#', async (act, error) => {
  await expect(async () => act()).rejects.toThrow(error);
});
