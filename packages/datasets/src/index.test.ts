import { expect, test } from 'vitest';

import * as datasets from './index.ts';

test('public names', () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "IdxError",
      "SourceError",
      "Table",
      "addingProblem",
      "barsAndStripes",
      "breastCancer",
      "breastCancerCard",
      "breastCancerClasses",
      "characterTokenizer",
      "dates",
      "digits",
      "digitsCard",
      "digitsClasses",
      "emnistLetters",
      "emnistLettersCard",
      "emnistLettersClasses",
      "fashionMnist",
      "fashionMnistCard",
      "fashionMnistClasses",
      "gate",
      "iris",
      "irisCard",
      "irisClasses",
      "kmnist",
      "kmnistCard",
      "kmnistClasses",
      "loadFile",
      "madeCorpus",
      "mnist",
      "mnistCard",
      "mnistClasses",
      "moons",
      "readIdx",
      "spirals",
      "sums",
      "temporalXor",
      "wine",
      "wineCard",
      "wineClasses",
      "writeDate",
      "xor",
    ]
  `);
});
