import {
  accuracy,
  evaluate,
  fit,
  load,
  type Module,
  relu,
  seed,
  Sequential,
  sparseCategoricalCrossentropy,
  tf,
  toSafetensors,
  useDevice,
} from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Dense, quantize, QuantizedDense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { beforeAll, expect, test } from 'vitest';

beforeAll(async () => {
  await useDevice('wasm');
});

test('an MLP on digits with weights of bytes is as good to half a point, in a quarter of the file', async () => {
  seed(1);
  const { training, validation } = digits().split({ validation: 0.4 });
  const model = new Sequential([
    new Dense(64, 128, { activation: relu }),
    new Dense(128, 64, { activation: relu }),
    new Dense(64, 10),
  ]);
  const loss = sparseCategoricalCrossentropy;
  await fit(model, training.batches(32), { loss, optimizer: adam({ learningRate: 3e-3 }), epochs: 8 });
  const correct = async (of: Module): Promise<number> => {
    const found = await evaluate(of, validation.batches(256), { loss, metrics: [accuracy()] });
    return found.accuracy * 100;
  };
  const whole = await correct(model);
  expect(whole).toBeGreaterThan(93);
  const [batch] = training.batches(512).epoch(0);
  const calibration = tf.tensor(batch!.input.data, [...batch!.input.shape]);
  const file = await toSafetensors(model);
  for (const options of [{}, { calibration }]) {
    const small = await quantize(model, options);
    expect(Math.abs((await correct(small)) - whole)).toBeLessThanOrEqual(0.5);
    const bytes = await toSafetensors(small);
    const biases = 4 * (128 + 64 + 10); // which stay float32, and a scale of each unit beside them
    const header = 1000;
    expect(bytes.length).toBeLessThan((file.length - biases) / 4 + 2 * biases + header);
    const again = new Sequential(
      small.layers.map((layer) => {
        const { inputs, units, activation, inputScale } = layer as QuantizedDense;
        return new QuantizedDense(inputs, units, { activation, calibrated: inputScale !== undefined });
      }),
    );
    await load(again, bytes);
    expect(await correct(again)).toBe(await correct(small));
  }
});
