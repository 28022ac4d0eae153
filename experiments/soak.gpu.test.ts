import { geluTanh, Sequential, seed, useDevice } from '@thaw/core';
import { Dense, Dropout, Flatten, LayerNormalization } from '@thaw/layers';
import { expect, test } from 'vitest';

import { images, soakNet } from './soak.ts';

test('over 2,000 steps on WebGPU the device holds no tensor and no byte more', async () => {
  await useDevice('webgpu');
  seed(1);
  const hidden = [new Dense(64, 8, { activation: geluTanh }), new LayerNormalization(8), new Dropout(0.1)];
  const steps = soakNet(
    'a small net',
    new Sequential([new Flatten(), ...hidden, new Dense(8, 10)]),
    images(),
    2000,
  );
  const losses: number[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) losses.push(next.value.loss);
  expect(next.value).toEqual({ tensors: 0, bytes: 0 });
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});
