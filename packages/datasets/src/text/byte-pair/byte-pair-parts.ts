import { ArgumentError, describe } from '@thaw/backend';

import { TokenizerFileError } from '../token-file-error.ts';
import { byteCharacters } from './byte-characters.ts';
import type { RankedMerges } from './merge-word.ts';
import { PairTable } from './pair-table.ts';
import type { WordPattern } from './word-pattern.ts';

/** What a byte-level BPE is made of, in GPT-2's writing, which has a character for each byte: `Ġ` is a blank. */
export interface BytePairParts {
  /** The tokens by id, each of the 256 bytes among them; special tokens stand as they are. */
  readonly vocabulary: readonly string[];
  /** Left and right token with a blank between them, such as `Ġ t`, in the order of their ranks. */
  readonly merges: readonly string[];
  /** Those of the vocabulary that stand for no bytes of text. @defaultValue none */
  readonly specialTokens?: readonly string[];
  /** How text is cut into words before it is merged. @defaultValue 'gpt2' */
  readonly pattern?: WordPattern;
  /** The special token that fills up a batch. @defaultValue none */
  readonly padding?: string;
}

/** The same, checked, in numbers. */
export interface ReadParts {
  /** The id of each token that is not special. */
  readonly ids: ReadonlyMap<string, number>;
  /** The id of each special token. */
  readonly specialIds: ReadonlyMap<string, number>;
  /** The id of each of the 256 bytes. */
  readonly byteIds: Int32Array;
  /** The bytes of all tokens, one after the other; those of a special token are its text. */
  readonly bytes: Uint8Array;
  /** Where the bytes of each token begin, and the last end. */
  readonly begins: Int32Array;
  readonly merges: RankedMerges;
}

/**
 * @param owner the beginning of messages.
 * @throws {TokenizerFileError} when a token stands twice, a byte has none, a character stands for no byte, or a merge is of or to no token.
 */
export function readParts(
  owner: string,
  { vocabulary, merges, specialTokens = [] }: BytePairParts,
): ReadParts {
  const fail = (what: string): never => {
    throw new TokenizerFileError(`${owner}: ${what}`);
  };
  const ids = new Map<string, number>();
  for (const [id, token] of vocabulary.entries()) {
    if (typeof token !== 'string' || token === '') fail(`the token of id ${id} is no text, or an empty one.`);
    if (ids.has(token)) fail(`the token '${token}' stands twice, as ${ids.get(token)} and ${id}.`);
    ids.set(token, id);
  }
  const specialIds = new Map<string, number>();
  for (const token of specialTokens) {
    specialIds.set(token, ids.get(token) ?? fail(`the special token '${token}' is not in the vocabulary.`));
    ids.delete(token);
  }
  const characters = byteCharacters();
  const byteIds = Int32Array.from(
    characters,
    (character, byte) =>
      ids.get(character) ??
      fail(`the vocabulary has no token '${character}', which stands for the byte ${byte}.`),
  );
  return { ids, specialIds, byteIds, ...tokenBytes(), merges: readMerges() };

  function tokenBytes(): Pick<ReadParts, 'bytes' | 'begins'> {
    const byteOf = new Map(characters.map((character, byte) => [character, byte]));
    const all: number[] = [];
    const begins = new Int32Array(vocabulary.length + 1);
    for (const [id, token] of vocabulary.entries()) {
      if (specialIds.has(token)) {
        for (const byte of new TextEncoder().encode(token)) all.push(byte);
      } else {
        for (const character of token) {
          all.push(
            byteOf.get(character) ??
              fail(
                `the character '${character}' of the token '${token}' (id ${id}) stands for no byte; ` +
                  'a token that is no text belongs into specialTokens.',
              ),
          );
        }
      }
      begins[id + 1] = all.length;
    }
    return { bytes: Uint8Array.from(all), begins };
  }

  function readMerges(): RankedMerges {
    const table = new PairTable(merges.length);
    const parts = new Int32Array(3 * merges.length);
    for (const [rank, merge] of merges.entries()) {
      const which = `merge ${rank}, '${merge}',`;
      const [first, second, ...more] = typeof merge === 'string' ? merge.split(' ') : [];
      if (!first || !second || more.length > 0) fail(`${which} is not two tokens with a blank between them.`);
      const find = (token: string): number =>
        ids.get(token) ?? fail(`${which} needs the token '${token}', which the vocabulary has not.`);
      const [left, right] = [find(first!), find(second!)];
      const earlier = table.get(left, right);
      if (earlier >= 0) fail(`${which} stands twice: merge ${earlier} is the same.`);
      table.set(left, right, rank);
      parts.set([left, right, find(first! + second!)], 3 * rank);
    }
    return { table, parts };
  }
}

/** @throws {ArgumentError} when it is no array of texts. */
export function requireTexts(owner: string, name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return;
  throw new ArgumentError(`${owner}: ${name} is an array of texts, got ${describe(value)}.`);
}
