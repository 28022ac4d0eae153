import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

import type { IntegerData } from '../table/columns.ts';
import type { Encoding } from './encoding.ts';
import { frameLength, frameTexts, noFrame, sliceEncoding } from './framing.ts';
import type { Tokenizer } from './tokenizer.ts';
import { keptLengths, type Truncation, windows } from './truncate.ts';

/** Options of `encodeBatch`. */
export interface EncodeBatchOptions {
  /** Whether the tokens of the tokenizer's frame are put around the texts. @defaultValue true */
  readonly addSpecialTokens?: boolean;
  /** Whether special tokens that are written in the texts are read as such. @defaultValue false */
  readonly allowSpecialTokens?: boolean;
  /** How many tokens a row has at most, those of the frame included; what is beyond is cut off. @defaultValue no limit */
  readonly maximumLength?: number;
  /** Which of two texts is cut: the longer one, the first or the second. @defaultValue 'longest' */
  readonly truncate?: Truncation;
  /**
   * What is cut off is not lost: it makes further rows, each of which begins with so many tokens of the row before, 0 or more. Of a pair
   * only the text that `truncate` names is cut so. @defaultValue what is cut off is left out
   */
  readonly overlap?: number;
  /** How long every row becomes: as the longest, or a number of tokens. @defaultValue 'longest' */
  readonly padTo?: 'longest' | number;
  /** Rows are made longer until their length is a multiple of this. @defaultValue 1 */
  readonly multipleOf?: number;
  /** On which side rows are filled up. @defaultValue 'end' */
  readonly padSide?: 'begin' | 'end';
  /** The id that fills up. @defaultValue the tokenizer's `padId`; without one, rows that differ in length are an error */
  readonly padId?: number;
}

/** Texts as columns of a table. */
export type EncodedColumns = {
  /** The ids, [rows, length]. */
  readonly input: IntegerData;
  /** 1 for a token, 0 for padding, [rows, length]. */
  readonly attentionMask: IntegerData;
  /** 0 for the first text, 1 for the second, [rows, length]; 0 for padding. */
  readonly typeIds: IntegerData;
  /** 1 for what is no part of a text, [rows, length]. */
  readonly specialMask: IntegerData;
  /** Where each token begins and ends in its text, [rows, length, 2]. */
  readonly offsets: IntegerData;
  /** Which of the texts, counted from 0, a row is from, [rows]. */
  readonly text: IntegerData;
};

const owner = 'encodeBatch';

/**
 * Encodes texts, or pairs of texts, into rows of one length: cut off or carried on where they are too long, filled up where they are
 * too short. Any tokenizer will do.
 *
 * @returns columns for a `Table`, all of 32-bit integers; add the `target`.
 * @throws {ArgumentError} when there is no text, an option is no such value, a pair cannot be cut as asked, or rows must be filled up
 * and nothing says with what.
 * @example
 * ```ts
 * import { Table } from '@thaw/datasets';
 * import { encodeBatch, trainWordTokenizer } from '@thaw/datasets/text';
 *
 * const reviews = ['a fine film', 'a dull and endless film'];
 * const tokenizer = trainWordTokenizer(reviews, { specialTokens: ['[PAD]'], unknown: '[UNK]' });
 * const columns = encodeBatch(tokenizer, reviews, { maximumLength: 4 });
 * const table = new Table({ ...columns, target: { data: Int32Array.of(1, 0), shape: [2] } });
 * console.log(table.columns.input.data.join(' ')); // 2 4 3 0 2 5 6 7
 * console.log(table.columns.attentionMask.data.join(' ')); // 1 1 1 0 1 1 1 1
 * ```
 */
export function encodeBatch(
  tokenizer: Tokenizer,
  texts: readonly (string | readonly [first: string, second: string])[],
  options: EncodeBatchOptions = {},
): EncodedColumns {
  requireOptions(options);
  if (!Array.isArray(texts) || texts.length === 0) {
    throw new ArgumentError(`${owner}: expected an array of at least one text, got ${describe(texts)}.`);
  }
  const rows: Encoding[] = [];
  const sources: number[] = [];
  for (const [number, text] of texts.entries()) {
    for (const row of rowsOf(tokenizer, text, number, options)) {
      rows.push(row);
      sources.push(number);
    }
  }
  const { multipleOf = 1, padTo = 'longest' } = options;
  const longest = rows.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const wanted = padTo === 'longest' ? longest : padTo;
  if (wanted < longest) {
    throw new ArgumentError(
      `${owner}: padTo is ${wanted} and a row has ${longest} tokens; give maximumLength: ${wanted} to cut it off.`,
    );
  }
  const length = Math.ceil(wanted / multipleOf) * multipleOf;
  const padId = options.padId ?? tokenizer.padId;
  if (padId === undefined && rows.some(({ ids }) => ids.length < length)) {
    throw new ArgumentError(
      `${owner}: rows must be filled up to ${length} tokens and the tokenizer has no padding token; give padId.`,
    );
  }
  const column = (name: keyof Encoding, fill: number, width = 1): IntegerData => {
    const data = new Int32Array(rows.length * length * width).fill(fill);
    for (const [i, row] of rows.entries()) {
      const before = options.padSide === 'begin' ? length - row.ids.length : 0;
      data.set(row[name], (i * length + before) * width);
    }
    return { data, shape: width === 1 ? [rows.length, length] : [rows.length, length, width] };
  };
  return {
    input: column('ids', padId ?? 0),
    attentionMask: column('mask', 0),
    typeIds: column('typeIds', 0),
    specialMask: column('specialMask', 1),
    offsets: column('offsets', 0, 2),
    text: { data: Int32Array.from(sources), shape: [rows.length] },
  };
}

/** The rows that a text, or a pair, makes: one, or more where what is cut off is carried on. */
function rowsOf(
  tokenizer: Tokenizer,
  text: unknown,
  number: number,
  options: EncodeBatchOptions,
): Encoding[] {
  const pair: readonly unknown[] = Array.isArray(text) ? (text as unknown[]) : [text];
  if (pair.length > 2 || !pair.every((part) => typeof part === 'string') || pair.length === 0) {
    throw new ArgumentError(
      `${owner}: text ${number} is ${describe(text)}; expected a text, or two as [first, second].`,
    );
  }
  const { addSpecialTokens = true, allowSpecialTokens = false, maximumLength = Infinity } = options;
  const { truncate = 'longest', overlap } = options;
  const around = tokenizer.frame ?? noFrame;
  const frame = addSpecialTokens ? around : { ...noFrame, secondType: around.secondType };
  const [first, second] = (pair as readonly string[]).map((part) =>
    tokenizer.encodeWithOffsets(part, { addSpecialTokens: false, allowSpecialTokens }),
  ) as [Encoding, Encoding?];
  const room = maximumLength - frameLength(frame, second !== undefined);
  const total = first.ids.length + (second?.ids.length ?? 0);
  if (total <= room) return [frameTexts(frame, first, second)];
  if (second === undefined) {
    requireRoom(number, room, overlap);
    const cuts = overlap === undefined ? [[0, room] as const] : windows(total, room, overlap);
    return cuts.map(([begin, end]) => frameTexts(frame, sliceEncoding(first, begin, end)));
  }
  if (overlap !== undefined && truncate === 'longest') {
    throw new ArgumentError(
      `${owner}: text ${number} is a pair; to carry on what is cut off, say of which text: truncate: 'first' or 'second'.`,
    );
  }
  const kept = keptLengths(first.ids.length, second.ids.length, room, truncate);
  if (kept === undefined || room < 1) {
    throw new ArgumentError(
      `${owner}: text ${number} leaves no token of its ${truncate} part within ${maximumLength} tokens; ` +
        "cut off the longer, truncate: 'longest', or raise maximumLength.",
    );
  }
  if (overlap === undefined) {
    return [frameTexts(frame, sliceEncoding(first, 0, kept[0]), sliceEncoding(second, 0, kept[1]))];
  }
  const isFirst = truncate === 'first';
  const cut = isFirst ? first : second;
  const left = isFirst ? kept[0] : kept[1];
  requireRoom(number, left, overlap);
  return windows(cut.ids.length, left, overlap).map(([begin, end]) => {
    const part = sliceEncoding(cut, begin, end);
    return isFirst ? frameTexts(frame, part, second) : frameTexts(frame, first, part);
  });
}

function requireRoom(number: number, room: number, overlap = 0): void {
  if (room > overlap) return;
  throw new ArgumentError(
    `${owner}: text ${number} has room for ${Math.max(room, 0)} tokens a row, which must be more than the overlap of ${overlap}; raise maximumLength.`,
  );
}

function requireOptions(options: EncodeBatchOptions): void {
  checkOptions(owner, options, [
    'addSpecialTokens',
    'allowSpecialTokens',
    'maximumLength',
    'truncate',
    'overlap',
    'padTo',
    'multipleOf',
    'padSide',
    'padId',
  ]);
  const { maximumLength, truncate = 'longest', overlap, padTo = 'longest', multipleOf, padId } = options;
  if (maximumLength !== undefined) checkSize(owner, 'maximumLength', maximumLength);
  if (overlap !== undefined) checkSize(owner, 'overlap', overlap, 0);
  if (multipleOf !== undefined) checkSize(owner, 'multipleOf', multipleOf);
  if (padId !== undefined) checkSize(owner, 'padId', padId, 0);
  if (padTo !== 'longest') checkSize(owner, 'padTo', padTo);
  requireOne('truncate', truncate, ['longest', 'first', 'second']);
  requireOne('padSide', options.padSide ?? 'end', ['begin', 'end']);
  if (overlap !== undefined && maximumLength === undefined) {
    throw new ArgumentError(
      `${owner}: overlap says how a text that is too long goes on; give maximumLength too.`,
    );
  }
}

function requireOne(name: string, value: unknown, all: readonly string[]): void {
  if (all.includes(value as string)) return;
  throw new ArgumentError(`${owner}: ${name} is one of ${all.join(', ')}, got ${describe(value)}.`);
}
