import { currentDevice, useDevice } from '@thaw/core';
import { expect, test } from 'vitest';

import { soak } from './soak.ts';

test('over 2,800 compiled steps of four nets the device holds no tensor and no byte more', async () => {
  if (!currentDevice()) await useDevice();
  const steps = soak.run({ seed: 1, budget: 'test' });
  const losses: number[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) losses.push(next.value.loss);
  expect(next.value).toMatchObject({ steps: 2800, results: { tensors: 0, bytes: 0 } });
  expect(losses.length).toBe(40);
  expect(losses[39]!).toBeLessThan(losses[30]!); // and the GPT learns
});
