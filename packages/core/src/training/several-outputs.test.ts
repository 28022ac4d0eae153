import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  accuracy,
  ArgumentError,
  asMetric,
  type Batch,
  evaluate,
  fit,
  lossesByName,
  meanAbsoluteError,
  meanSquaredError,
  metricsByName,
  Module,
  ones,
  Parameter,
  predict,
  sparseCategoricalCrossentropy,
  tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** up = x·a and down = −x·b, from a = b = 1. */
class Forked extends Module<tf.Tensor, { up: tf.Tensor; down: tf.Tensor }> {
  readonly a = new Parameter([1], ones([1]));
  readonly b = new Parameter([1], ones([1]));

  forward(input: tf.Tensor): { up: tf.Tensor; down: tf.Tensor } {
    return { up: tf.mul(input, this.a.value), down: tf.neg(tf.mul(input, this.b.value)) };
  }
}

const column = (...values: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from(values),
  shape: [values.length, 1],
});
// up is off by 0 and 2, down by −1 and −4.
const batch: Batch = { input: column(1, 2), target: { up: column(1, 0), down: column(0, 2) } };
const loss = lossesByName({ up: meanSquaredError, down: meanAbsoluteError }, { weights: { down: 0.5 } });
const metrics = metricsByName({
  up: [accuracy(), asMetric(meanSquaredError, { name: 'loss' })],
  down: [{ ...asMetric(meanAbsoluteError), name: 'error' }],
});

test('losses and steps by hand: the sum of the weighted losses, each down its own gradient', async () => {
  const model = new Forked();
  const validation = { validation: [batch, batch] };
  const { losses, epochs } = await fit(model, [batch], {
    loss,
    metrics,
    optimizer: gradientDescent(0.1),
    ...validation,
  });
  expect(losses).toEqual([2 + 0.5 * 2.5]);
  // d/da (0² + (2a)²)/2 = 4 at 1; d/db of ½·(b + 2b + 2)/2 = 0.75.
  await expectClose(model.a.value, [1 - 0.1 * 4], 1e-6);
  await expectClose(model.b.value, [1 - 0.1 * 0.75], 1e-6);
  const { logs } = epochs[0]!;
  expect(Object.keys(logs)).toEqual([
    'loss',
    'upAccuracy',
    'upLoss',
    'downError',
    'validationLoss',
    'validationUpAccuracy',
    'validationUpLoss',
    'validationDownError',
  ]);
  expect([logs['upAccuracy'], logs['upLoss'], logs['downError']]).toEqual([0.5, 2, 2.5]);
  expect(logs['validationUpLoss']).toBeCloseTo((0.4 ** 2 + 1.2 ** 2) / 2, 5);
});

test('evaluate knows their names, predict gives them by name, in pieces and of batches', async () => {
  const model = new Forked();
  const measured = await evaluate(model, [batch], { loss, metrics });
  expect(measured.upLoss + 0.5 * measured.downError).toBe(measured.loss);
  for (const outputs of [
    await predict(model, batch.input, { batchSize: 1 }),
    await predict(model, [{ input: column(1) }, { input: column(2) }]),
  ]) {
    await expectClose(outputs.up, [[1], [2]], 0);
    await expectClose(outputs.down, [[-1], [-2]], 0);
  }
});

test('sample weights and the mask count in each loss', async () => {
  const weighting = { sampleWeight: { data: Float32Array.of(3, 1), shape: [2] } };
  const weighed = await evaluate(new Forked(), [{ ...batch, ...weighting }], { loss });
  expect(weighed.loss).toBe((0 + 4) / 2 + 0.5 * ((3 + 4) / 2));
  const mask = { data: Uint8Array.of(0, 1), shape: [2] };
  const masked = await evaluate(new Forked(), [{ ...batch, mask }], { loss, metrics });
  expect(masked).toEqual({ loss: 4 + 0.5 * 4, upAccuracy: 0, upLoss: 4, downError: 4 });
});

test('targets from tf.data come by name too, and nothing is left', async () => {
  const model = new Forked();
  model.forward(tf.zeros([1, 1]));
  const rows = [
    { xs: [1], ys: { up: [1], down: [0] } },
    { xs: [2], ys: { up: [0], down: [2] } },
  ];
  await expectNoLeak(async () => {
    const dataset = tf.data.array(rows).batch(2);
    expect((await evaluate(model, dataset, { loss })).loss).toBe(3.25);
  });
  const target = { up: tf.ones([2, 1]), down: tf.ones([2, 1]) };
  await expectNoLeak(async () => {
    const steps = train(model, [{ ...batch, target }], { loss, metrics, optimizer: gradientDescent(0) });
    for await (const step of steps) expect((await step.metrics)['downError']).toBe(2.5);
    tf.dispose(await predict(model, [batch, batch]));
  });
  expect(target.up.isDisposed).toBe(false);
});

const labelled = lossesByName({ up: sparseCategoricalCrossentropy });
const one = { ...batch, target: column(1, 1) };
class Single extends Module {
  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}
class Loose extends Module<tf.Tensor, { up: number }> {
  forward(): { up: number } {
    return { up: 5 };
  }
}
test.each<[string, () => unknown, string]>([
  [
    'a label that no class has',
    () =>
      evaluate(new Forked(), [{ ...batch, target: { up: { data: Int32Array.of(0, 7), shape: [2] } } }], {
        loss: labelled,
      }),
    'sparseCategoricalCrossentropy: label 7 in row 1 is out of range: there are 1 classes, so labels must be whole numbers from 0 to 0.',
  ],
  [
    'a loss of one output',
    () => evaluate(new Forked(), [one], { loss: meanSquaredError }),
    'Forked: forward must return a tensor, got an object with up, down; see lossesByName.',
  ],
  [
    'a metric of one output',
    () => evaluate(new Single(), [batch], { metrics: [accuracy()] }),
    'The target of a batch must be a tensor, got an object with up, down; see lossesByName.',
  ],
  [
    'a target that is missing',
    () => evaluate(new Forked(), [{ ...batch, target: { up: column(1, 0) } }], { loss }),
    'The batch has no target "down", only up; give { input, target: { down: … } }.',
  ],
  [
    'a target without a name',
    () => evaluate(new Forked(), [one], { loss }),
    'The batch has no target "up", only one without a name; give { input, target: { up: … } }.',
  ],
  [
    'an output that is missing',
    () => evaluate(new Single(), [batch], { metrics }),
    'The model has no output "up", only one without a name; return { up: … } from its forward.',
  ],
  [
    'an output that is no tensor',
    () => predict(new Loose(), batch.input),
    'Loose: forward must return for up a tensor, got 5.',
  ],
  [
    'an output that is no tensor, to a loss',
    () => evaluate(new Loose(), [batch], { loss }),
    'The output "up" must be a tensor, got 5.',
  ],
  [
    'targets of different numbers of rows',
    () => evaluate(new Forked(), [{ ...batch, target: { up: column(1, 0), down: column(1) } }], { loss }),
    'The targets of a batch must have equally many rows; these have: up 2, down 1.',
  ],
  [
    'no losses',
    () => lossesByName({}),
    'lossesByName: expected a loss for each output, such as { digit: sparseCategoricalCrossentropy }, got an object with no fields.',
  ],
  [
    'a loss that is none',
    () => lossesByName({ up: 'mse' as never }),
    "lossesByName: expected a loss for each output, such as { digit: sparseCategoricalCrossentropy }, got up: the string 'mse'.",
  ],
  [
    'a weight of no loss',
    () => lossesByName({ up: meanSquaredError }, { weights: { dowm: 1 } as never }),
    'lossesByName: weights are numbers for up, got dowm: 1.',
  ],
  [
    'metrics that are no array',
    () => metricsByName({ up: accuracy as never }),
    'metricsByName: expected an array of metrics for each output, such as { digit: [accuracy()] }, got up: the function accuracy.',
  ],
])('%s: refused with what to do', async (_, act, message) => {
  await expect(async () => act()).rejects.toThrow(new ArgumentError(message));
});
