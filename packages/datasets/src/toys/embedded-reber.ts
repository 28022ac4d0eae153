import { type Random, sharedRandom } from '@thaw/backend';

import type { Table } from '../table/table.ts';
import { requireMade } from './require.ts';
import { type MaskedSequenceColumns, ofFeatures } from './sequences.ts';

/** The symbols of the Reber grammar: where each stands is the feature that is on. */
export const reberSymbols = 'BTPSXVE';

/** Options of `embeddedReber`. */
export interface EmbeddedReberOptions {
  /** How many strings. @defaultValue 64 */
  readonly rows?: number;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** From a state the two symbols that may come, and the state after each; from the last, none. */
const grammar: readonly (readonly (readonly [symbol: string, next: number])[])[] = [
  [['T', 1], ['P', 2]],
  [['S', 1], ['X', 3]],
  [['T', 2], ['V', 4]],
  [['X', 2], ['S', 5]],
  [['P', 3], ['V', 5]],
  [],
]; // prettier-ignore

/**
 * Strings of the embedded Reber grammar: B, then T or P, then a string of the Reber grammar, then the same T or P, and E.
 * Who predicts the second last symbol has remembered the second one over all between.
 *
 * Of the two ways on from a state each is taken half of the time. The target of a symbol is every one that may come next,
 * so that a net is right when these are its highest; two are legal within the Reber string, else one. The last E, after
 * which nothing comes, is no input.
 *
 * Shapes: input [rows, time, 7], one feature on; target [rows, time, 7], one or two on; mask [rows, time], 1 within the
 * string; time is that of the longest string drawn, at least 8. `reberSymbols` tells the features.
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on.
 * @see Reber 1967, https://doi.org/10.1016/S0022-5371(67)80149-X
 * @see Hochreiter and Schmidhuber 1997, §5.1, https://doi.org/10.1162/neco.1997.9.8.1735
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { embeddedReber, reberSymbols } from '@thaw/datasets';
 *
 * const { data, shape } = embeddedReber({ rows: 1, random: new Random(7) }).column('input');
 * const symbols = Array.from({ length: shape[1]! }, (_, t) => reberSymbols[data.indexOf(1, 7 * t) - 7 * t]);
 * console.log(symbols.join('')); // BT… or BP…, without the E at its end
 * ```
 */
export function embeddedReber(options: EmbeddedReberOptions = {}): Table<MaskedSequenceColumns> {
  const { rows = 64, random = sharedRandom().fork() } = options;
  requireMade('embeddedReber', options, { rows: [rows, 1] });
  const feature = (symbol: string): number => reberSymbols.indexOf(symbol);
  const drawn = Array.from({ length: rows }, () => {
    const outer = random.bernoulli(1, 0.5)[0] ? 'P' : 'T';
    const symbols = ['B', outer, 'B'];
    const legal = ['TP', 'B', 'TP']; // after each
    for (let state = 0; state !== 5;) {
      const [symbol, next] = grammar[state]![random.bernoulli(1, 0.5)[0]!]!;
      state = next;
      symbols.push(symbol);
      legal.push(state === 5 ? 'E' : grammar[state]!.map(([way]) => way).join(''));
    }
    symbols.push('E', outer);
    legal.push(outer, 'E');
    return {
      input: symbols.map((symbol) => [feature(symbol)]),
      target: legal.map((ways) => [...ways].map(feature)),
    };
  });
  return ofFeatures(drawn, reberSymbols.length, reberSymbols.length);
}
