import { ArgumentError, checkOptions, checkSize, type Random } from '@thaw/backend';
import type { ArrayData } from '@thaw/core';

import { type Augmentation, randomOf } from './augmentation.ts';
import { checkNumber } from './check-factors.ts';
import { checkIds, tokensOf } from './token-rows.ts';

/** Options of `corruptSpans` and `spanCorruption`. */
export interface SpanCorruptionOptions {
  /** The ids that stand for spans, in their order: T5's are 32099, 32098, … */
  readonly sentinelIds: readonly number[];
  /** The id that ends both texts. T5's is 1. @defaultValue none: the source ends as it did, the target with a sentinel */
  readonly endId?: number;
  /** The id that fills up rows; it is no part of the text. T5's is 0. @defaultValue 0 */
  readonly padId?: number;
  /** The part of the tokens that is taken out. @defaultValue 0.15 */
  readonly rate?: number;
  /** How long spans are in the mean. @defaultValue 3 */
  readonly meanSpanLength?: number;
}

/** A text with its spans taken out. */
export interface CorruptedText {
  /** What is left, a sentinel in place of each span. */
  readonly source: number[];
  /** Each sentinel and the span for which it stands; the next sentinel, or endId, at the end. */
  readonly target: number[];
}

const names = ['sentinelIds', 'endId', 'padId', 'rate', 'meanSpanLength'] as const;

/**
 * What T5 learns from: spans of a text are taken out, and are to be written behind their sentinels.
 *
 * Of n tokens round(rate · n), at least one and not all, are taken out in round(taken / meanSpanLength) spans; their lengths, and those of
 * the pieces between them, are every way to part the numbers with the same chance. A text begins with a piece that stays.
 *
 * @returns for `a b c d e f`, b c and e taken out: source `a ⟨0⟩ d ⟨1⟩ f`, target `⟨0⟩ b c ⟨1⟩ e ⟨2⟩`.
 * @throws {ArgumentError} when there are fewer than two tokens or too few sentinels.
 * @see Raffel et al. 2020, section 3.1.4, https://arxiv.org/abs/1910.10683; `random_spans_noise_mask` of its code
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { corruptSpans } from '@thaw/datasets/augment';
 *
 * const text = [11, 12, 13, 14, 15, 16, 17, 18];
 * const { source, target } = corruptSpans(text, { sentinelIds: [99, 98, 97], rate: 0.25 }, new Random(7));
 * console.log(source.length, target.length); // 7 4: two tokens, taken out as one span
 * ```
 */
export function corruptSpans(
  tokens: ArrayLike<number>,
  options: SpanCorruptionOptions,
  random: Random,
): CorruptedText {
  checkOptions('corruptSpans', options, names);
  const { sentinelIds, endId, rate = 0.15, meanSpanLength = 3 } = options;
  checkIds('corruptSpans', 'sentinelIds', sentinelIds);
  checkNumber('corruptSpans', 'rate', rate, 0, 1);
  checkNumber('corruptSpans', 'meanSpanLength', meanSpanLength, 1);
  const { length } = tokens;
  if (length < 2) {
    throw new ArgumentError(
      `corruptSpans: of ${length} tokens none can be taken out and one be left; give at least 2.`,
    );
  }
  const taken = Math.min(Math.max(Math.round(length * rate), 1), length - 1);
  const spans = Math.min(Math.max(Math.round(taken / meanSpanLength), 1), taken, length - taken);
  const needed = spans + (endId === undefined ? 1 : 0);
  if (sentinelIds.length < needed) {
    throw new ArgumentError(
      `corruptSpans: ${length} tokens make ${spans} spans and need ${needed} sentinels, and there are ${sentinelIds.length}; give more, ` +
        'or shorter texts.',
    );
  }
  const out = parts(taken, spans, random);
  const left = parts(length - taken, spans, random);
  const [source, target]: [number[], number[]] = [[], []];
  let place = 0;
  for (let span = 0; span < spans; span++) {
    for (const end = place + left[span]!; place < end; place++) source.push(tokens[place]!);
    source.push(sentinelIds[span]!);
    target.push(sentinelIds[span]!);
    for (const end = place + out[span]!; place < end; place++) target.push(tokens[place]!);
  }
  if (endId !== undefined) source.push(endId);
  target.push(endId ?? sentinelIds[spans]!);
  return { source, target };
}

/** Options of `spanCorruption`. */
export interface SpanCorruptionBatchOptions extends SpanCorruptionOptions {
  /** The id with which the decoder begins. T5's is that of the padding. @defaultValue padId */
  readonly startId?: number;
}

/**
 * `corruptSpans` for each row of a batch, as an encoder and a decoder take it. Padding is no part of a row's text, nor is `endId`.
 *
 * Shapes: input [batch, time], ids on the host → input { source [batch, read], target [batch, write] }, the target moved on by one behind
 * startId; target [batch, write]; mask [batch, write], 0 where a row is filled up. read and write are those of the longest row.
 *
 * @throws {ArgumentError} when a row has fewer than two tokens, or there are too few sentinels.
 * @throws {ShapeError} when the input is not ids on the host.
 */
export function spanCorruption(options: SpanCorruptionBatchOptions): Augmentation {
  checkOptions('spanCorruption', options, [...names, 'startId']);
  const { startId, ...each } = options;
  const padId = checkSize('spanCorruption', 'padId', options.padId ?? 0, 0);
  checkIds('spanCorruption', 'sentinelIds', options.sentinelIds);
  return (batch, context) => {
    const random = randomOf('spanCorruption', context);
    const { rows, time, ids } = tokensOf('spanCorruption', batch);
    const texts = Array.from({ length: rows }, (_, row) => {
      const text = ids
        .subarray(row * time, (row + 1) * time)
        .filter((id) => id !== padId && id !== options.endId);
      return corruptSpans(text, each, random.fork(row));
    });
    const targets = texts.map(({ target }) => target);
    const written = filled(targets, padId);
    return {
      ...batch,
      input: {
        source: filled(
          texts.map(({ source }) => source),
          padId,
        ),
        target: filled(
          targets.map((target) => [startId ?? padId, ...target.slice(0, -1)]),
          padId,
        ),
      },
      target: written,
      mask: filled(
        targets.map((target) => target.map(() => 1)),
        0,
      ),
    };
  };
}

/** Rows of the length of the longest. */
function filled(rows: readonly (readonly number[])[], padId: number): ArrayData {
  const time = Math.max(...rows.map(({ length }) => length));
  const data = new Int32Array(rows.length * time).fill(padId);
  for (const [row, ids] of rows.entries()) data.set(ids, row * time);
  return { data, shape: [rows.length, time] };
}

/** A number of items in a number of parts, each of at least one: `count` places between items are the ends, drawn from all. */
function parts(items: number, count: number, random: Random): number[] {
  const ends = random
    .permutation(items - 1)
    .slice(0, count - 1)
    .sort();
  return [...ends.map((end) => end + 1), items].map((end, i, all) => end - (all[i - 1] ?? 0));
}
