import { describe } from '@thaw/backend';

import { TokenizerFileError } from '../token-file-error.ts';
import { parseFields } from '../vocabulary-file.ts';
import { type BytePairTokenizer, makeBytePair } from './byte-pair-tokenizer.ts';
import type { WordPattern } from './word-pattern.ts';

/**
 * What `JSON.stringify(tokenizer)` wrote of a byte-level BPE.
 *
 * @throws {ArgumentError} when it is given no text.
 * @throws {TokenizerFileError} when it is no such text; it says what was expected.
 * @example
 * ```ts
 * import { bytePairFromJson, trainBytePair } from '@thaw/datasets/text';
 *
 * const trained = trainBytePair('the cat, the dog', { merges: 10, specialTokens: ['<end>'] });
 * const again = bytePairFromJson(JSON.stringify(trained));
 * console.log(again.decode(again.encode('the 🦊')), again.specialTokens); // the 🦊 [ '<end>' ]
 * ```
 */
export function bytePairFromJson(json: string): BytePairTokenizer {
  const owner = 'bytePairFromJson';
  const { vocabulary, merges, specialTokens = [], padding, pattern = 'gpt2' } = parseFields(owner, json);
  const texts = (name: string, value: unknown): string[] => {
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value as string[];
    throw new TokenizerFileError(`${owner}: "${name}" is an array of texts, got ${describe(value)}.`);
  };
  const parts = {
    vocabulary: texts('vocabulary', vocabulary),
    merges: texts('merges', merges),
    specialTokens: texts('specialTokens', specialTokens),
    pattern: readPattern(owner, pattern),
  };
  if (padding === undefined) return makeBytePair(owner, parts);
  if (typeof padding !== 'string' || !parts.specialTokens.includes(padding)) {
    throw new TokenizerFileError(`${owner}: "padding" is one of "specialTokens", got ${describe(padding)}.`);
  }
  return makeBytePair(owner, { ...parts, padding });
}

function readPattern(owner: string, given: unknown): WordPattern {
  if (given === 'gpt2') return given;
  const { source, flags } = (given ?? {}) as { source?: unknown; flags?: unknown };
  if (typeof source === 'string' && typeof flags === 'string' && /[uv]/.test(flags)) {
    try {
      return new RegExp(source, flags);
    } catch {
      // said below
    }
  }
  throw new TokenizerFileError(
    `${owner}: "pattern" is "gpt2", or { source, flags } of a regular expression with the flag u or v, got ${describe(given)}.`,
  );
}
