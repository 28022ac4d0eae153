import { type Batch, load, sparseCategoricalCrossentropy, tf, train, useDevice } from '@thaw/core';
import { adam } from '@thaw/optimizers';
import { join } from 'node:path';

import type { WorkloadFiles } from '../workload-files.ts';
import { buildModel } from './models.ts';

/**
 * A step that trains the packages' own model through `train`, as any program would.
 *
 * @param compile false takes it one operation at a time.
 */
export async function thawSteps(
  folder: string,
  files: WorkloadFiles,
  compile?: false,
): Promise<() => Promise<number>> {
  await useDevice('wasm');
  const { workload, weights, batches, inputShape } = files;
  if (workload.kind === 'matmul') {
    const [a, b] = ['a', 'b'].map((name) => {
      return tf.tensor2d(weights.get(name)!.data, [workload.size, workload.size]);
    }) as [tf.Tensor2D, tf.Tensor2D];
    return async () => {
      const product = tf.matMul(a, b);
      const [corner] = await tf.tidy(() => tf.slice(product, [0, 0], [1, 1])).data();
      product.dispose();
      return corner!;
    };
  }
  const model = buildModel(workload);
  await load(model, join(folder, 'weights.safetensors'));
  const targetShape =
    workload.kind === 'lstm' || workload.kind === 'gpt' ? inputShape : inputShape.slice(0, 1);
  const given: Batch[] = batches.map(({ input, target }) => ({
    input: { data: input, shape: inputShape },
    target: { data: target, shape: targetShape },
  }));
  const options = {
    loss: sparseCategoricalCrossentropy,
    optimizer: adam(files.adam),
    epochs: Number.MAX_SAFE_INTEGER,
    ...(compile === false && { compile }),
  };
  const steps = train(model, given, options);
  return async () => {
    const { value } = await steps.next();
    return value!.loss;
  };
}
