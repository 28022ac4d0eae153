import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { type Encoding, plainEncoding } from '../encoding.ts';
import { frameTexts, noFrame } from '../framing.ts';
import { noSuchId, requireText } from '../token-ids.ts';
import type { DecodeOptions, EncodeOptions, Tokenizer } from '../tokenizer.ts';
import { specialPattern } from '../vocabulary-tokenizer.ts';
import { byteOffsets } from './byte-offsets.ts';
import { type BytePairParts, readParts, requireTexts } from './byte-pair-parts.ts';
import { IdList, wordEncoder } from './encode-words.ts';
import { wordEndOf } from './word-pattern.ts';

/** How a text is encoded by byte pairs. */
export interface BytePairEncodeOptions extends EncodeOptions {
  /**
   * Whether a special token that is written in the text becomes its id. Otherwise it is read as the text it is, so that nobody's text ends a
   * document. @defaultValue false
   */
  readonly allowSpecialTokens?: boolean;
}

/** A byte-level BPE: every text has ids, and `decode(encode(text))` is the text. It puts nothing around it. */
export interface BytePairTokenizer extends Tokenizer, BytePairParts {
  readonly specialTokens: readonly string[];
  readonly pattern: NonNullable<BytePairParts['pattern']>;
  encode(text: string, options?: BytePairEncodeOptions): Int32Array;
  encodeWithOffsets(text: string, options?: BytePairEncodeOptions): Encoding;
  /** The bytes of ids, which may begin or end within a character, as tokens may. @throws {ArgumentError} as `decode` does. */
  decodeBytes(ids: ArrayLike<number>, options?: DecodeOptions): Uint8Array;
  /** What `JSON.stringify` writes, and `bytePairFromJson` reads. */
  toJSON(): object;
}

/**
 * A byte-level BPE from its vocabulary and merges. A text is cut into words; the UTF-8 bytes of each are its first tokens; as long as two
 * neighbours have a merge, the one of lowest rank is done at all its places. Lone surrogates, which UTF-8 cannot say, become U+FFFD.
 *
 * Words of up to 64 characters are kept with their ids, at most 32,768 of them.
 *
 * @throws {TokenizerFileError} when a token stands twice, a byte has no token, or a merge is of or to no token.
 * @throws {ArgumentError} when vocabulary, merges or special tokens are no arrays of texts, or pattern or padding is not what it should be.
 * @see Sennrich et al. 2016, https://arxiv.org/abs/1508.07909; Radford et al. 2019, "Language models are unsupervised multitask learners"
 * @example
 * ```ts
 * import { bytePairTokenizer, trainBytePair } from '@thaw/datasets/text';
 *
 * const { vocabulary, merges } = trainBytePair('low lower lowest', { merges: 3 });
 * const tokenizer = bytePairTokenizer({ vocabulary: [...vocabulary, '<end>'], merges, specialTokens: ['<end>'] });
 * console.log(merges.join(', '), tokenizer.encode('low 🦊').length); // l o, lo w, Ġ low 6
 * console.log(tokenizer.encode('low<end>', { allowSpecialTokens: true })); // Int32Array(2) [ 257, 259 ]
 * ```
 */
export function bytePairTokenizer(parts: BytePairParts): BytePairTokenizer {
  return makeBytePair('bytePairTokenizer', parts);
}

/** @param owner the beginning of messages. */
export function makeBytePair(owner: string, parts: BytePairParts): BytePairTokenizer {
  checkOptions(owner, parts, ['vocabulary', 'merges', 'specialTokens', 'pattern', 'padding']);
  const { vocabulary, merges, specialTokens = [], pattern = 'gpt2', padding } = parts;
  for (const [name, texts] of Object.entries({ vocabulary, merges, specialTokens }))
    requireTexts(owner, name, texts);
  const wordEnd = wordEndOf(owner, pattern);
  const { ids, specialIds, byteIds, bytes, begins, merges: ranked } = readParts(owner, parts);
  const padId = padding === undefined ? undefined : specialIds.get(padding);
  if (padding !== undefined && padId === undefined) {
    throw new ArgumentError(`${owner}: padding is one of the special tokens, got ${describe(padding)}.`);
  }
  const size = vocabulary.length;
  const special = new Set(specialIds.values());
  const specials = specialPattern(specialTokens);
  const encodeWords = wordEncoder(byteIds, ranked, wordEnd);
  let decoder: TextDecoder | undefined;

  const idsOf = (text: string, allowed: boolean): Int32Array => {
    const list = new IdList();
    let done = 0;
    for (const { 0: token, index } of allowed && specials ? text.matchAll(specials) : []) {
      encodeWords(text.slice(done, index), list);
      list.reserve(1);
      list.data[list.length++] = specialIds.get(token)!;
      done = index + token.length;
    }
    encodeWords(done === 0 ? text : text.slice(done), list);
    return list.data.slice(0, list.length);
  };
  const check = (text: string, options: BytePairEncodeOptions): void => {
    checkOptions(owner, options, ['pair', 'addSpecialTokens', 'allowSpecialTokens']);
    const { pair } = options;
    requireText(owner, text, { pair });
  };
  const withOffsets = (text: string, allowed: boolean): Encoding => {
    const encoded = idsOf(text, allowed);
    const lengths = encoded.map((id) => begins[id + 1]! - begins[id]!);
    return plainEncoding(encoded, byteOffsets(text, lengths));
  };
  const lengthAt = (id: number, place: number, skip: boolean): number => {
    if (!(id >= 0 && id < size && Number.isInteger(id))) throw noSuchId(owner, id, place, size);
    return skip && special.has(id) ? 0 : begins[id + 1]! - begins[id]!;
  };
  const decodeBytes = (given: ArrayLike<number>, options: DecodeOptions = {}): Uint8Array => {
    checkOptions(owner, options, ['skipSpecialTokens']);
    const skip = options.skipSpecialTokens ?? true;
    let length = 0;
    for (let i = 0; i < given.length; i++) length += lengthAt(given[i]!, i, skip);
    const joined = new Uint8Array(length);
    for (let i = 0, at = 0; i < given.length; i++) {
      const end = begins[given[i]!]! + lengthAt(given[i]!, i, skip);
      for (let from = begins[given[i]!]!; from < end; from++) joined[at++] = bytes[from]!;
    }
    return joined;
  };
  return {
    vocabulary,
    vocabularySize: size,
    merges,
    specialTokens,
    pattern,
    ...(padding !== undefined && { padding, padId: padId! }),
    encode: (text, options = {}) => {
      check(text, options);
      const { pair, allowSpecialTokens = false } = options;
      const first = idsOf(text, allowSpecialTokens);
      if (pair === undefined) return first;
      const second = idsOf(pair, allowSpecialTokens);
      const both = new Int32Array(first.length + second.length);
      both.set(first);
      both.set(second, first.length);
      return both;
    },
    encodeWithOffsets: (text, options = {}) => {
      check(text, options);
      const { pair, allowSpecialTokens = false } = options;
      const second = pair === undefined ? undefined : withOffsets(pair, allowSpecialTokens);
      return frameTexts(noFrame, withOffsets(text, allowSpecialTokens), second);
    },
    decodeBytes,
    decode: (given, options) => {
      decoder ??= new TextDecoder('utf-8', { ignoreBOM: true }); // U+FEFF at the beginning is text too
      return decoder.decode(decodeBytes(given, options));
    },
    idOf: (token) => ids.get(token) ?? specialIds.get(token),
    tokenOf: (id) => {
      const token = vocabulary[id];
      if (token === undefined) throw noSuchId(owner, id, undefined, size);
      return token;
    },
    toJSON: () => ({
      pattern: pattern === 'gpt2' ? pattern : { source: pattern.source, flags: pattern.flags },
      specialTokens,
      ...(padding !== undefined && { padding }),
      merges,
      vocabulary,
    }),
  };
}
