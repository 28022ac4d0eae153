import { expect, test } from 'vitest';

import * as text from './index.ts';

test('public names', () => {
  expect(Object.keys(text).sort()).toMatchInlineSnapshot(`
    [
      "TokenizerFileError",
      "Vocabulary",
      "bertTokenizer",
      "bytePairFromGpt2",
      "bytePairFromJson",
      "bytePairToGpt2",
      "bytePairTokenizer",
      "characterTokenizer",
      "compareTokenizers",
      "encodeBatch",
      "gpt2Tokenizer",
      "hardTexts",
      "splitWords",
      "tokenizerFromJson",
      "trainBytePair",
      "trainUnigram",
      "trainWordPiece",
      "trainWordTokenizer",
      "unigram",
      "unigramFromJson",
      "wordPiece",
      "wordPieceJson",
      "wordTokenizer",
    ]
  `);
});
