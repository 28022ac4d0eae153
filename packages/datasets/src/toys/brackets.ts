import { sharedRandom } from '@thaw/backend';

import { Table } from '../table/table.ts';
import { type BracketsOptions, drawBrackets, requireEven } from './draw-brackets.ts';
import { requireMade } from './require.ts';
import { ofFeatures, type SequenceColumns } from './sequences.ts';

/**
 * The bracket language Dyck-(k, m): strings of k kinds of brackets, of which at most m are open at once. The target of a
 * bracket is every symbol that may come next: any that opens while fewer than m are open, the one that closes the last, or
 * the end when none is open.
 *
 * A string is drawn evenly from all of its length. What is legal is told by what came before alone: a target may open a
 * bracket that the length would no longer let close.
 *
 * Shapes: input [rows, length, 2k], one feature on: kinds that open, then those that close, in one order; target
 * [rows, length, 2k + 1], the last being the end.
 *
 * @throws {ArgumentError} when rows, kinds or depth is not a whole number from 1 on, or length no even one from 2 to 1000.
 * @see Hewitt et al. 2020, https://doi.org/10.18653/v1/2020.emnlp-main.156
 * @see Suzgun et al. 2019 for the targets, https://arxiv.org/abs/1911.03329
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { brackets } from '@thaw/datasets';
 *
 * const { input, target } = brackets({ rows: 4, kinds: 2, length: 12, random: new Random(7) }).columns;
 * console.log(input.shape, target.shape); // [ 4, 12, 4 ] [ 4, 12, 5 ]
 * ```
 */
export function brackets(options: BracketsOptions = {}): Table<SequenceColumns> {
  const { rows = 64, kinds = 2, depth = 4, length = 20, random = sharedRandom().fork() } = options;
  const sizes = { rows: [rows, 1], kinds: [kinds, 1], depth: [depth, 1], length: [length, 2] } as const;
  requireMade('brackets', options, sizes);
  requireEven('brackets', length);
  const opening = Array.from({ length: kinds }, (_, kind) => kind);
  const strings = drawBrackets(rows, kinds, depth, length, random).map((symbols) => {
    const open: number[] = [];
    const target = symbols.map((symbol) => {
      if (symbol < kinds) open.push(symbol);
      else open.pop();
      const closing = open.length === 0 ? 2 * kinds : kinds + open.at(-1)!;
      return open.length < depth ? [...opening, closing] : [closing];
    });
    return { input: symbols.map((symbol) => [symbol]), target };
  });
  const { input, target } = ofFeatures(strings, 2 * kinds, 2 * kinds + 1).columns;
  return new Table({ input, target });
}
