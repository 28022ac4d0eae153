import { ArgumentError, Random } from '@thaw/backend';
import { expect, test, vi } from 'vitest';

import { TokenizerFileError } from './token-file-error.ts';
import { tokenizerFromJson } from './tokenizer-json.ts';
import type { Tokenizer } from './tokenizer.ts';
import { unigram, unigramFromJson } from './unigram.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordPieceJson } from './word-piece-json.ts';

const random = new Random(1);
const words = new Vocabulary(['a', '##b', 'the'], {
  specialTokens: ['[PAD]', '[CLS]', '[SEP]'],
  unknown: '[UNK]',
});
const frame = { begin: [1], between: [], end: [2], secondType: 1 };
const pieces = unigram(
  [
    ['<unk>', 0],
    ['▁', -2.5],
    ['▁the', -1],
    ['a', -3],
  ],
  { frame, whitespace: 'keep' },
);
const unigramFile = JSON.stringify({
  added_tokens: [{ id: 0, content: '<s>', special: true }],
  normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  },
  decoder: { type: 'Metaspace', replacement: '▁' },
  model: {
    type: 'Unigram',
    unk_id: 1,
    vocab: [
      ['<s>', 0],
      ['<unk>', 0],
      ['▁the', -1],
      ['a', -2],
    ],
  },
});

const damages = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r',
  '0',
  '-1',
  '1e99',
  'null',
  'true',
  '\\u0000',
  '▁',
  '\ud800',
  '"type":1,',
  '"__proto__":3,',
];

/** A text in which up to three places are overwritten, filled or cut out. */
function damage(whole: string): string {
  const draws = random.integers(10, 2 ** 24);
  let damaged = whole;
  for (let i = 0; i <= draws[0]! % 3; i++) {
    const [place, kind, length] = draws.subarray(1 + 3 * i);
    const at = place! % (damaged.length + 1);
    const gone = length! % 4 === 0 ? length! % 40 : length! % 4;
    damaged = damaged.slice(0, at) + damages[kind! % damages.length]! + damaged.slice(at + gone);
  }
  return damaged;
}

/** What becomes of 10,000 damaged files. */
async function outcomesOf(
  files: readonly string[],
  use: (file: string) => unknown,
): Promise<{ used: number; refused: number; others: unknown[] }> {
  const outcomes = { used: 0, refused: 0, others: [] as unknown[] };
  for (let i = 0; i < 10_000; i++) {
    const file = damage(files[i % files.length]!);
    try {
      await use(file);
      outcomes.used++;
    } catch (error) {
      if (!(error instanceof TokenizerFileError)) outcomes.others.push([error, file]);
      outcomes.refused++;
    }
  }
  return outcomes;
}

/** Encodes and decodes; that a text has what a vocabulary cannot say is an answer, too. */
function tryOut(tokenizer: Tokenizer): void {
  try {
    const { ids } = tokenizer.encodeWithOffsets('The a🦊', { pair: 'b' });
    tokenizer.decode(ids);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
  }
}

const library = [unigramFile, wordPieceJson(words)];

test.each<[string, readonly string[], (file: string) => unknown]>([
  [
    'vocab.txt',
    [words.toText(), 'a\r\nb\r\n'],
    (file) => Vocabulary.fromJson(JSON.stringify(Vocabulary.fromText(file))),
  ],
  ['JSON of a vocabulary', [JSON.stringify(words)], (file) => Vocabulary.fromJson(file).known('a')],
  ['JSON of unigram', [JSON.stringify(pieces)], (file) => tryOut(unigramFromJson(file))],
  ['tokenizer.json', library, async (file) => tryOut(await tokenizerFromJson(file))],
])('10,000 damaged files are used, or refused as such: %s', async (_, files, use) => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { used, refused, others } = await outcomesOf(files, use);
  expect(others).toEqual([]);
  expect(Math.min(used, refused)).toBeGreaterThan(200);
  vi.restoreAllMocks();
});
