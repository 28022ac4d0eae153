import { Random, tf, useDevice } from '@thaw/backend';
import { watchGpuErrors } from '@thaw/testing';
import { afterAll, expect, test, vi } from 'vitest';

import { contrastiveDivergence, RBM } from './index.ts';

// The same claims as on the other devices, on WebGPU: chosen first, it is the one they run on.
await useDevice('webgpu');
const errors = watchGpuErrors();
afterAll(() => errors.expectNone());
await import('./device-draws.test.ts');

/** A tensor's place on the GPU, if it has one yet, and its numbers on the host, if it has any there. */
interface Data {
  readonly resource?: object;
  readonly values?: object | null;
  readonly shape: number[];
}

/** What of TensorFlow.js's webgpu backend is watched here. */
interface WebGPUBackend {
  readonly tensorMap: { get(dataId: object): Data };
  uploadToGPU(dataId: object): void;
  read(dataId: object): Promise<unknown>;
  readSync(dataId: object): unknown;
}

test('a step waits for nothing that is read, and uploads no more than where the generator stands', async () => {
  const backend = tf.backend() as unknown as WebGPUBackend;
  const input = tf.ones([50, 9]);
  const rbm = new RBM(9, 16);
  const rule = contrastiveDivergence({ k: 2, random: new Random(7) });
  const uploads: number[] = [];
  const upload = backend.uploadToGPU.bind(backend);
  vi.spyOn(backend, 'uploadToGPU').mockImplementation((dataId) => {
    const { resource, values, shape } = backend.tensorMap.get(dataId);
    if (!resource && values) uploads.push(tf.util.sizeFromShape(shape));
    upload(dataId);
  });
  const reads = [vi.spyOn(backend, 'read'), vi.spyOn(backend, 'readSync')];
  const weights = 9 * 16;
  rule.update(rbm, input);
  expect(uploads).toContain(weights); // at the first use; so what is uploaded is seen here
  uploads.length = 0;
  const loss = rule.update(rbm, input)!;
  expect(uploads.filter((size) => size > 1)).toEqual([6, 6, 6, 6]); // two draws a step of the chain
  for (const read of reads) expect(read).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  expect((await loss.data())[0]).toBeGreaterThan(0);
  rule.dispose();
});
