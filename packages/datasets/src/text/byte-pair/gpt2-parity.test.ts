import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Random } from '@thaw/backend';
import ranks from 'gpt-tokenizer/bpeRanks/r50k_base';
import { encode as reference } from 'gpt-tokenizer/encoding/r50k_base';
import { expect, test } from 'vitest';

import { hardTexts } from '../hard-texts.ts';
import { byteCharacters } from './byte-characters.ts';
import { bytePairFromGpt2, bytePairToGpt2 } from './from-gpt2.ts';
import { gpt2Tokenizer } from './gpt2-tokenizer.ts';

/** GPT-2's two files again, from what gpt-tokenizer has of them: the bytes of each token, by rank. */
function filesOfRanks(): ReturnType<typeof bytePairToGpt2> {
  const characters = byteCharacters();
  const vocabulary = ranks.map((token) => {
    const bytes = typeof token === 'string' ? new TextEncoder().encode(token) : Uint8Array.from(token);
    return Array.from(bytes, (byte) => characters[byte]).join('');
  });
  const rankOf = new Map(vocabulary.map((token, rank) => [token, rank]));
  // A token was made of the two that its bytes merge into by all merges before it.
  const merges = vocabulary.slice(256).map((token, i) => {
    const parts = [...token];
    while (parts.length > 2) {
      let [best, at] = [Infinity, 0];
      for (let j = 0; j + 1 < parts.length; j++) {
        const rank = rankOf.get(parts[j]! + parts[j + 1]!) ?? Infinity;
        if (rank < best && rank < 256 + i) [best, at] = [rank, j];
      }
      parts.splice(at, 2, parts[at]! + parts[at + 1]!);
    }
    return parts.join(' ');
  });
  return bytePairToGpt2({ vocabulary: [...vocabulary, '<|endoftext|>'], merges });
}

const files = filesOfRanks();
const gpt2 = bytePairFromGpt2(files.encoder, files.merges);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

// gpt-tokenizer has JavaScript's white space, which takes U+FEFF for some and U+0085 for none; OpenAI's has Unicode's.
const expected = (text: string): number[] => reference(text, { disallowedSpecial: new Set() });

const byHand = [
  '',
  ' ',
  'Hello world',
  "I'm you're he's we've I'll I'd don't",
  "I'M YOU'RE HE'S WE'VE I'LL I'D DON'T",
  "' s 's' 'll'll ''''s 're've 'rex 'v 'l 'sS",
  '👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪🇫🇷 ❤️‍🔥 #️⃣',
  '你好，世界。 日本語のテキスト 한국어 텍스트 𠜎𠜱',
  'a  b   c    d\t\te\n\nf \n g\r\n\r\nh    ',
  '   leading',
  'trailing   ',
  '\n',
  '\n\n ',
  ' \n',
  '\u00a0nbsp\u00a0 \u2003em\u3000ideographic',
  'café cafe\u0301 Ångström A\u030angstro\u0308m',
  'שלום עולם مرحبا بالعالم \u202bRTL\u202c',
  'ΑΒΓ абв ABC अआइ ไทย ქართული',
  '1234567890 3.14159 1,000,000 ½ Ⅷ ٣٤٥ x² 1st',
  'for (let i = 0; i < n; i++) { a[i] += b[i] ** 2; } // ok?',
  '<|endoftext|> <|endoftext|>x',
  '\u0000\u0001\u001f\u007f\u0080\u00ad\u200b\u200d\ufffd\uffff',
  'https://example.org/a?b=c&d=%20#e_f-g.h~i',
  'ﬁ ﬃ ǆ ß İ ı ſ K',
  '_____-----=====*****     !!!!!?????',
  '\ud83d lone \udc4d',
];

test("GPT-2's files come out again to the bit: their sha256 are those that openai/tiktoken checks", () => {
  // tiktoken_ext/openai_public.py, function gpt2
  expect(sha256(files.merges)).toBe('1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5');
  expect(sha256(files.encoder)).toBe('196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783');
  expect(gpt2.vocabularySize).toBe(50_257);
  expect(gpt2.idOf('<|endoftext|>')).toBe(50_256);
});

test('the ids of 2,000 hard texts are those of gpt-tokenizer, and become the texts again', () => {
  const made = hardTexts(2000, { random: new Random(2019) }).map((text) =>
    text.replaceAll(/[\u0085\ufeff]/g, ''),
  );
  const texts = [...byHand, ...made];
  const different = texts.filter((text) => gpt2.encode(text).join() !== expected(text).join());
  expect(different).toEqual([]);
  const lost = texts.filter((text) => gpt2.decode(gpt2.encode(text)) !== Buffer.from(text).toString());
  expect(lost).toEqual([]);
  expect(new Set(texts.flatMap((text) => [...gpt2.encode(text)])).size).toBeGreaterThan(400);
});

test('the two files are read from a local folder, or it is said where they should lie', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gpt2-'));
  try {
    const path = join(data, 'gpt2', 'encoder.json');
    await expect(gpt2Tokenizer({ data })).rejects.toThrow(`GPT-2: there is no ${path}.`);
    mkdirSync(join(data, 'gpt2'));
    writeFileSync(path, files.encoder);
    writeFileSync(join(data, 'gpt2', 'vocab.bpe'), files.merges);
    const { encode, decode } = await gpt2Tokenizer({ data });
    expect([...encode('Hello, world!')]).toEqual([15496, 11, 995, 0]);
    expect(decode([15496, 11, 995, 0])).toBe('Hello, world!');
  } finally {
    rmSync(data, { recursive: true });
  }
});

test('white space is Unicode’s, as in OpenAI’s own: U+0085 is some, U+FEFF is none', () => {
  // These ids are those of tiktoken 1.0.22; gpt-tokenizer, with JavaScript's white space, has others.
  const cases: [string, number[]][] = [
    ['  \ufeffa', [220, 27332, 119, 123, 64]],
    [' \ufeff!', [27332, 119, 123, 0]],
    [' \u0085!', [220, 126, 227, 0]],
    ['  \u0085a', [220, 220, 126, 227, 64]],
  ];
  for (const [text, ids] of cases) {
    expect([...gpt2.encode(text)]).toEqual(ids);
    expect(expected(text)).not.toEqual(ids);
  }
});
