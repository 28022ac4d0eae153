import { expect, test } from 'vitest';

import * as attention from './index.ts';

test('public names', () => {
  expect(Object.keys(attention).sort()).toMatchInlineSnapshot(`
    [
      "DecoderBlock",
      "EncoderBlock",
      "GPT",
      "MultiHeadAttention",
      "PositionEmbedding",
      "Transformer",
      "causalMask",
      "loadGPT2",
      "paddingMask",
      "readGPT2",
      "saveGPT2",
      "scaledDotProductAttention",
      "sinusoidalPositions",
      "toGPT2Safetensors",
    ]
  `);
});
