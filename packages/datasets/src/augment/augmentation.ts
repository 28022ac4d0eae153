import { allFinite, ArgumentError, describe, type Random, ShapeError, tf } from '@thaw/backend';
import type { Batch } from '@thaw/core';

/** What an augmentation draws from. */
export interface AugmentationContext {
  readonly random: Random;
}

/**
 * A seeded change of a batch: the same batch and the same generator give the same batch.
 *
 * Images may be changed within a step of training too, in the forward pass of a module or in an objective, by its `context.random`: in a step
 * that is compiled others are drawn in each run.
 *
 * What it has no business with it hands on as it is. Tensors that it makes are the caller's to dispose; `augmented` does so.
 */
export type Augmentation = (batch: Batch, context: AugmentationContext) => Batch;

/**
 * Several augmentations as one, in this order. Each draws from a fork of its own, `random.fork(place)`, so that one that draws more
 * moves nothing in the others; what is made between them is freed.
 *
 * @throws {ArgumentError} when one of them is no function.
 * @example
 * ```ts
 * import { Random, useDevice } from '@thaw/core';
 * import { digits } from '@thaw/datasets';
 * import { augment, cutout, randomRotation } from '@thaw/datasets/augment';
 *
 * await useDevice();
 * const change = augment(randomRotation({ factor: 0.05 }), cutout({ size: 3 }));
 * const [batch] = [...digits({ images: true }).batches(32).epoch(0)];
 * console.log(change(batch!, { random: new Random(7) }).input.shape); // [ 32, 8, 8, 1 ]
 * ```
 */
export function augment(...augmentations: readonly Augmentation[]): Augmentation {
  for (const each of augmentations) {
    if (typeof each === 'function') continue;
    throw new ArgumentError(
      `augment: expected augmentations, such as randomFlip(), one after the other, got ${describe(each)}.`,
    );
  }
  return (batch, context) => {
    const random = randomOf('augment', context);
    let result = batch;
    tf.tidy(() => {
      for (const [i, each] of augmentations.entries()) result = each(result, { random: random.fork(i) });
      return tensorsOf(result);
    });
    return result;
  };
}

/** An augmentation that changes the images alone: input [batch, height, width, channels], float32 from here on. */
export function onImages(
  owner: string,
  change: (images: tf.Tensor4D, random: Random) => tf.Tensor,
): Augmentation {
  return (batch, context) => {
    const random = randomOf(owner, context);
    return { ...batch, input: tf.tidy(() => change(imagesOf(owner, batch), random)) };
  };
}

/** What is drawn from. @throws {ArgumentError} when there is none. */
export function randomOf(owner: string, context: AugmentationContext | undefined): Random {
  if (context?.random) return context.random;
  throw new ArgumentError(
    `${owner}: it draws random numbers; pass { random: new Random(seed) } after the batch, as augmented does.`,
  );
}

/** The images of a batch on the device, float32. @throws {ShapeError} when its input is something else. */
export function imagesOf(owner: string, { input }: Batch): tf.Tensor4D {
  const shape = (input as { shape?: unknown } | undefined)?.shape;
  if (!Array.isArray(shape) || shape.length !== 4) {
    const got = Array.isArray(shape) ? `[${shape.join(', ')}]` : describe(input);
    throw new ShapeError(
      `${owner}: expected input [batch, height, width, channels], got ${got}; grey images have one channel.`,
    );
  }
  if (input instanceof tf.Tensor) return tf.cast(input as tf.Tensor4D, 'float32');
  const { data } = input as { data: Float32Array | Int32Array | Uint8Array };
  const images = tf.tensor4d(data, shape as [number, number, number, number], 'float32');
  if (data instanceof Float32Array && !allFinite(data, images)) {
    throw new ArgumentError(
      `${owner}: the images hold a number that is not finite; mend or leave out that row.`,
    );
  }
  return images;
}

/** The tensors of a batch, wherever they stand. */
export function tensorsOf(batch: Batch): tf.Tensor[] {
  return Object.values(batch).flatMap((value: unknown) =>
    value instanceof tf.Tensor
      ? [value]
      : Object.values(value ?? {}).filter((part): part is tf.Tensor => part instanceof tf.Tensor),
  );
}
