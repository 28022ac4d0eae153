import { ArgumentError, describe } from '@thaw/backend';

/** How often each word of some texts comes, in the order in which they first come. */
export function countWords(
  owner: string,
  texts: string | Iterable<string>,
  wordsOf: (text: string) => Iterable<string>,
): Map<string, number> {
  if (
    typeof texts !== 'string' &&
    typeof (texts as Partial<Iterable<string>>)?.[Symbol.iterator] !== 'function'
  ) {
    throw new ArgumentError(`${owner}: expected a text, or texts, got ${describe(texts)}.`);
  }
  const counts = new Map<string, number>();
  for (const text of typeof texts === 'string' ? [texts] : texts) {
    if (typeof text !== 'string') throw new ArgumentError(`${owner}: expected texts, got ${describe(text)}.`);
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The error for a vocabulary that cannot even hold what it must. */
export function tooSmall(owner: string, vocabularySize: number, least: number, what: string): ArgumentError {
  return new ArgumentError(
    `${owner}: vocabularySize is ${vocabularySize} and must be at least ${least}, for ${what}; ` +
      'or leave rare characters out by minimumCharacterCount.',
  );
}
