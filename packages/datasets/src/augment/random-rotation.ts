import { checkOptions, cosTurns, sinTurns } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { type Factor, rangeOf } from './check-factors.ts';
import { checkSampling, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomRotation`. */
export interface RandomRotationOptions extends SamplingOptions {
  /** Parts of a full turn, against the clock: 0.05 is drawn from −18° to 18°. */
  readonly factor: Factor;
}

/**
 * Each image turned about its middle by an angle of its own.
 *
 * @throws {ArgumentError} when factor is neither a number from 0 on nor two in order.
 */
export function randomRotation(options: RandomRotationOptions): Augmentation {
  checkOptions('randomRotation', options, ['factor', ...samplingOptions]);
  const [low, high] = rangeOf('randomRotation', 'factor', options.factor);
  const sampling = checkSampling('randomRotation', options);
  return onImages('randomRotation', (images, random) => {
    const draw = (): Affine[] => Array.from(random.uniform(images.shape[0], low, high), rotation);
    return transformImages(images, { random, draw }, sampling);
  });
}

/** The map of an image turned against the clock. Rows count downwards: what comes out on the right was below. */
export function rotation(turns: number): Affine {
  const [cos, sin] = [cosTurns(turns), sinTurns(turns)];
  return [cos, -sin, 0, sin, cos, 0];
}
