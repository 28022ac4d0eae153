import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import { load, meanSquaredError, normal, seed, Sequential, tanh, toSafetensors, train } from '@thaw/core';
import { expectClose, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv2D, Dense, Flatten, LoRA } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('by hand: the change is alpha/rank times A·B', async () => {
  const dense = new Dense(2, 1, { useBias: false });
  dense.kernel.assign(Float32Array.of(1, 2));
  const layer = new LoRA(dense, { rank: 1, alpha: 3 });
  layer.down.assign(Float32Array.of(1, -1));
  layer.up.assign(Float32Array.of(0.5));
  const x = tf.eye(2); // so that the output is the kernel
  await expectClose(layer.forward(x), [[2.5], [0.5]], 1e-6);
  await expectClose(dense.forward(x), [[1], [2]], 0);
});

test.each([
  ['a Dense', () => new Dense(6, 3, { activation: tanh }), [4, 6]],
  ['a Conv2D', () => new Conv2D(2, 3, 2, { activation: tanh }), [2, 4, 3, 2]],
] as const)('%s begins as it was, and merged gives what it gave', async (_, make, shape) => {
  const layer = make();
  const x = tf.tensor(normal(1)([...shape]), [...shape]);
  const plain = layer.forward(x);
  const adapted = new LoRA<Dense | Conv2D>(layer, { rank: 2 });
  await expectClose(adapted.forward(x), plain, 0);
  adapted.up.assign(normal(0.5)(adapted.up.shape));
  const learnt = adapted.forward(x);
  expect((await tf.max(tf.abs(tf.sub(learnt, plain))).data())[0]).toBeGreaterThan(0.01);
  const merged = adapted.merge();
  expect(merged).toBe(layer);
  expect([...merged.parameters().values()].map(({ trainable }) => trainable)).toEqual([true, true]);
  await expectClose(merged.forward(x), learnt, 1e-6);
  await expectClose(adapted.forward(x), learnt, 1e-6);
});

test('training moves A and B alone; what was merged loads where a plain layer stands', async () => {
  seed(7);
  const model = new Sequential([new LoRA(new Dense(3, 2), { rank: 1 })]);
  const before = new Map<string, Float32Array>();
  for (const [path, parameter] of model.parameters()) before.set(path, await parameter.data());
  const batch = { input: tf.tensor2d([[1, 2, 3], [3, 1, -1]]), target: tf.tensor2d([[1, 0], [0, 1]]) }; // prettier-ignore
  const options = { loss: meanSquaredError, optimizer: gradientDescent(0.05), epochs: 20 };
  const losses: number[] = [];
  for await (const { loss } of train(model, [batch], options)) losses.push(await loss);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  for (const [path, parameter] of model.parameters()) {
    const isSame = String(await parameter.data()) === String(before.get(path));
    expect([path, isSame]).toEqual([path, path.startsWith('layers.0.layer.')]);
  }
  const learnt = model.forward(batch.input);
  const plain = new Dense(3, 2);
  await load(plain, await toSafetensors((model.layers[0] as LoRA<Dense>).merge()));
  await expectClose(plain.forward(batch.input), learnt, 1e-6);
});

test.each<[() => unknown, string]>([
  [() => new LoRA(new Flatten()), 'LoRA: it wraps a layer with a kernel, such as a Dense, got a Flatten.'],
  [() => new LoRA(new Dense(2, 1), { rank: 0 }), 'LoRA: rank must be a whole number from 1 on, got 0.'],
  [() => new LoRA(new Dense(2, 1), { alpha: -1 }), 'LoRA: alpha must be a number above 0, got -1.'],
  [
    () => new LoRA(new Dense(2, 1), { r: 4 } as never),
    'LoRA: there is no option "r"; the options are rank, alpha, downInitializer.',
  ],
])('error texts %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
