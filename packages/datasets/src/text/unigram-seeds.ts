import type { ScoredPiece } from './unigram.ts';

interface SeedOptions {
  readonly maximumPieceLength: number;
  readonly minimumCharacterCount: number;
  readonly vocabularySize: number;
}

/** How many times as many pieces as are wanted there are to begin with. */
const abundance = 10;

/**
 * What training begins with: every character of the words, and the strings within words that come at least twice, those first whose
 * characters are the most in all. Scores are logarithms of the part that each has.
 */
export function piecesToBegin(
  words: ReadonlyMap<string, number>,
  { maximumPieceLength, minimumCharacterCount, vocabularySize }: SeedOptions,
): { characters: ScoredPiece[]; seeds: ScoredPiece[] } {
  const singles = new Map<string, number>();
  const strings = new Map<string, number>();
  for (const [word, count] of words) {
    const characters = [...word];
    for (const [begin, character] of characters.entries()) {
      singles.set(character, (singles.get(character) ?? 0) + count);
      let text = character;
      for (const next of characters.slice(begin + 1, begin + maximumPieceLength)) {
        text += next;
        strings.set(text, (strings.get(text) ?? 0) + count);
      }
    }
  }
  // The blank is needed wherever a word begins with a character that is rare.
  const isFrequent = ([character, count]: [string, number]): boolean =>
    count >= minimumCharacterCount || character === '▁';
  const characters = [...singles].filter(isFrequent);
  const known = new Set(characters.map(([character]) => character));
  const seeds = [...strings]
    .filter(([text, count]) => count >= 2 && [...text].every((character) => known.has(character)))
    .map(([text, count]): [string, number] => [text, count * [...text].length])
    .sort(([, a], [, b]) => b - a)
    .slice(0, abundance * vocabularySize);
  const total = [...characters, ...seeds].reduce((sum, [, weight]) => sum + weight, 0);
  const scored = ([text, weight]: [string, number]): ScoredPiece => [text, Math.log(weight / total)];
  return { characters: characters.map(scored), seeds: seeds.map(scored) };
}
