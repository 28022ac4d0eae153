import { expect, test } from 'vitest';

import * as text from './index.ts';

test('public names', () => {
  expect(Object.keys(text).sort()).toMatchInlineSnapshot(`
    [
      "TokenizerFileError",
      "Vocabulary",
      "characterTokenizer",
      "compareTokenizers",
      "hardTexts",
      "splitWords",
      "tokenizerFromJson",
      "trainWordTokenizer",
      "wordPiece",
      "wordPieceJson",
      "wordTokenizer",
    ]
  `);
});
