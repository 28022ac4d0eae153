import { memory, Random, tf, useDevice } from '@thaw/backend';
import { binaryCrossentropy, fit, glorotUniform, Module, Parameter, seed, tanh } from '@thaw/core';
import { expectClose, expectNoLeak, watchGpuErrors } from '@thaw/testing';
import { afterAll, describe, expect, test } from 'vitest';

import paths from '../fixtures/trajectories.json' with { type: 'json' };
import { members } from './conformance/members.ts';
import { problems, walk } from './conformance/problems.ts';
import { placesTried, searches } from './conformance/searches.ts';
import { accumulate, adam, centralizeGradients, gradientNoise, sgd, transformGradients } from './index.ts';

await useDevice('webgpu');

/** Two inputs, eight hidden units, one output. */
class Net extends Module {
  readonly hidden = new Parameter([2, 8], glorotUniform([2, 8]));
  readonly bias = new Parameter([8], new Float32Array(8));
  readonly output = new Parameter([8, 1], glorotUniform([8, 1]));

  forward(input: tf.Tensor): tf.Tensor {
    return tanh(input.matMul(this.hidden.value).add(this.bias.value)).matMul(this.output.value);
  }
}

const xor = [
  {
    input: { data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] },
    target: { data: Float32Array.of(0, 1, 1, 0), shape: [4, 1] },
  },
];

test('a net learns XOR on WebGPU: the loss falls, nothing leaks, no dispatch is invalid', async () => {
  const errors = watchGpuErrors();
  seed(7);
  const model = new Net();
  const optimizer = adam({ learningRate: 0.2 });
  const learn = (epochs: number) => fit(model, xor, { loss: binaryCrossentropy, optimizer, epochs });
  const { losses } = await learn(25);
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses.at(-1)).toBeLessThan(0.25);
  await expectNoLeak(() => learn(1));
  const before = memory().tensors;
  optimizer.dispose();
  expect(memory().tensors).toBe(before - 6); // two numbers for each of three parameters
  await errors.expectNone();
});

test('gathered batches learn as one large one, with a mask and transforms, and no dispatch is invalid', async () => {
  const errors = watchGpuErrors();
  const [input, target] = [xor[0]!.input.data, xor[0]!.target.data];
  const rows = [0, 1, 2, 3].map((i) => ({
    input: { data: input.subarray(2 * i, 2 * i + 2), shape: [1, 2] },
    target: { data: target.subarray(i, i + 1), shape: [1, 1] },
    mask: { data: Float32Array.of(i === 3 ? 0 : 1), shape: [1] },
  }));
  const whole = [{ ...xor[0]!, mask: { data: Float32Array.of(1, 1, 1, 0), shape: [4] } }];
  const learnt = [];
  for (const [batches, count] of [
    [rows, 4],
    [whole, 1],
  ] as const) {
    seed(7);
    const model = new Net();
    const inner = transformGradients(adam(), centralizeGradients, gradientNoise({ random: new Random(3) }));
    const optimizer = accumulate(inner, { batches: count });
    await fit(model, batches, { loss: binaryCrossentropy, optimizer, epochs: 3 });
    learnt.push(model.output.value);
  }
  await expectClose(learnt[0]!, learnt[1]!, 1e-5);
  await errors.expectNone();
});

test('one step of each optimizer by hand', async () => {
  const errors = watchGpuErrors();
  for (const [optimizer, place] of [
    [sgd({ learningRate: 0.25 }), 6],
    [sgd({ learningRate: 0.25, momentum: 0.5, nesterov: true }), 5],
    [adam({ learningRate: 0.5, epsilon: 1e-12 }), 7.5],
  ] as const) {
    const w = tf.variable(tf.tensor1d([8]));
    optimizer.applyGradients({ [w.name]: tf.tensor1d([8]) });
    expect((await w.data())[0]).toBeCloseTo(place, 5);
  }
  await errors.expectNone();
});

describe("20 steps are PyTorch's, or the paper's", () => {
  const errors = watchGpuErrors();
  // Variants that only the host tells apart are walked on the other devices.
  const device = members.filter(
    ({ name }) => !/scheduled|decay|clipped|groups|absolute|no nest|\w, l2/.test(name),
  );
  const names = Object.keys(problems) as (keyof typeof problems)[];
  test.each(device)('$name', async ({ name, make, shown }) => {
    for (const problem of names) {
      await expectClose(await walk(make(), problems[problem], shown), paths[name][problem], 1e-4);
    }
  });
  afterAll(() => errors.expectNone());
});

test('a line search is decided on the device, with nothing read', async () => {
  await expectClose(await placesTried('20', 'valley'), searches['20'].valley!, 1e-4);
});

test('numbers drawn on the host are the same as on every other device', () => {
  expect(new Random(0).words(1)[0]).toBe(0x6627e8d5);
});
