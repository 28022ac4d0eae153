import { Fault } from './checks.mjs';

/** Programs of a user, as the checks write them into projects. */

/** Trains XOR on wasm, and gives back device and last loss. */
const learnXor = `
import { binaryCrossentropy, seed, Sequential, tanh, train, useDevice } from '@thaw/core';
import { xor } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

async function learnXor() {
  const { name } = await useDevice('wasm');
  seed(7);
  const model = new Sequential([new Dense(2, 8, { activation: tanh }), new Dense(8, 1)]);
  const options = { loss: binaryCrossentropy, optimizer: adam({ learningRate: 0.05 }), epochs: 200 };
  let last = 0;
  for await (const { loss } of train(model, xor().batches(4), options)) last = await loss;
  model.dispose();
  return { device: name, loss: last };
}
`;

/** For a terminal: prints the result as JSON. */
export const xorScript = `${learnXor}
console.log('result ' + JSON.stringify(await learnXor()));
`;

/**
 * For a page: writes the result as JSON into #result. Then it opens WebGPU and adds two numbers there, so that the
 * other device is loaded too. No await at the top level, which a classic script does not know.
 */
export const xorPage = `${learnXor}
import { tf } from '@thaw/core';

async function main() {
  const learnt = await learnXor();
  await useDevice('webgpu');
  const [three] = await tf.add(1, 2).data();
  return { ...learnt, three };
}

main().then(
  (result) => (document.querySelector('#result').textContent = 'result ' + JSON.stringify(result)),
  (error) => (document.querySelector('#result').textContent = 'failed ' + error.stack),
);
`;

/** @param {string} script its address @param {string} [type] */
export const page = (script, type = 'module') => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><link rel="icon" href="data:,"><title>XOR</title></head>
  <body><p id="result"></p><script type="${type}" src="${script}"${type === 'module' ? '' : ' defer'}></script></body>
</html>
`;

/** Uses types of every package. */
export const typesProgram = `
import { GPT, type TransformerInput } from '@thaw/attention';
import { useDevice as choose, type Device } from '@thaw/backend';
import { accuracy, evaluate, fit, Module, Parameter, type Context, relu, Sequential, sparseCategoricalCrossentropy, tf, train } from '@thaw/core';
import { earlyStopping, progressBar, type Callback } from '@thaw/core/callbacks';
import { digits, type Table } from '@thaw/datasets';
import { Dense, Dropout } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { Cell, LSTM, type StepOutput } from '@thaw/rnn';
import { negativeElbo, VAE } from '@thaw/unsupervised';

class Sum extends Cell<tf.Tensor> {
  readonly inputs = 1;
  readonly units = 1;
  zeroState(batch: number): tf.Tensor {
    return tf.zeros([batch, 1]);
  }
  step(input: tf.Tensor, state: tf.Tensor): StepOutput<tf.Tensor> {
    const sum = state.add(input);
    return { output: sum, state: sum };
  }
}

class Scale extends Module {
  readonly factor = new Parameter([1], new Float32Array([1]));
  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    return input.mul(this.factor.value);
  }
}

const device: Device = await choose('wasm');
const { training, validation } = digits().split({ validation: 0.2 });
const table: Table = training;
const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dropout(0.1), new Scale(), new Dense(32, 10)]);
const callback: Callback = { onEpochEnd: ({ epoch }) => void epoch.toFixed() };
const learning = { loss: sparseCategoricalCrossentropy, optimizer: adam({ learningRate: 0.01 }) };
const history = await fit(model, training.batches(64), {
  ...learning,
  metrics: [accuracy()],
  epochs: 2,
  validation: validation.batches(256),
  callbacks: [progressBar(), earlyStopping({ patience: 3 }), callback],
});
const last: number = history.losses[history.losses.length - 1]!;
const right: number = (await evaluate(model, validation.batches(256), { metrics: [accuracy()] })).accuracy;
for await (const step of train(model, training.batches(64), learning)) {
  const loss: number = await step.loss;
  loss.toFixed();
}
const gpt = new GPT({ vocabularySize: 12, contextLength: 8, width: 16, layers: 1, numHeads: 2 });
for await (const id of gpt.generate([1, 2], { length: 3, temperature: 0 })) {
  const next: number = id;
  next.toFixed();
}
const read: TransformerInput = { source: tf.zeros([1, 2], 'int32'), target: tf.zeros([1, 1], 'int32') };
const vae = new VAE(2, new Dense(8, 4), new Dense(2, 8));
const rows = [{ input: { data: new Float32Array(16), shape: [2, 8] } }];
const dreams = await fit(vae, rows, { objective: negativeElbo, optimizer: adam() });
const memory: tf.Tensor = new Sequential([new LSTM(2, 4), new Dense(4, 1)]).forward(tf.zeros([1, 3, 2]));
// @ts-expect-error units are numbers, so these types are not any
new Dense('64', 32);
// @ts-expect-error there is no such device
await choose('abacus');
export const used = [device, table, last, right, read, dreams.losses, memory, new Sum()];
`;

/**
 * What a program printed after the word "result".
 *
 * @param {string} output
 * @returns {{ device: string, loss: number, three?: number }}
 */
export function resultOf(output) {
  const found = /result (\{.*\})/.exec(output);
  if (!found) throw new Fault(`The program printed no result:\n${output}`);
  return JSON.parse(found[1] ?? '');
}

/** Whether XOR was learnt. @param {{ device: string, loss: number }} result @returns {string} in words */
export function requireLearnt({ device, loss }) {
  if (device === 'wasm' && loss < 0.05) return `loss ${loss.toFixed(4)} on ${device}`;
  throw new Fault(`expected a loss below 0.05 on wasm, got ${loss} on ${device}`);
}
