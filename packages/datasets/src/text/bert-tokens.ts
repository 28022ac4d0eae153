import { ArgumentError } from '@thaw/backend';

import type { Frame } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';

/** The special tokens of BERT; `[UNK]` is the one that a vocabulary must have. */
export const bertSpecialTokens: readonly string[] = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** The vocabulary, in which those of BERT's special tokens that it has are known as such. */
export function withBertTokens(owner: string, vocabulary: Vocabulary): Vocabulary {
  const unknown = vocabulary.unknown ?? '[UNK]';
  if (vocabulary.idOf(unknown) === undefined) {
    throw new ArgumentError(
      `${owner}: the vocabulary has no token '[UNK]' for words that no pieces make; name another by unknown.`,
    );
  }
  const there = bertSpecialTokens.filter((token) => vocabulary.idOf(token) !== undefined);
  const specialTokens = [...new Set([...vocabulary.specialTokens, ...there])];
  return new Vocabulary(vocabulary.tokens, { specialTokens, unknown });
}

/** `[CLS]` first `[SEP]` second `[SEP]`, the second of type 1; undefined for a vocabulary without them. */
export function bertFrame(vocabulary: Vocabulary): Frame | undefined {
  const begin = vocabulary.idOf('[CLS]');
  const end = vocabulary.idOf('[SEP]');
  if (begin === undefined || end === undefined) return undefined;
  return { begin: [begin], between: [end], end: [end], secondType: 1 };
}
