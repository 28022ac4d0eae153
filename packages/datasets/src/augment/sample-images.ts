import { tf } from '@thaw/backend';

import { checkChoice, checkNumber } from './check-factors.ts';

/** What lies beyond the border, and how values between pixels are read: the options of every change of geometry. */
export interface SamplingOptions {
  /**
   * What lies beyond the border, for a line a b c d:
   * - `'reflect'`: d c b a | a b c d | d c b a;
   * - `'nearest'`: a a a a | a b c d | d d d d;
   * - `'wrap'`: a b c d | a b c d | a b c d;
   * - `'constant'`: `fillValue`.
   *
   * @defaultValue 'reflect'
   */
  readonly fillMode?: FillMode;
  /** What lies beyond the border when fillMode is 'constant'. @defaultValue 0 */
  readonly fillValue?: number;
  /** `'bilinear'` between the four pixels around, or the `'nearest'` one. @defaultValue 'bilinear' */
  readonly interpolation?: Interpolation;
}

/** What lies beyond the border of an image. */
export type FillMode = 'constant' | 'nearest' | 'reflect' | 'wrap';

/** How a value between pixels is read. */
export type Interpolation = 'bilinear' | 'nearest';

/** The names of the options. */
export const samplingOptions = ['fillMode', 'fillValue', 'interpolation'] as const;

/** The options with their defaults. @throws {ArgumentError} when one is not what it should be. */
export function checkSampling(owner: string, options: SamplingOptions): Required<SamplingOptions> {
  const { fillMode = 'reflect', fillValue = 0, interpolation = 'bilinear' } = options;
  return {
    fillMode: checkChoice(owner, 'fillMode', fillMode, ['constant', 'nearest', 'reflect', 'wrap']),
    fillValue: checkNumber(owner, 'fillValue', fillValue, -Infinity),
    interpolation: checkChoice(owner, 'interpolation', interpolation, ['bilinear', 'nearest']),
  };
}

/**
 * Images read at given places: the one resampler of all changes of geometry, of operations that every device has.
 *
 * out[n, i, j] = Σ w · images[n, row, column] over the pixels around (rows[n, i, j], columns[n, i, j]), w the part of each: those of
 * bilinear interpolation, or 1 for the nearest. Pixels are points at whole numbers; those beyond the border are folded back into the
 * image, or hold `fillValue`. Where a place is a whole number the pixel comes out to the bit.
 *
 * Shapes: images [batch, height, width, channels]; rows, columns [batch, outHeight, outWidth] → [batch, outHeight, outWidth, channels].
 */
export function sampleImages(
  images: tf.Tensor4D,
  rows: tf.Tensor3D,
  columns: tf.Tensor3D,
  { fillMode, fillValue, interpolation }: Required<SamplingOptions>,
): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const pixels = tf.reshape(images, [batch * height * width, channels]);
    const first = tf.reshape(
      tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(height * width, 'int32')),
      [-1, 1, 1],
    );
    const [, outHeight, outWidth] = rows.shape;
    const terms: tf.Tensor[] = [];
    const shares: tf.Tensor[] = [];
    for (const row of neighbours(rows, height, fillMode, interpolation)) {
      for (const column of neighbours(columns, width, fillMode, interpolation)) {
        const start = tf.add(first, tf.mul(row.index, tf.scalar(width, 'int32')));
        const found = tf.gather(pixels, tf.reshape(tf.add(start, column.index), [-1]) as tf.Tensor1D);
        const share = tf.expandDims(tf.mul(row.share, column.share), -1);
        terms.push(tf.mul(tf.reshape(found, [batch, outHeight, outWidth, channels]), share));
        shares.push(share);
      }
    }
    const sum = terms.reduce((total, term) => tf.add(total, term));
    if (fillMode !== 'constant' || fillValue === 0) return sum as tf.Tensor4D;
    const within = shares.reduce((total, share) => tf.add(total, share));
    return tf.add(sum, tf.mul(tf.sub(1, within), fillValue)) as tf.Tensor4D;
  });
}

/** The pixels of one axis that bring something to each place: which, folded into the image, and how much. */
function neighbours(
  places: tf.Tensor3D,
  length: number,
  fillMode: FillMode,
  interpolation: Interpolation,
): { index: tf.Tensor; share: tf.Tensor }[] {
  const at = (place: tf.Tensor, share: tf.Tensor): { index: tf.Tensor; share: tf.Tensor } => {
    const folded = tf.clipByValue(fold(place, length, fillMode), 0, length - 1);
    const counts =
      fillMode === 'constant' ? tf.mul(share, tf.cast(tf.equal(place, folded), 'float32')) : share;
    return { index: tf.cast(folded, 'int32'), share: counts };
  };
  if (interpolation === 'nearest') return [at(tf.floor(tf.add(places, 0.5)), tf.onesLike(places))];
  const low = tf.floor(places);
  const part = tf.sub(places, low);
  return [at(low, tf.sub(1, part)), at(tf.add(low, 1), part)];
}

/**
 * Whole places folded into 0 … length − 1. Quotients are taken in the middle between whole numbers, place + ½, since a division
 * on WebGPU need not round 6/3 to 2.
 */
function fold(place: tf.Tensor, length: number, fillMode: FillMode): tf.Tensor {
  const within = (period: number): tf.Tensor =>
    tf.sub(place, tf.mul(tf.floor(tf.div(tf.add(place, 0.5), period)), period));
  if (fillMode === 'wrap') return within(length);
  if (fillMode !== 'reflect') return place;
  const there = within(2 * length);
  return tf.minimum(there, tf.sub(2 * length - 1, there));
}
