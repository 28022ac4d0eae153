import { ArgumentError, describe } from '@thaw/backend';

import { type Encoding, plainEncoding } from './encoding.ts';
import { noSuchId, requireText } from './token-ids.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A tokenizer whose tokens are characters. It puts nothing around a text, and takes no second one. */
export interface CharacterTokenizer extends Tokenizer {
  /** The characters by id. */
  readonly vocabulary: readonly string[];
  /** The id of each character. @throws {ArgumentError} when one is not in the vocabulary; it names the character and its place. */
  encode(text: string): Int32Array;
  encodeWithOffsets(text: string): Encoding;
  /** The characters of ids. @throws {ArgumentError} when an id is not in the vocabulary. */
  decode(ids: ArrayLike<number>): string;
}

/**
 * A tokenizer whose tokens are characters (code points, so that an emoji is one).
 *
 * @param text what holds every character there is, a corpus or just the characters; their ids count from 0 in the order in
 * which they first appear.
 * @throws {ArgumentError} when it holds none.
 * @example
 * ```ts
 * import { characterTokenizer } from '@thaw/datasets';
 *
 * const { encode, decode, vocabularySize } = characterTokenizer('hello');
 * console.log(vocabularySize, encode('hole'), decode([0, 1, 2])); // 4 Int32Array(4) [ 0, 3, 2, 1 ] hel
 * ```
 */
export function characterTokenizer(text: string): CharacterTokenizer {
  if (typeof text !== 'string' || text === '') {
    throw new ArgumentError(
      `characterTokenizer: expected text with at least one character, got ${describe(text)}.`,
    );
  }
  const vocabulary = [...new Set(text)];
  const ids = new Map(vocabulary.map((character, id) => [character, id]));
  const size = vocabulary.length;
  const encode = (given: string): Int32Array => {
    requireText('characterTokenizer', given);
    return Int32Array.from([...given], (character, place) => {
      const id = ids.get(character as unknown as string);
      if (id !== undefined) return id;
      throw new ArgumentError(
        `characterTokenizer: the character '${String(character)}' at place ${place} is not in the vocabulary of ${size} characters.`,
      );
    });
  };
  return {
    vocabulary,
    vocabularySize: size,
    encode,
    encodeWithOffsets: (given) => {
      const encoded = encode(given);
      const offsets = new Int32Array(2 * encoded.length);
      let place = 0;
      for (const [i, id] of encoded.entries()) {
        offsets[2 * i] = place;
        offsets[2 * i + 1] = place += vocabulary[id]!.length;
      }
      return plainEncoding(encoded, offsets);
    },
    decode: (given) =>
      Array.from(given, (id, place) => {
        const character = vocabulary[id];
        if (character === undefined) throw noSuchId('characterTokenizer', id, place, size);
        return character;
      }).join(''),
    idOf: (token) => ids.get(token),
    tokenOf: (id) => {
      const character = vocabulary[id];
      if (character === undefined) throw noSuchId('characterTokenizer', id, undefined, size);
      return character;
    },
  };
}
