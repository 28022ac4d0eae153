import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  accuracy,
  ArgumentError,
  type Batch,
  checkInput,
  confusionMatrix,
  type Context,
  evaluate,
  meanSquaredError,
  Module,
  Parameter,
  ShapeError,
  sparseCategoricalCrossentropy,
  type tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Inner extends Module {
  readonly gain = new Parameter([1], new Float32Array([2]));
  training: boolean | undefined = true;

  forward(input: tf.Tensor, { training }: Context = {}): tf.Tensor {
    checkInput(this, input, ['batch', 3], 'three numbers a row');
    this.training = training;
    return input.mul(this.gain.value);
  }
}

class Outer extends Module {
  readonly inner = new Inner();

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.inner.forward(input, context);
  }
}

const rows = (labels: number[], ...input: number[][]): Batch => ({
  input: { data: Float32Array.from(input.flat()), shape: [input.length, 3] },
  target: { data: Int32Array.from(labels), shape: [labels.length] },
});
const batches = [rows([0, 2], [1, 0, 0], [0, 1, 0]), rows([2], [0, 0, 1])];

test('loss and metrics by hand, over batches of different size', async () => {
  const model = new Outer();
  const result = await evaluate(model, batches, {
    loss: sparseCategoricalCrossentropy,
    metrics: [accuracy(), confusionMatrix(3)],
  });
  const right = Math.log(Math.exp(2) + 2) - 2;
  const wrong = Math.log(Math.exp(2) + 2);
  expect(result.loss).toBeCloseTo((2 * right + wrong) / 3, 6);
  expect(result.accuracy).toBeCloseTo(2 / 3, 6);
  expect(result.confusionMatrix).toEqual([
    [1, 0, 0],
    [0, 0, 0],
    [0, 1, 1],
  ]);
  expect(model.inner.training).toBe(false);
  expect(await model.inner.gain.data()).toEqual(new Float32Array([2]));
});

test('only what was asked for is there', async () => {
  expect(Object.keys(await evaluate(new Outer(), batches, { loss: sparseCategoricalCrossentropy }))).toEqual([
    'loss',
  ]);
  expect(Object.keys(await evaluate(new Outer(), batches, { metrics: [accuracy()] }))).toEqual(['accuracy']);
});

test('nothing leaks, also when a batch fails', async () => {
  const model = new Outer();
  const options = { loss: sparseCategoricalCrossentropy, metrics: [accuracy()] };
  await expectNoLeak(() => evaluate(model, batches, options));
  await expectNoLeak(() =>
    expect(evaluate(model, [...batches, rows([9], [1, 0, 0])], options)).rejects.toThrow('label 9'),
  );
});

const input = { data: new Float32Array(2), shape: [1, 2] };

test.each([
  [
    () => evaluate(new Outer(), batches, {}),
    new ArgumentError('evaluate: name what to measure, { loss } or { metrics: [accuracy()] }.'),
  ],
  [
    () => evaluate(new Outer(), [], { metrics: [accuracy()] }),
    new ArgumentError('There is nothing to evaluate on: the batches are empty.'),
  ],
  [
    () => evaluate(new Outer(), [{ input: batches[0]!.input }], { metrics: [accuracy()] }),
    new ArgumentError('evaluate needs targets, and this batch has none: give { input, target }.'),
  ],
  [
    () => evaluate(new Outer(), [{ input, target: input }], { loss: meanSquaredError }),
    new ShapeError('Inner at inner: expected input [batch, 3], got [1, 2]; three numbers a row.'),
  ],
])('refused with what to do %#', async (run, error) => {
  await expect(run()).rejects.toThrow(error);
});
