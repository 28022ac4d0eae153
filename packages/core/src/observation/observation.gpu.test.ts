import { expectClose, expectNoLeak, watchGpuErrors } from '@thaw/testing';
import { expect, test } from 'vitest';

import { Affine, batches, options } from '../../fixtures/affine.ts';
import { fit, gradientFlow, type Observation, observe, useDevice } from '../index.ts';

test('the steps of training on WebGPU are seen as they were, and nothing is left', async () => {
  await useDevice('webgpu');
  const errors = watchGpuErrors();
  const model = new Affine();
  const seen: Observation[] = [];
  const run = (): Promise<unknown> => {
    const observer = observe(model, '**', { onStep: (step) => void seen.push(step) });
    return fit(model, batches, { ...options, callbacks: [observer, gradientFlow(model)] });
  };
  await run();
  expect(seen.map(({ step }) => step)).toEqual([1, 2]);
  await expectClose(seen[0]!.gradients.get('kernel')!.data, [-13]);
  await expectClose(seen[0]!.weights.get('kernel')!.data, [0]);
  await expectClose(seen[1]!.weights.get('kernel')!.data, [0.65]);
  await expectClose(seen[1]!.activations.get('')!.data, [2.35]);
  await expectNoLeak(run);
  await errors.expectNone();
});
