import { ArgumentError, describe } from '@thaw/backend';

/** Turns text into ids and back. */
export interface CharacterTokenizer {
  /** The characters by id. */
  readonly vocabulary: readonly string[];
  readonly vocabularySize: number;
  /** The id of each character. @throws {ArgumentError} when one is not in the vocabulary; it names the character and its place. */
  encode(text: string): Int32Array;
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
  return {
    vocabulary,
    vocabularySize: size,
    encode: (given) =>
      Int32Array.from([...given], (character, place) => {
        const id = ids.get(character as unknown as string);
        if (id !== undefined) return id;
        throw new ArgumentError(
          `characterTokenizer: the character '${String(character)}' at place ${place} is not in the vocabulary of ${size} characters.`,
        );
      }),
    decode: (given) =>
      Array.from(given, (id, place) => {
        const character = vocabulary[id];
        if (character !== undefined) return character;
        throw new ArgumentError(
          `characterTokenizer: the id ${id} at place ${place} is not in the vocabulary; ids go from 0 to ${size - 1}.`,
        );
      }).join(''),
  };
}
