import { expect, test } from 'vitest';

import * as datasets from './index.ts';

test('public names', () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "Table",
      "digits",
      "digitsCard",
      "digitsClasses",
      "gate",
      "iris",
      "irisCard",
      "irisClasses",
      "moons",
      "spirals",
      "xor",
    ]
  `);
});
