import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  ArgumentError,
  checkInput,
  type Context,
  Module,
  predict,
  ShapeError,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Identity extends Module {
  readonly rows: number[] = [];
  training: boolean | undefined;

  forward(input: tf.Tensor, { training }: Context = {}): tf.Tensor {
    checkInput(this, input, ['batch', 2], 'two numbers a row');
    this.training = training;
    this.rows.push(input.shape[0]!);
    return input;
  }
}

const data = { data: Float32Array.from({ length: 10 }, (_, i) => i), shape: [5, 2] };

test.each([
  [undefined, [5]],
  [5, [5]],
  [2, [2, 2, 1]],
  [1, [1, 1, 1, 1, 1]],
])('in pieces of %s rows the outputs are the same', async (batchSize, rows) => {
  const model = new Identity();
  const output = await predict(model, data, batchSize === undefined ? {} : { batchSize });
  expect(output.shape).toEqual([5, 2]);
  await expectClose(output, data.data, 0);
  expect(model.rows).toEqual(rows);
  expect(model.training).toBe(false);
});

test("what is returned is the caller's, and what was given stays the caller's", async () => {
  const input = tf.tensor(data.data, [5, 2]);
  for (const batchSize of [5, 2]) {
    const output = await predict(new Identity(), input, { batchSize });
    expect(output).not.toBe(input);
    output.dispose();
    expect(input.isDisposed).toBe(false);
  }
  const output = await predict(new Identity(), input);
  input.dispose();
  await expectClose(output, data.data, 0);
});

test('nothing leaks, whole, in pieces, or when a piece fails', async () => {
  const input = tf.tensor(data.data, [5, 2]);
  await expectNoLeak(async () => (await predict(new Identity(), input)).dispose());
  await expectNoLeak(async () => (await predict(new Identity(), data, { batchSize: 2 })).dispose());
  class Failing extends Identity {
    override forward(part: tf.Tensor, context: Context): tf.Tensor {
      if (part.shape[0] === 1) throw new Error('mine');
      return super.forward(part.square(), context);
    }
  }
  await expectNoLeak(() => expect(predict(new Failing(), data, { batchSize: 2 })).rejects.toThrow('mine'));
});

const none = (got: string): string =>
  `predict: expected a tensor or { data: new Float32Array(…), shape: [rows, …] } of at least one row, got ${got}.`;

test.each([
  [() => predict(new Identity(), tf.zeros([0, 2])), new ArgumentError(none('a tensor [0, 2]'))],
  [() => predict(new Identity(), tf.scalar(1)), new ArgumentError(none('a tensor []'))],
  [() => predict(new Identity(), undefined as unknown as tf.Tensor), new ArgumentError(none('undefined'))],
  [() => predict(new Identity(), [[1, 2]] as unknown as tf.Tensor), new ArgumentError(none('an array of 1'))],
  [
    () => predict(new Identity(), data, { batchSize: 0 }),
    new ArgumentError('predict: batchSize must be a whole number from 1 on, got 0.'),
  ],
  [
    () => predict(new Identity(), tf.zeros([3, 4])),
    new ShapeError('Identity: expected input [batch, 2], got [3, 4]; two numbers a row.'),
  ],
])('refused with what to do %#', async (run, error) => {
  await expect(run()).rejects.toThrow(error);
});
