import { checkOptions } from '@thaw/backend';

import { type Affine, transformImages } from './affine.ts';
import { type Augmentation, onImages } from './augmentation.ts';
import { type Factor, rangeOf } from './check-factors.ts';
import { rotation as turned } from './random-rotation.ts';
import { slant } from './random-shear.ts';
import { checkSampling, type SamplingOptions, samplingOptions } from './sample-images.ts';

/** Options of `randomAffine`. */
export interface RandomAffineOptions extends SamplingOptions {
  /** As `randomZoom`'s height: parts by which more is shown; above −1. @defaultValue 0 */
  readonly zoom?: Factor;
  /** As `randomShear`'s x. @defaultValue 0 */
  readonly shear?: Factor;
  /** As `randomRotation`'s factor: parts of a full turn. @defaultValue 0 */
  readonly rotation?: Factor;
  /** As `randomTranslation`'s: parts of the height, downwards. @defaultValue 0 */
  readonly height?: Factor;
  /** As `randomTranslation`'s: parts of the width, to the right. @defaultValue 0 */
  readonly width?: Factor;
}

/**
 * Each image zoomed, slanted, turned and shifted, in this order and all in one read: what one after the other reads between pixels
 * four times blurs small images until they are unlike those that are judged by.
 *
 * @throws {ArgumentError} when a factor is neither a number from 0 on nor two in order.
 * @example
 * ```ts
 * import { Random, useDevice } from '@thaw/core';
 * import { digits } from '@thaw/datasets';
 * import { randomAffine } from '@thaw/datasets/augment';
 *
 * await useDevice();
 * const change = randomAffine({ rotation: 0.04, shear: 0.2, zoom: 0.1, width: 0.1, fillMode: 'constant' });
 * const [batch] = [...digits({ images: true }).batches(32).epoch(0)];
 * console.log(change(batch!, { random: new Random(7) }).input.shape); // [ 32, 8, 8, 1 ]
 * ```
 */
export function randomAffine(options: RandomAffineOptions): Augmentation {
  checkOptions('randomAffine', options, [...parts, ...samplingOptions]);
  const ends = parts.map((name) =>
    rangeOf('randomAffine', name, options[name] ?? 0, name === 'zoom' ? -0.99 : -Infinity),
  );
  const sampling = checkSampling('randomAffine', options);
  return onImages('randomAffine', (images, random) => {
    const [batch, height, width] = images.shape;
    const draw = (): Affine[] => {
      const drawn = ends.map(([low, high]) => random.uniform(batch, low, high));
      const [zooms, shears, turns, downs, rights] = drawn as Five;
      return Array.from(zooms, (zoom, i) => {
        const map = after(slant(shears[i]!, 0), turned(turns[i]!));
        const [a, b, , d, e] = map.map((x) => (1 + zoom) * x) as Six;
        const [right, down] = [rights[i]! * width, downs[i]! * height];
        return [a, b, -a * right - b * down, d, e, -d * right - e * down];
      });
    };
    return transformImages(images, { random, draw }, sampling);
  });
}

type Five = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
type Six = [number, number, number, number, number, number];
const parts = ['zoom', 'shear', 'rotation', 'height', 'width'] as const;

/** The map that reads where `first` says of what `then` says, both about the middle: their product. */
function after([a, b, , d, e]: Affine, [p, q, , r, s]: Affine): Affine {
  return [a * p + b * r, a * q + b * s, 0, d * p + e * r, d * q + e * s, 0];
}
