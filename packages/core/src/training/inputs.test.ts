import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  ArgumentError,
  type Batch,
  evaluate,
  fit,
  type InputValues,
  meanSquaredError,
  Module,
  ones,
  Parameter,
  predict,
  Sequential,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

interface Pair {
  readonly [name: string]: tf.Tensor;
  readonly left: tf.Tensor;
  readonly right: tf.Tensor;
}

/** left·w − right. */
class Difference extends Module<Pair> {
  readonly weight = new Parameter([1], ones([1]));

  forward({ left, right }: Pair): tf.Tensor {
    return left.mul(this.weight.value).sub(right);
  }
}

const column = (...values: number[]): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from(values),
  shape: [values.length, 1],
});
const batch: Batch = { input: { left: column(1, 2), right: column(1, 1) }, target: column(1, 3) };

test('a model of several inputs is fitted, evaluated and asked by their names', async () => {
  const model = new Difference();
  // The outputs are 0 and 1 at first, so the squares are 1 and 4; at w = 2 all are right.
  expect((await evaluate(model, [batch], { loss: meanSquaredError })).loss).toBe(2.5);
  await fit(model, [batch], { loss: meanSquaredError, optimizer: gradientDescent(0.1), epochs: 100 });
  await expectClose(model.weight.value, [2], 1e-4);
  const outputs = await predict(model, batch.input, { batchSize: 1 });
  await expectClose(outputs, [[1], [3]], 1e-3);
});

test('tensors by name are the caller’s to keep, and nothing else is left', async () => {
  const model = new Difference();
  const input = { left: tf.ones([3, 1]), right: tf.ones([3, 1]) };
  (await predict(model, input)).dispose();
  await expectNoLeak(async () => (await predict(model, input, { batchSize: 2 })).dispose());
  await expectNoLeak(async () => void (await evaluate(model, [batch], { loss: meanSquaredError })));
  expect(input.left.isDisposed).toBe(false);
});

test.each<[string, Batch, string]>([
  [
    'inputs of different numbers of rows',
    { input: { left: column(1, 2), right: column(1) }, target: column(1) },
    'The inputs of a batch must have equally many rows; these have: left 2, right 1.',
  ],
  [
    'an input that is none',
    { input: { left: column(1), right: { shape: [1], values: [1] } as never }, target: column(1) },
    'The data of { data, shape } must be a Float32Array, Int32Array or Uint8Array.',
  ],
  [
    'an input that is no number',
    { input: { left: column(1, 2), right: column(1, NaN) }, target: column(1, 1) },
    'The right of a batch holds NaN in row 1, counted from 0; only finite numbers will do, so mend that row or leave it out.',
  ],
  [
    'an infinite target',
    { input: { left: column(1), right: column(1) }, target: column(-Infinity) },
    'The target of a batch holds -Infinity in row 0, counted from 0; only finite numbers will do, so mend that row or leave it out.',
  ],
])('%s: refused, and nothing is left', async (_, given, message) => {
  const model = new Difference();
  model.forward({ left: tf.zeros([1, 1]), right: tf.zeros([1, 1]) });
  await expectNoLeak(() =>
    expect(evaluate(model, [given], { loss: meanSquaredError })).rejects.toThrow(new ArgumentError(message)),
  );
});

test('wherever it stands, a number that is not finite is found, and great ones are let through', async () => {
  const model = new Root();
  const great = Array.from({ length: 17 }, () => 3.4e38);
  (await predict(model, column(...great))).dispose();
  for (const row of great.keys()) {
    for (const fault of [Infinity, NaN]) {
      const message = `The input of a batch holds ${fault} in row ${row}, counted from 0; only finite numbers will do, so mend that row or leave it out.`;
      await expect(predict(model, column(...great.with(row, fault)))).rejects.toThrow(
        new ArgumentError(message),
      );
    }
  }
  const opposed = column(...great.map((_, i) => (i % 2 ? -Infinity : Infinity)));
  await expect(predict(new Difference(), { left: opposed, right: opposed })).rejects.toThrow(
    'The left of a batch holds Infinity in row 0, counted from 0',
  );
});

/** Refuses what is not positive. */
class Root extends Module {
  readonly weight = new Parameter([1], ones([1]));
  seen: InputValues | undefined;

  override checkValues(values: InputValues): void {
    this.seen = values;
    if (Array.from(values as ArrayLike<number>).some((value) => value < 0)) {
      throw new ArgumentError('Root: expected numbers from 0 on.');
    }
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input.sqrt().mul(this.weight.value);
  }
}

test('a model’s own check sees inputs on the host, also as a first layer and from the device', async () => {
  const options = { loss: meanSquaredError, optimizer: gradientDescent(0.1) };
  const bad = { input: column(4, -1), target: column(2, 1) };
  const error = new ArgumentError('Root: expected numbers from 0 on.');
  for (const model of [new Root(), new Sequential([new Root()])]) {
    await expect(fit(model, [bad], options)).rejects.toThrow(error);
    await expect(evaluate(model, [bad], options.loss && { loss: options.loss })).rejects.toThrow(error);
    await expect(predict(model, tf.tensor2d([[-1]]))).rejects.toThrow(error);
  }
  const model = new Root();
  (await predict(model, tf.tensor2d([[4]]))).dispose();
  expect(Array.from(model.seen as ArrayLike<number>)).toEqual([4]);
});
