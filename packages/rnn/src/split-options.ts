import { checkOptions } from '@thaw/backend';

import { recurrentOptions, type RecurrentOptions } from './recurrent.ts';

/**
 * The options of a layer apart: those of its cell, and those of the recurrence.
 *
 * @throws {ArgumentError} when there is one that neither has.
 */
export function splitOptions<CellOptions extends object>(
  layer: string,
  options: CellOptions & RecurrentOptions,
  ofCell: readonly string[],
): [CellOptions, RecurrentOptions] {
  checkOptions(layer, options, [...recurrentOptions, ...ofCell]);
  const only = (names: readonly string[]): object =>
    Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
  return [only(ofCell) as CellOptions, only(recurrentOptions)];
}
