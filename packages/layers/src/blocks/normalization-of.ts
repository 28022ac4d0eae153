import { ArgumentError, describe } from '@thaw/backend';
import { Module } from '@thaw/core';

import { BatchNormalization } from '../batch-normalization.ts';

/** An option of the blocks that normalize. */
export interface NormalizationOption {
  /**
   * What normalizes so many channels. The moving means of a batch normalization are of use after some hundreds of steps; for shorter
   * training give it a smaller momentum: `(channels) => new BatchNormalization(channels, { momentum: 0.9 })`.
   * @defaultValue (channels) => new BatchNormalization(channels)
   */
  readonly normalization?: (channels: number) => Module;
}

/**
 * The function that makes the normalizations of a block.
 *
 * @throws {ArgumentError} when it is none; it itself does so when it makes no module.
 */
export function normalizationOf(
  owner: string,
  { normalization = (channels) => new BatchNormalization(channels) }: NormalizationOption,
): (channels: number) => Module {
  return (channels) => {
    const made: unknown = typeof normalization === 'function' ? normalization(channels) : normalization;
    if (made instanceof Module) return made as Module;
    throw new ArgumentError(
      `${owner}: normalization must be a function that makes a layer for so many channels, as in (channels) => new GroupNormalization(channels), got ${describe(made)}.`,
    );
  };
}
