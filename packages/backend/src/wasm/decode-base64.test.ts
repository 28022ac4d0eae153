import { expect, test } from 'vitest';

import { decodeBase64 } from './decode-base64.ts';

test('bytes above 127 and the ends of all lengths', () => {
  expect([...decodeBase64('AP8BgA==')]).toEqual([0, 255, 1, 128]);
  expect([...decodeBase64('')]).toEqual([]);
  for (let length = 1; length <= 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => 250 + 3 * i);
    expect(decodeBase64(btoa(String.fromCharCode(...bytes)))).toEqual(bytes);
  }
});
