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
      "gate",
      "iris",
      "irisCard",
      "irisClasses",
      "loadFile",
      "madeCorpus",
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
