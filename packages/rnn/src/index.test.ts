import { expect, test } from 'vitest';

import * as rnn from './index.ts';

test('public names', () => {
  expect(Object.keys(rnn).sort()).toMatchInlineSnapshot(`
    [
      "Bidirectional",
      "Cell",
      "Elman",
      "ElmanCell",
      "LSTM",
      "LSTMCell",
      "LanguageModel",
      "ProjectedCell",
      "Recurrent",
      "StackedCell",
      "generateText",
      "recur",
      "resetState",
      "textStreams",
    ]
  `);
});
