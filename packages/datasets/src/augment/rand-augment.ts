import { ArgumentError, checkOptions, checkSize, describe, refuseInTrace, tf } from '@thaw/backend';

import { type Augmentation, onImages } from './augmentation.ts';
import { checkNumber, checkValueRange, type ValueRange } from './check-factors.ts';
import {
  type ImageOperation,
  imageOperations,
  type RandAugmentOperation,
} from './rand-augment-operations.ts';

/** Options of `randAugment`. */
export interface RandAugmentOptions {
  /** How many operations each image goes through, one after the other. @defaultValue 2 */
  readonly numOps?: number;
  /** How strong they are, from 0 to 10. @defaultValue 9 */
  readonly magnitude?: number;
  /** What a pixel may hold. @defaultValue [0, 1] */
  readonly valueRange?: ValueRange;
  /** From which operations is chosen. @defaultValue all fourteen of the paper */
  readonly operations?: readonly RandAugmentOperation[];
}

/**
 * Each image through `numOps` operations, every one drawn anew from all, all of the same strength: two numbers to be chosen instead of a
 * policy to be searched for.
 *
 * The images that drew the same operation go through it together, so a batch costs about as much as through one.
 *
 * @throws {ArgumentError} when a number is out of its range, or there is no such operation.
 * @throws {TraceError} in a step that is compiled, in which each image would go one way.
 * @see Cubuk et al. 2020, https://arxiv.org/abs/1909.13719
 */
export function randAugment(options: RandAugmentOptions = {}): Augmentation {
  checkOptions('randAugment', options, ['numOps', 'magnitude', 'valueRange', 'operations']);
  const numOps = checkSize('randAugment', 'numOps', options.numOps ?? 2, 0);
  const strength = checkNumber('randAugment', 'magnitude', options.magnitude ?? 9, 0, 10) / 10;
  const range = checkValueRange('randAugment', options.valueRange ?? [0, 1]);
  const all = Object.keys(imageOperations) as RandAugmentOperation[];
  const names = options.operations ?? all;
  for (const name of names) {
    if (all.includes(name)) continue;
    throw new ArgumentError(
      `randAugment: there is no operation ${describe(name)}; they are ${all.join(', ')}.`,
    );
  }
  checkSize('randAugment', 'the number of operations', names.length);
  const operations = names.map((name): ImageOperation => imageOperations[name]);
  return onImages('randAugment', (images, random) => {
    refuseInTrace(
      'randAugment: which operation each image goes through, drawn in JavaScript,',
      'change the batches before the step, by augmented(batches, [randAugment(…)])',
    );
    let result = images;
    for (let round = 0; round < numOps; round++) {
      const draws = random.fork(round);
      const chosen = draws.integers(images.shape[0], operations.length);
      result = inGroups(result, chosen, (group, i) =>
        operations[i]!(group, { strength, range, random: draws.fork(i) }),
      );
    }
    return result;
  });
}

/** The images that chose the same number changed together, and put back in their order. */
function inGroups(
  images: tf.Tensor4D,
  chosen: Int32Array,
  change: (group: tf.Tensor4D, choice: number) => tf.Tensor4D,
): tf.Tensor4D {
  const choices = [...new Set(chosen)].sort((a, b) => a - b);
  const rows = choices.map((choice) => [...chosen.keys()].filter((row) => chosen[row] === choice));
  const changed = choices.map((choice, i) =>
    change(tf.gather(images, tf.tensor1d(rows[i]!, 'int32')), choice),
  );
  const places = new Int32Array(chosen.length);
  for (const [place, row] of rows.flat().entries()) places[row] = place;
  return tf.gather(tf.concat(changed), tf.tensor1d(places, 'int32'));
}
