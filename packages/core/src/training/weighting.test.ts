import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  accuracy,
  ArgumentError,
  type Batch,
  evaluate,
  fit,
  meanSquaredError,
  Module,
  type Objective,
  ones,
  Parameter,
  tf,
  train,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** x·w, from w = 1. */
class Scale extends Module {
  readonly weight = new Parameter([1], ones([1]));

  forward(input: tf.Tensor): tf.Tensor {
    return input.mul(this.weight.value);
  }
}

const column = (...values: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from(values),
  shape: [values.length, 1],
});
const row = (...values: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from(values),
  shape: [values.length],
});
// Errors 1, 2 and 3 at first; d(w·x − y)²/dw = 2·error·x.
const pairs = { input: column(1, 1, 1), target: column(0, -1, -2) };
const loss = meanSquaredError;
const options = { loss, optimizer: gradientDescent(0.1) };

test.each<[string, Partial<Batch>, number, number]>([
  ['nothing', {}, (1 + 4 + 9) / 3, (1 + 2 + 3) / 3],
  ['weights', { sampleWeight: row(3, 0, 0.5) }, (3 + 4.5) / 3, (3 + 1.5) / 3],
  ['a mask', { mask: { data: Uint8Array.of(1, 0, 1), shape: [3] } }, (1 + 9) / 2, (1 + 3) / 2],
  ['both', { sampleWeight: row(3, 0, 0.5), mask: row(0, 1, 1) }, 4.5 / 2, 1.5 / 2],
])('a batch with %s: the loss and the step by hand', async (_, weighting, value, error) => {
  const [model, batch] = [new Scale(), { ...pairs, ...weighting }];
  expect((await evaluate(model, [batch], { loss })).loss).toBeCloseTo(value, 5);
  const history = await fit(model, [batch], options);
  expect(history.losses[0]).toBeCloseTo(value, 5);
  await expectClose(model.weight.value, [1 - 0.1 * 2 * error], 1e-6);
});

test('tensors as weights are the caller’s to keep, and nothing else is left', async () => {
  const model = new Scale();
  const batch = { ...pairs, sampleWeight: tf.ones([3]), mask: row(1, 1, 0) };
  const once = async (): Promise<void> => {
    for await (const { loss: read } of train(model, [batch], options)) await read;
  };
  await once();
  await expectNoLeak(once);
});

test('metrics see the mask, and the weights where they are weighted', async () => {
  const model = new Scale();
  const batch = {
    input: column(1, 1, -1, -1),
    target: column(1, 0, 0, 1),
    mask: row(1, 1, 1, 0),
    sampleWeight: row(1, 6, 2, 1),
  };
  const metrics = [accuracy(), { ...accuracy(), name: 'weighted', weighted: true }] as const;
  const measured = await evaluate(model, [batch], { metrics });
  expect(measured.accuracy).toBeCloseTo(2 / 3, 6);
  expect(measured.weighted).toBeCloseTo(3 / 9, 6);
});

test('an objective finds weights and mask in its batch', async () => {
  const objective: Objective<Scale> = (model, { input, sampleWeight, mask }) =>
    model.forward(input).squeeze([1]).mul(sampleWeight!).mul(mask!).sum();
  const batch = { ...pairs, sampleWeight: row(1, 2, 4), mask: row(1, 1, 0) };
  const history = await fit(new Scale(), [batch], { objective, optimizer: gradientDescent(0.1) });
  expect(history.losses).toEqual([3]);
  expect((await evaluate(new Scale(), [batch], { objective })).loss).toBe(3);
});

const unweighted = (target: tf.Tensor, prediction: tf.Tensor): tf.Scalar => target.sub(prediction).mean();
const blind = { name: 'blind', measure: () => tf.ones([1]), result: () => 1 };
const rule = { update: () => tf.scalar(0) };
test.each<[Partial<Batch>, object, string]>([
  [
    { sampleWeight: row(1, 2) },
    options,
    'A batch must have a sampleWeight for each input; this one has 3 inputs and a sampleWeight of shape [2].',
  ],
  [
    { mask: row(1, 0, NaN) },
    options,
    'The mask of a batch holds NaN in row 2, counted from 0; only finite numbers will do, so mend that row or leave it out.',
  ],
  [
    { sampleWeight: row(1, 2, 3) },
    { ...options, loss: unweighted },
    'This batch has a sampleWeight, and the loss unweighted does not look at it: take it from the third argument, (target, prediction, { sampleWeight }), or leave it out of the batches.',
  ],
  [
    { mask: row(1, 1, 0) },
    { ...options, metrics: [blind] },
    'This batch has a mask, and the metric blind does not look at it: take it from the third argument, (target, prediction, { mask }), or leave it out of the batches.',
  ],
  [
    { mask: row(1, 1, 0) },
    { rule },
    'A rule looks at no sampleWeight and no mask; leave them out of the batches, or learn by a loss.',
  ],
  [
    {},
    { ...options, loss: meanSquaredError.with({ reduction: 'none' }) },
    "loss: expected one number, a tensor [], got a tensor [3]; leave out reduction: 'none', or end in .mean().",
  ],
])('what cannot be weighed: %#', async (weighting, given, message) => {
  const training = fit(new Scale(), [{ ...pairs, ...weighting }], given as typeof options);
  await expect(training).rejects.toThrow(new ArgumentError(message));
});
