import {
  ArgumentError,
  checkOptions,
  describe,
  ensureDevice,
  type Random,
  sharedRandom,
  tf,
} from '@thaw/backend';
import type { Batch, BatchSource } from '@thaw/core';

import { augment, type Augmentation, tensorsOf } from './augmentation.ts';

/** Options of `augmented`. */
export interface AugmentedOptions {
  /** What all draws are forks of. @defaultValue a fork of the shared generator, taken when the batches are made */
  readonly random?: Random;
}

/**
 * Batches to learn from, each changed anew in every epoch; what to judge by is left as it is.
 *
 * Batch b of epoch e draws from `random.fork(e).fork(b)`: from the seed and its place alone, so that a run that resumes sees the
 * same bits. Images are changed on the device, where they stay; what was made for a batch is freed when the next is asked for.
 *
 * @throws {ArgumentError} when batches are no source, such as `table.batches(64)`, or an augmentation is no function.
 * @example
 * ```ts
 * import { fit, seed, Sequential, sparseCategoricalCrossentropy } from '@thaw/core';
 * import { digits } from '@thaw/datasets';
 * import { augmented, randomRotation, randomTranslation } from '@thaw/datasets/augment';
 * import { Dense, Flatten } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * seed(7);
 * const { training, validation } = digits({ images: true }).split({ validation: 0.2 });
 * const batches = augmented(training.batches(64), [
 *   randomRotation({ factor: 0.03 }),
 *   randomTranslation({ height: 0.1, width: 0.1 }),
 * ]);
 * const model = new Sequential([new Flatten(), new Dense(64, 10)]);
 * const options = { loss: sparseCategoricalCrossentropy, optimizer: adam(), validation: validation.batches(256) };
 * console.log((await fit(model, batches, options)).losses.length); // 23
 * ```
 */
export function augmented(
  batches: BatchSource,
  augmentations: readonly Augmentation[],
  options: AugmentedOptions = {},
): BatchSource {
  checkOptions('augmented', options, ['random']);
  if (typeof batches?.epoch !== 'function') {
    throw new ArgumentError(
      `augmented: expected batches with epochs, such as table.batches(64), got ${describe(batches)}.`,
    );
  }
  if (!Array.isArray(augmentations)) {
    throw new ArgumentError(
      `augmented: expected a list of augmentations, such as [randomFlip()], got ${describe(augmentations)}.`,
    );
  }
  const change = augment(...(augmentations as Augmentation[]));
  const { random = sharedRandom().fork() } = options;
  const { length } = batches;
  return {
    ...(length !== undefined && { length }),
    epoch: (index) => changed(batches.epoch(index), change, random.fork(index)),
  };
}

async function* changed(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  change: Augmentation,
  random: Random,
): AsyncGenerator<Batch, void, void> {
  await ensureDevice();
  let place = 0;
  for await (const batch of batches) {
    const result = change(batch, { random: random.fork(place++) });
    const given = new Set(tensorsOf(batch));
    try {
      yield result;
    } finally {
      tf.dispose(tensorsOf(result).filter((tensor) => !given.has(tensor)));
    }
  }
}
