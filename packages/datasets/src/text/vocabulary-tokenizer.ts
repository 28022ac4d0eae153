import { type Encoding, plainEncoding } from './encoding.ts';
import { frameTexts, noFrame } from './framing.ts';
import { noSuchId, requireText, skipsSpecialTokens } from './token-ids.ts';
import type { EncodeOptions, Frame, Tokenizer } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The ids of a stretch of text, and their offsets in it as pairs. */
export interface Pieces {
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
}

/** A tokenizer that has a `Vocabulary`. */
export interface VocabularyTokenizer extends Tokenizer {
  readonly vocabulary: Vocabulary;
}

/** What a tokenizer is made of, besides its vocabulary. */
interface Parts {
  readonly owner: string;
  readonly frame: Frame | undefined;
  /** The token that fills up a batch, where the vocabulary has it. */
  readonly padding: string;
  /** The ids of a stretch of text without special tokens. `beginsText` is false when a special token stands before it. */
  encodeText(text: string, beginsText: boolean): Pieces;
  /** The text of tokens. */
  decodeTokens(tokens: readonly string[]): string;
}

/** A tokenizer from how it encodes a stretch of text: special tokens, frame, pairs and checks are the same for all. */
export function vocabularyTokenizer(vocabulary: Vocabulary, parts: Parts): VocabularyTokenizer {
  const { owner, frame } = parts;
  const padId = vocabulary.idOf(parts.padding);
  const special = specialPattern(vocabulary.specialTokens);
  const encodeOne = (text: string, allowSpecialTokens: boolean): Encoding => {
    const ids: number[] = [];
    const offsets: number[] = [];
    const add = (begin: number, end: number): void => {
      if (begin === end) return;
      const pieces = parts.encodeText(text.slice(begin, end), begin === 0);
      for (const id of pieces.ids) ids.push(id);
      for (const offset of pieces.offsets) offsets.push(begin + offset);
    };
    let done = 0;
    for (const { 0: token, index } of special && allowSpecialTokens ? text.matchAll(special) : []) {
      add(done, index);
      done = index + token.length;
      ids.push(vocabulary.idOf(token)!);
      offsets.push(index, done);
    }
    add(done, text.length);
    return plainEncoding(Int32Array.from(ids), Int32Array.from(offsets));
  };
  const encodeWithOffsets = (text: string, options: EncodeOptions = {}): Encoding => {
    requireText(owner, text, options);
    const { pair, addSpecialTokens = true, allowSpecialTokens = false } = options;
    const second = pair === undefined ? undefined : encodeOne(pair, allowSpecialTokens);
    return frameTexts(
      addSpecialTokens && frame ? frame : noFrameOf(frame),
      encodeOne(text, allowSpecialTokens),
      second,
    );
  };
  return {
    vocabulary,
    vocabularySize: vocabulary.size,
    ...(frame && { frame }),
    ...(padId !== undefined && { padId }),
    encode: (text, options) => encodeWithOffsets(text, options).ids,
    encodeWithOffsets,
    decode: (ids, options) => {
      const skipSpecialTokens = skipsSpecialTokens(owner, options);
      const tokens: string[] = [];
      for (let place = 0; place < ids.length; place++) {
        const id = ids[place]!;
        const token = vocabulary.tokens[id];
        if (token === undefined) throw noSuchId(owner, id, place, vocabulary.size);
        if (!skipSpecialTokens || !vocabulary.isSpecial(id) || token === vocabulary.unknown)
          tokens.push(token);
      }
      return parts.decodeTokens(tokens);
    },
    idOf: (token) => vocabulary.idOf(token),
    tokenOf: (id) => {
      const token = vocabulary.tokens[id];
      if (token === undefined) throw noSuchId(owner, id, undefined, vocabulary.size);
      return token;
    },
  };
}

/** No tokens around a text, the second one of the type it would have with them. */
function noFrameOf(frame: Frame | undefined): Frame {
  return frame ? { ...noFrame, secondType: frame.secondType } : noFrame;
}

/** Matches any of the tokens, of two at one place the longer. */
export function specialPattern(tokens: readonly string[]): RegExp | undefined {
  if (tokens.length === 0) return undefined;
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  return new RegExp(
    longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'),
    'gu',
  );
}
