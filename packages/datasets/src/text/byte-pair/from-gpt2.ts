import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { TokenizerFileError } from '../token-file-error.ts';
import { parseFields } from '../vocabulary-file.ts';
import type { BytePairParts } from './byte-pair-parts.ts';
import { type BytePairTokenizer, makeBytePair } from './byte-pair-tokenizer.ts';

/** The texts of the two files of a GPT-2 vocabulary. */
export interface Gpt2Files {
  /** `encoder.json`: the id of each token. Hugging Face calls it `vocab.json`. */
  readonly encoder: string;
  /** `vocab.bpe`: the merges, one a line, in the order of their ranks. Hugging Face calls it `merges.txt`. */
  readonly merges: string;
}

/** What the files of a GPT-2 vocabulary do not say. */
export interface Gpt2Options extends Pick<BytePairParts, 'pattern' | 'padding'> {
  /**
   * Tokens that stand for no text; those that the vocabulary lacks get the ids after it. @defaultValue `<|endoftext|>` where the
   * vocabulary has it
   */
  readonly specialTokens?: readonly string[];
}

/**
 * The byte-level BPE of GPT-2's files, or of others written as they are.
 *
 * @param encoder the text of `encoder.json`.
 * @param merges the text of `vocab.bpe`.
 * @throws {ArgumentError} when they are no texts, or an option is wrong.
 * @throws {TokenizerFileError} when they are not such files or do not fit together; it says where they go wrong.
 * @see Radford et al. 2019, https://github.com/openai/gpt-2/blob/master/src/encoder.py
 * @example
 * ```ts
 * import { bytePairFromGpt2, bytePairToGpt2, trainBytePair } from '@thaw/datasets/text';
 *
 * const { encoder, merges } = bytePairToGpt2(trainBytePair('a rose is a rose is a rose', { merges: 4 }));
 * console.log(merges.split('\n').slice(0, 3).join(' | ')); // #version: 0.2 | o s | r os
 * console.log(bytePairFromGpt2(encoder, merges).encode('a rose').length); // 2
 * ```
 */
export function bytePairFromGpt2(
  encoder: string,
  merges: string,
  options: Gpt2Options = {},
): BytePairTokenizer {
  const owner = 'bytePairFromGpt2';
  checkOptions(owner, options, ['specialTokens', 'pattern', 'padding']);
  const vocabulary = tokensOf(owner, encoder);
  const known = new Set(vocabulary);
  const { specialTokens = [END_OF_TEXT].filter((token) => known.has(token)), ...others } = options;
  const added = specialTokens.filter((token) => !known.has(token));
  return makeBytePair(owner, {
    ...others,
    vocabulary: [...vocabulary, ...added],
    merges: mergesOf(owner, merges),
    specialTokens,
  });
}

/**
 * A byte-level BPE as GPT-2's two files, to the bit as Python writes them. Pattern and padding are not in them, nor which tokens are special.
 */
export function bytePairToGpt2({ vocabulary, merges }: BytePairParts): Gpt2Files {
  const entries = vocabulary.map((token, id) => `${ascii(JSON.stringify(token))}: ${id}`);
  return { encoder: `{${entries.join(', ')}}`, merges: [VERSION, ...merges, ''].join('\n') };
}

const END_OF_TEXT = '<|endoftext|>';
const VERSION = '#version: 0.2';

/** Beyond ASCII by number, as Python's json does. */
function ascii(json: string): string {
  return json.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The tokens by id. */
function tokensOf(owner: string, encoder: string): string[] {
  const entries = Object.entries(parseFields(`${owner}: encoder`, encoder));
  const tokens: string[] = Array.from<string>({ length: entries.length }).fill('');
  for (const [token, id] of entries) {
    const fits = typeof id === 'number' && tokens[id] === '';
    if (fits && token !== '') {
      tokens[id] = token;
      continue;
    }
    throw new TokenizerFileError(
      `${owner}: encoder: the token '${token}' has the id ${describe(id)}; ${entries.length} tokens that are not empty have each one of the ids ` +
        `from 0 to ${entries.length - 1}.`,
    );
  }
  return tokens;
}

/** The merges, without the first line, which tells the version, and the break after the last. */
function mergesOf(owner: string, merges: string): string[] {
  if (typeof merges !== 'string') {
    throw new ArgumentError(`${owner}: merges: expected the text of a file, got ${describe(merges)}.`);
  }
  const lines = merges.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines[0]?.startsWith('#version')) lines.shift();
  return lines;
}
