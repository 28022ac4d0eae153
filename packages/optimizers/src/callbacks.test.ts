import { encodeSafetensors, fit, meanSquaredError, type Metric, Module, Parameter, tf, useDevice } from '@thaw/core'; // prettier-ignore
import { findLearningRate, reduceLearningRateOnPlateau, terminateOnNaN } from '@thaw/core/callbacks';
import { beforeAll, expect, test } from 'vitest';

import { adam } from './adam.ts';
import { cosineDecay } from './schedules/cosine-decay.ts';
import { sgd } from './sgd.ts';

beforeAll(async () => {
  await useDevice();
});

class Line extends Module {
  readonly kernel = new Parameter([2, 1], new Float32Array([0.3, -0.7]));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value);
  }
}

const batches = [1, 2, 3].map((i) => ({
  input: { data: new Float32Array([i, 1, -i, 0.5]), shape: [2, 2] },
  target: { data: new Float32Array([i, -1]), shape: [2, 1] },
}));

test('findLearningRate leaves no trace: training goes on to the bit as if it had not been', async () => {
  const ends: unknown[] = [];
  for (const finds of [true, false]) {
    const model = new Line();
    const optimizer = adam({ learningRate: 0.1 });
    const options = { loss: meanSquaredError, optimizer };
    await fit(model, batches, { ...options, epochs: 2 });
    const find = () => findLearningRate(model, batches, { ...options, to: 1, steps: 12 });
    const tried = finds ? (await find()).points.length : 12;
    expect(tried).toBe(12);
    expect(optimizer.learningRate).toBe(0.1);
    await fit(model, batches, { ...options, epochs: 2, callbacks: [terminateOnNaN()] });
    ends.push([await model.kernel.data(), encodeSafetensors(await optimizer.state())]);
  }
  expect(ends[0]).toEqual(ends[1]);
});

test('reduceLearningRateOnPlateau ends a schedule', async () => {
  const flat = {
    name: 'flat',
    measure: (_: tf.Tensor, prediction: tf.Tensor) => tf.zeros([1]).mul(prediction.sum()),
    result: () => 1,
  };
  const optimizer = sgd({ learningRate: cosineDecay({ initialLearningRate: 0.5, decaySteps: 6 }) });
  const callbacks = [reduceLearningRateOnPlateau({ monitor: 'flat', factor: 0.5, patience: 1 })];
  const options = { loss: meanSquaredError, optimizer, metrics: [flat as unknown as Metric], epochs: 3 };
  const { epochs } = await fit(new Line(), batches, { ...options, callbacks });
  const rates = epochs.map(({ learningRate }) => learningRate!);
  // Steps 0 to 5 by the schedule, the last of them at (1 + cos(5π/6))/4; then half of that.
  expect(rates[1]).toBeCloseTo((1 + Math.cos((5 * Math.PI) / 6)) / 4, 12);
  expect(rates[2]).toBe(rates[1]! / 2);
});
