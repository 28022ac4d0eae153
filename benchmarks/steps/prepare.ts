import { encodeSafetensors, type HostTensor, Random, save, seed } from '@thaw/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildModel } from '../peers/thaw/models.ts';
import { adamSettings, BATCHES, batchShape, classesOf, type Workload } from './workload.ts';

/**
 * Writes what all peers read, so that they begin with the same weights and learn from the same batches: the initial
 * weights of Thaw's own model and random batches, both from one seed.
 *
 * @param folder it is made.
 */
export async function prepare(folder: string, workload: Workload): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'workload.json'), JSON.stringify({ workload, adam: adamSettings }));
  const random = new Random(4);
  const weights = join(folder, 'weights.safetensors');
  if (workload.kind === 'matmul') {
    const shape = [workload.size, workload.size];
    const matrix = (): HostTensor => ({ shape, data: random.uniform(workload.size ** 2, -1, 1) });
    writeFileSync(
      weights,
      encodeSafetensors(
        new Map([
          ['a', matrix()],
          ['b', matrix()],
        ]),
      ),
    );
  } else {
    seed(4);
    const model = buildModel(workload);
    await save(model, weights);
    model.dispose();
  }
  writeFileSync(join(folder, 'batches.safetensors'), encodeSafetensors(randomBatches(workload, random)));
}

/** Inputs [batches, …] and targets [batches, targets of one]; ids and labels as floats, which hold them exactly. */
function randomBatches(workload: Workload, random: Random): Map<string, HostTensor> {
  const { input, targets } = batchShape(workload);
  const size = BATCHES * input.reduce((product, length) => product * length, 1);
  const classes = classesOf(workload);
  const ids = workload.kind === 'lstm' || workload.kind === 'gpt';
  const inputs = ids ? Float32Array.from(random.integers(size, classes)) : random.uniform(size);
  const labels = Float32Array.from(random.integers(BATCHES * targets, classes));
  return new Map([
    ['inputs', { shape: [BATCHES, ...input], data: inputs }],
    ['targets', { shape: [BATCHES, targets], data: labels }],
  ]);
}
