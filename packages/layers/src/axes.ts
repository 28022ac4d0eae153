import { ArgumentError, checkSize, describe, type tf } from '@thaw/backend';
import { checkInput, type Module } from '@thaw/core';

/** How many axes lie between batch and channels: 1 of a sequence, 2 of an image, 3 of a volume. */
export type Rank = 1 | 2 | 3;

/** One whole number for all axes between batch and channels, or one for each. */
export type Sizes<Of extends Rank> = Of extends 1
  ? number
  : Of extends 2
    ? number | readonly [number, number]
    : number | readonly [number, number, number];

const axes = {
  1: { names: ['length'], words: 'one whole number', called: 'sequences' },
  2: { names: ['height', 'width'], words: 'one whole number or two, [height, width]', called: 'images' },
  3: {
    names: ['depth', 'height', 'width'],
    words: 'one whole number or three, [depth, height, width]',
    called: 'volumes',
  },
} as const;

/**
 * A size for each axis.
 * @throws {ArgumentError} when one of them is not a whole number from `least` on, or there are too many or too few.
 */
export function checkSizes(
  layer: string,
  name: string,
  value: number | readonly number[],
  rank: Rank,
  least: number = 1,
): number[] {
  if (!Array.isArray(value)) {
    const size = checkSize(layer, name, value as number, least);
    return Array.from({ length: rank }, () => size);
  }
  if (rank > 1 && value.length === rank) {
    return value.map((size) => checkSize(layer, name, size as number, least));
  }
  throw new ArgumentError(`${layer}: ${name} must be ${axes[rank].words}, got ${describe(value)}.`);
}

/** @throws {ShapeError} when an input is not [batch, …, channels] with `rank` axes between. */
export function checkAxes(layer: Module, input: tf.Tensor, rank: Rank): void {
  const number = ['three', 'four', 'five'][rank - 1]!;
  const hint = `${axes[rank].called} have ${number} axes, channels last`;
  checkInput(layer, input, ['batch', ...axes[rank].names, 'channels'], hint);
}

/** @throws {ShapeError} when an input is not [batch, …, channels] with `rank` axes between and as many channels as the layer takes. */
export function checkChannels(layer: Module, input: tf.Tensor, rank: Rank, channels: number): void {
  const hint = 'its first argument says how many channels it takes, and channels come last';
  checkInput(layer, input, ['batch', ...axes[rank].names, channels], hint);
}

/** The lengths of the axes between batch and channels. */
export function lengthsOf(input: tf.Tensor): number[] {
  return input.shape.slice(1, -1);
}
