import { geluTanh, Sequential, seed, useDevice } from '@thaw/core';
import { Dense, Dropout, Flatten, LayerNormalization } from '@thaw/layers';
import { expect, test } from 'vitest';

import { images, soakNet } from './soak.ts';

// Batches of 16, since of an output of 128 numbers or fewer TensorFlow.js gives each a workgroup of its own, with barriers, which
// software adapters take 30 times as long for as for the product of twice the size.
test('over 2,000 steps on WebGPU the device holds no tensor and no byte more', async () => {
  await useDevice('webgpu');
  seed(1);
  const net = new Sequential([
    new Flatten(),
    new Dense(64, 16, { activation: geluTanh }),
    new LayerNormalization(16),
    new Dropout(0.1),
    new Dense(16, 10),
  ]);
  const steps = soakNet('a small net', net, images(16), 2000);
  const losses: number[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) losses.push(next.value.loss);
  expect(next.value).toMatchObject({ tensors: 0, bytes: 0 });
  expect(losses.length).toBe(10);
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});
