import type { Pieces } from './vocabulary-tokenizer.ts';

/** How many words are remembered before all are forgotten: enough for the words that make up most of a language. */
const remembered = 50_000;
/** A word longer than this is not remembered: it will hardly come again. */
const longest = 64;

/**
 * Encodes a text word by word; words come again, and what was found for one is remembered.
 *
 * @param pattern matches words, and is global.
 * @param encodeWord the ids of a word, with offsets in the word.
 */
export function wordEncoder(
  pattern: RegExp,
  encodeWord: (word: string, place: number) => Pieces,
): (text: string) => Pieces {
  const known = new Map<string, Pieces>();
  return (text) => {
    const ids: number[] = [];
    const offsets: number[] = [];
    for (const { 0: word, index } of text.matchAll(pattern)) {
      let pieces = known.get(word);
      if (pieces === undefined) {
        pieces = encodeWord(word, index);
        if (known.size >= remembered) known.clear();
        if (word.length <= longest) known.set(word, pieces);
      }
      for (const id of pieces.ids) ids.push(id);
      for (const offset of pieces.offsets) offsets.push(index + offset);
    }
    return { ids, offsets };
  };
}
