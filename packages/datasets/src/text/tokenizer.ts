import type { Encoding } from './encoding.ts';

/** How a text is encoded. */
export interface EncodeOptions {
  /** A second text, such as the answer to the first; the tokenizer's frame says what stands between them. */
  readonly pair?: string;
  /** Whether the tokens of the frame, such as `[CLS]` and `[SEP]`, are put around the text. @defaultValue true */
  readonly addSpecialTokens?: boolean;
  /**
   * Whether a special token that is written in the text, such as `[MASK]`, is read as such. Otherwise it is the text it is, so that nobody's
   * text ends a document. @defaultValue false
   */
  readonly allowSpecialTokens?: boolean;
}

/** How ids become text. */
export interface DecodeOptions {
  /** Whether special tokens leave no text, so that what `encode` put around a text is not in it. @defaultValue true */
  readonly skipSpecialTokens?: boolean;
}

/**
 * The special tokens that a model expects around its text: `begin` first `end`, or `begin` first `between` second `end`.
 * BERT's are `[CLS]`, `[SEP]` and `[SEP]`, and its second text, with the `end`, is of type 1.
 */
export interface Frame {
  readonly begin: readonly number[];
  readonly between: readonly number[];
  readonly end: readonly number[];
  /** The type of the second text and of the `end` after it. */
  readonly secondType: number;
}

/**
 * Turns text into ids and back. Ids go from 0 to `vocabularySize` − 1.
 *
 * Every tokenizer of this package is such; so may be one of your own.
 */
export interface Tokenizer {
  readonly vocabularySize: number;
  /** What is put around a text. Default: nothing. */
  readonly frame?: Frame;
  /** The token that fills up a batch, where the vocabulary has one. */
  readonly padId?: number;
  /** The ids of a text. @throws {ArgumentError} when text is no string, or has what the vocabulary cannot say. */
  encode(text: string, options?: EncodeOptions): Int32Array;
  /** The ids of a text, and where in it each of them stands. @throws {ArgumentError} as `encode` does. */
  encodeWithOffsets(text: string, options?: EncodeOptions): Encoding;
  /** The text of ids. @throws {ArgumentError} when there is no such id; it names the id and its place. */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** The id of a token, undefined where there is none. */
  idOf(token: string): number | undefined;
  /** The token of an id. @throws {ArgumentError} when there is no such id. */
  tokenOf(id: number): string;
}
