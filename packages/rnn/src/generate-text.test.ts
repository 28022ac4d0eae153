import { expect, test } from 'vitest';

import { generateText } from './generate-text.ts';
import type { LanguageModel } from './language-model.ts';

const bytes = {
  vocabularySize: 256,
  encode: (text: string) => [...new TextEncoder().encode(text)],
  decode: (ids: ArrayLike<number>) => new TextDecoder().decode(Uint8Array.from(Array.from(ids))),
};
/** Says these ids, whatever it is asked. */
const saying = (ids: readonly number[]): LanguageModel =>
  ({
    vocabularySize: 256,
    async *generate() {
      yield* ids;
    },
  }) as unknown as LanguageModel;

async function piecesOf(ids: readonly number[]): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of generateText(saying(ids), bytes, 'a', { length: ids.length })) pieces.push(piece);
  return pieces;
}

test('a character of several ids comes whole, and when its last id is there', async () => {
  expect(await piecesOf(bytes.encode('né 🐚!'))).toEqual(['n', 'é', ' ', '🐚', '!']);
});

test('bytes that are no character come as what stands for it, at the latest with the end', async () => {
  expect(await piecesOf([0xff, 0x61, 0x62])).toEqual(['\ufffda', 'b']);
  expect((await piecesOf([0xff, 0xff, 0xff, 0xff, 0x61])).join('')).toBe(`${'\ufffd'.repeat(4)}a`);
  expect(await piecesOf([0x61, 0xf0])).toEqual(['a', '\ufffd']);
});
