import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import { requireMade } from './require.ts';

/** Options of `sums`. */
export interface SumsOptions {
  /** Digits of each term. @defaultValue 2 */
  readonly digits?: number;
  /** The part of all unordered pairs that is for training. @defaultValue 0.3 */
  readonly share?: number;
  /** Pairs with both terms from the first to the second of these are in neither part, but in `block`. @defaultValue none */
  readonly block?: readonly [first: number, last: number];
  /** Whether answers are written backwards, ones first, in the order in which they are worked out. @defaultValue false */
  readonly reversed?: boolean;
  /** What draws the pairs. @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** A sum as text, every number with all its places. */
export interface Sum {
  /** `27+58=` */
  readonly question: string;
  /** `085`, or backwards `580`. */
  readonly answer: string;
}

/** Sums that are learnt from, and others. */
export interface Sums {
  readonly training: readonly Sum[];
  /** All that are in no other part. */
  readonly unseen: readonly Sum[];
  /** Those with both terms in the block that was left out. */
  readonly block: readonly Sum[];
}

/**
 * Addition as text, in parts that share no sum: a+b and b+a are always in the same one, and each part has both.
 *
 * For 2 digits there are 5,050 unordered pairs; a share of 0.3 gives 1,515 of them, which are 3,000 sums and some.
 *
 * @throws {ArgumentError} when an option is out of its range, or the share leaves a part empty.
 * @example
 * ```ts
 * import { sums } from '@thaw/datasets';
 *
 * const { training, unseen, block } = sums({ block: [60, 79] });
 * console.log(training.length + unseen.length + block.length, block.length); // 10000 400
 * console.log(block.find(({ question }) => question === '61+79=')); // { question: '61+79=', answer: '140' }
 * ```
 */
export function sums(options: SumsOptions = {}): Sums {
  requireMade('sums', options, {}, ['digits', 'share', 'block', 'reversed']);
  const { digits = 2, share = 0.3, block, reversed = false, random = sharedRandom().fork() } = options;
  if (![1, 2, 3].includes(digits)) {
    throw new ArgumentError(`sums: digits must be 1, 2 or 3, got ${describe(digits)}.`);
  }
  const terms = 10 ** digits;
  const isOut = requireBlock(block, terms);
  const pairs: [number, number][] = [];
  const left: [number, number][] = [];
  for (let a = 0; a < terms; a++) {
    for (let b = a; b < terms; b++) (isOut(a) && isOut(b) ? left : pairs).push([a, b]);
  }
  const count = Math.floor(share * (pairs.length + left.length));
  if (!(share > 0 && count >= 1 && count < pairs.length)) {
    throw new ArgumentError(
      `sums: share must be a part of all pairs, above 0 and small enough to leave some unseen, got ${describe(share)}.`,
    );
  }
  const order = random.permutation(pairs.length);
  const written = (some: readonly (readonly [number, number])[]): Sum[] =>
    some.flatMap(([a, b]) => (a === b ? [[a, b]] : [[a, b], [b, a]]).map(([x, y]) => write(x!, y!, digits, reversed))); // prettier-ignore
  const drawn = Array.from(order, (index) => pairs[index]!);
  return {
    training: written(drawn.slice(0, count)),
    unseen: written(drawn.slice(count)),
    block: written(left),
  };
}

function write(a: number, b: number, digits: number, reversed: boolean): Sum {
  const pad = (value: number, places: number): string => String(value).padStart(places, '0');
  const answer = pad(a + b, digits + 1);
  return {
    question: `${pad(a, digits)}+${pad(b, digits)}=`,
    answer: reversed ? [...answer].reverse().join('') : answer,
  };
}

function requireBlock(
  block: readonly [number, number] | undefined,
  terms: number,
): (term: number) => boolean {
  if (block === undefined) return () => false;
  const [first, last] = Array.isArray(block) && block.length === 2 ? block : [NaN, NaN];
  if (!(Number.isInteger(first) && Number.isInteger(last) && 0 <= first && first <= last && last < terms)) {
    throw new ArgumentError(
      `sums: block must be two terms from 0 to ${terms - 1}, the first not the greater, got ${Array.isArray(block) ? `[${block.join(', ')}]` : describe(block)}.`,
    );
  }
  return (term) => term >= first && term <= last;
}
