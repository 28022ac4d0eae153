import { sharedRandom } from '@thaw/backend';

import type { LabelledColumns } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { type BracketsOptions, drawBrackets, requireEven } from './draw-brackets.ts';
import { requireMade } from './require.ts';
import { ofFeatures } from './sequences.ts';

/**
 * Strings of brackets, every second of them balanced: the target is 1 when it is, and 0 when not.
 *
 * A string that is not is a balanced one (as `brackets` draws them) in which one symbol was replaced by another. That never
 * balances again: either as many open as close no more, or a bracket is closed by one of another kind.
 *
 * Shapes: input [rows, length, 2·kinds], one feature on: kinds that open, then those that close; target [rows], 0 or 1.
 *
 * @throws {ArgumentError} when rows, kinds or depth is not a whole number from 1 on, or length no even one from 2 to 1000.
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { bracketLabels } from '@thaw/datasets';
 *
 * const { input, target } = bracketLabels({ rows: 4, length: 12, random: new Random(7) }).columns;
 * console.log(input.shape, target.data); // [ 4, 12, 4 ] Int32Array(4) [ 0, 1, 0, 1 ]
 * ```
 */
export function bracketLabels(options: BracketsOptions = {}): Table<LabelledColumns> {
  const { rows = 64, kinds = 2, depth = 4, length = 20, random = sharedRandom().fork() } = options;
  const sizes = { rows: [rows, 1], kinds: [kinds, 1], depth: [depth, 1], length: [length, 2] } as const;
  requireMade('bracketLabels', options, sizes);
  requireEven('bracketLabels', length);
  const strings = drawBrackets(rows, kinds, depth, length, random);
  const [places, shifts] = [random.integers(rows, length), random.integers(rows, 2 * kinds - 1)];
  const target = Int32Array.from(strings, (_, row) => row % 2);
  const rowsOfSteps = strings.map((symbols, row) => {
    if (target[row] === 0) {
      const place = places[row]!;
      symbols[place] = (symbols[place]! + 1 + shifts[row]!) % (2 * kinds);
    }
    return { input: symbols.map((symbol) => [symbol]), target: [] };
  });
  const { input } = ofFeatures(rowsOfSteps, 2 * kinds, 1).columns;
  return new Table({ input, target: { data: target, shape: [rows] } });
}
