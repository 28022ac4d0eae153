import {
  accuracy,
  evaluate,
  fit,
  load,
  relu,
  save,
  seed,
  Sequential,
  sparseCategoricalCrossentropy,
  useDevice,
} from '@thaw/core';
import { earlyStopping, progressBar } from '@thaw/core/callbacks';
import { digits } from '@thaw/datasets';
import { Dense, Dropout } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

// Where the arithmetic happens: a graphics card (with the optional package webgpu), else wasm.
const device = await useDevice();
console.log(`device: ${device.name}, because ${device.reason}`);

// The same seed gives the same split, weights and dropout, and so the same accuracy.
seed(7);

// 1,797 images of 8x8 pixels: some to learn from, some to stop by, some to judge by.
const { training, validation, test } = digits().split({ validation: 0.1, test: 0.2 }, { stratify: 'target' });

// 64 pixels in, a score for each of the ten digits out.
const build = () =>
  new Sequential([new Dense(64, 32, { activation: relu }), new Dropout(0.1), new Dense(32, 10)]);
const model = build();

const history = await fit(model, training.batches(64), {
  loss: sparseCategoricalCrossentropy,
  optimizer: adam({ learningRate: 0.005 }),
  metrics: [accuracy()],
  epochs: 30,
  validation: validation.batches(256),
  callbacks: [progressBar(), earlyStopping({ patience: 5 })],
});
console.log(history.stopped ?? 'All epochs were run; the weights of the best one are kept.');

// How often is it right on digits it has never seen?
const measured = await evaluate(model, test.batches(256), { metrics: [accuracy()] });
console.log(`accuracy on ${test.rows} unseen digits: ${measured.accuracy.toFixed(3)}`);

// The weights in a file, and from there in a second model of the same shape.
await save(model, 'digits.safetensors');
const copy = build();
await load(copy, 'digits.safetensors');
const again = await evaluate(copy, test.batches(256), { metrics: [accuracy()] });
console.log(`accuracy of the model loaded from digits.safetensors: ${again.accuracy.toFixed(3)}`);

model.dispose();
copy.dispose();
