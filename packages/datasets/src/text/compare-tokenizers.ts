import type { Tokenizer } from './tokenizer.ts';

/** A text that two tokenizers do not encode alike. */
export interface TokenizerDifference {
  readonly text: string;
  /** The tokens that the first makes of it. */
  readonly first: readonly string[];
  /** The tokens that the second makes of it. */
  readonly second: readonly string[];
}

/**
 * The texts that two tokenizers do not encode alike, id for id and token for token.
 *
 * @example
 * ```ts
 * import { characterTokenizer, compareTokenizers } from '@thaw/datasets/text';
 *
 * const differences = compareTokenizers(characterTokenizer('abc'), characterTokenizer('bac'), ['c', 'cab']);
 * console.log(differences.map(({ text }) => text)); // [ 'cab' ]
 * ```
 */
export function compareTokenizers(
  first: Tokenizer,
  second: Tokenizer,
  texts: Iterable<string>,
): TokenizerDifference[] {
  const differences: TokenizerDifference[] = [];
  for (const text of texts) {
    const [one, other] = [first, second].map((tokenizer) => {
      const ids = tokenizer.encode(text);
      return { ids, tokens: Array.from(ids, (id) => tokenizer.tokenOf(id)) };
    }) as [{ ids: Int32Array; tokens: string[] }, { ids: Int32Array; tokens: string[] }];
    const isSame = one.ids.join() === other.ids.join() && one.tokens.join('\0') === other.tokens.join('\0');
    if (!isSame) differences.push({ text, first: one.tokens, second: other.tokens });
  }
  return differences;
}
