import { Sequential, seed, useDevice } from '@thaw/core';
import { Dense, Flatten } from '@thaw/layers';
import { expect, test } from 'vitest';

import { images, soakNet } from './soak.ts';

test('over 400 steps on WebGPU the device holds no tensor and no byte more', async () => {
  await useDevice('webgpu');
  seed(1);
  const net = new Sequential([new Flatten(), new Dense(64, 10)]); // small, since software adapters are slow
  const steps = soakNet('a small net', net, images(), 400);
  const losses: number[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) losses.push(next.value.loss);
  expect(next.value).toEqual({ tensors: 0, bytes: 0 });
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});
