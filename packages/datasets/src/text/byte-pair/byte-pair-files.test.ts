import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { TokenizerFileError } from '../token-file-error.ts';
import { bytePairFromGpt2, bytePairToGpt2 } from './from-gpt2.ts';
import { bytePairFromJson } from './from-json.ts';
import { trainBytePair } from './train-byte-pair.ts';

const text = 'the cat sat on the mat, the hat on the cat; été, 🦊';
const trained = trainBytePair(text, { merges: 6, specialTokens: ['<|endoftext|>'] });
const files = bytePairToGpt2(trained);
const json = JSON.stringify(trained);

test('GPT-2 files and our JSON bring back what was trained', () => {
  for (const again of [bytePairFromGpt2(files.encoder, files.merges), bytePairFromJson(json)]) {
    expect(again.encode(text)).toEqual(trained.encode(text));
    expect([again.vocabulary, again.merges]).toEqual([trained.vocabulary, trained.merges]);
    expect([again.specialTokens, again.pattern, again.padId]).toEqual([['<|endoftext|>'], 'gpt2', undefined]);
  }
  expect(files.encoder).toMatch(/^\{"!": 0, "\\"": 1, .*"\\u0120the": 259, .*"<\|endoftext\|>": 262\}$/);
  expect(files.merges).toMatch(/^#version: 0\.2\na t\n/);
});

test('pattern and padding stay in the JSON', () => {
  const own = trainBytePair(text, {
    merges: 6,
    pattern: /[a-z]+|[^a-z]+/u,
    specialTokens: ['<p>'],
    padding: '<p>',
  });
  const again = bytePairFromJson(JSON.stringify(own));
  expect([again.pattern, again.padId]).toEqual([/[a-z]+|[^a-z]+/u, 262]);
  expect(JSON.stringify(again)).toBe(JSON.stringify(own));
});

test('line ends of Windows, a version that is not there, and special tokens that come on top', () => {
  const { encode, idOf } = bytePairFromGpt2(files.encoder, files.merges.slice(14).replaceAll('\n', '\r\n'), {
    specialTokens: ['<|endoftext|>', '<pad>'],
    padding: '<pad>',
  });
  expect(encode(text)).toEqual(trained.encode(text));
  expect(idOf('<pad>')).toBe(263);
});

const merges = '#version: 0.2\nh e\n';
const withTokens = (more: object): string => JSON.stringify({ ...JSON.parse(files.encoder), ...more });

test.each<[string, string, string]>([
  ['', merges, 'encoder: the file is no JSON.'],
  ['[]', merges, 'encoder: expected an object, got an array of 0.'],
  ['{}', merges, "the vocabulary has no token 'Ā', which stands for the byte 0."],
  [
    withTokens({ dog: 999 }),
    merges,
    "encoder: the token 'dog' has the id 999; 264 tokens that are not empty have each one of the ids from 0 to 263.",
  ],
  [
    withTokens({ dog: 5 }),
    merges,
    "encoder: the token 'dog' has the id 5; 264 tokens that are not empty have each one of the ids from 0 to 263.",
  ],
  [
    withTokens({ dog: '263' }),
    merges,
    "encoder: the token 'dog' has the id the string '263'; 264 tokens that are not empty have each one of the ids from 0 to 263.",
  ],
  [
    files.encoder,
    '<!DOCTYPE html>\n',
    "merge 0, '<!DOCTYPE html>', needs the token '<!DOCTYPE', which the vocabulary has not.",
  ],
  [files.encoder, `${merges}\nt h`, "merge 1, '', is not two tokens with a blank between them."],
])('GPT-2 files that are wrong %#', (encoder, wrong, message) => {
  expect(() => bytePairFromGpt2(encoder, wrong)).toThrow(
    new TokenizerFileError(`bytePairFromGpt2: ${message}`),
  );
});

test.each<[() => unknown, string]>([
  [
    () => bytePairFromGpt2(7 as never, merges),
    'bytePairFromGpt2: encoder: expected the text of a file, got 7.',
  ],
  [
    () => bytePairFromGpt2(files.encoder, 7 as never),
    'bytePairFromGpt2: merges: expected the text of a file, got 7.',
  ],
  [
    () => bytePairFromJson(undefined as never),
    'bytePairFromJson: expected the text of a file, got undefined.',
  ],
])('what is no text %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[object, string]>([
  [{ vocabulary: 'abc' }, `"vocabulary" is an array of texts, got the string 'abc'.`],
  [{ merges: [['h', 'e']] }, '"merges" is an array of texts, got an array of 1.'],
  [{ specialTokens: 7 }, '"specialTokens" is an array of texts, got 7.'],
  [{ padding: 'x' }, `"padding" is one of "specialTokens", got the string 'x'.`],
  [
    { pattern: { source: '(', flags: 'u' } },
    '"pattern" is "gpt2", or { source, flags } of a regular expression with the flag u or v, got an object with source, flags.',
  ],
])('our JSON, when it is wrong %#', (wrong, message) => {
  expect(() => bytePairFromJson(JSON.stringify({ ...JSON.parse(json), ...wrong }))).toThrow(
    new TokenizerFileError(`bytePairFromJson: ${message}`),
  );
});

test('10,200 damaged files are read, or refused as such files; nothing else happens', () => {
  const random = new Random(1);
  const damages = [
    '',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\n',
    '0',
    '-1',
    '1e99',
    'null',
    '\\u0000',
    'a',
    'Ġ',
    '"a":1,',
    '\ud800',
    '"__proto__":3,',
  ];
  const damage = (whole: string): string => {
    const draws = random.integers(9, 2 ** 24);
    let damaged = whole;
    for (let i = 0; i <= draws[0]! % 3; i++) {
      const at = draws[3 * i]! % damaged.length;
      const gone = draws[3 * i + 1]! % 4 === 0 ? draws[3 * i + 2]! % damaged.length : draws[3 * i + 2]! % 4;
      damaged =
        damaged.slice(0, at) + damages[draws[3 * i + 2]! % damages.length]! + damaged.slice(at + gone);
    }
    return damaged;
  };
  const outcomes = { read: 0, refused: 0 };
  const others: unknown[] = [];
  const attempt = (
    read: () => { encode(text: string): Int32Array; decode(ids: Int32Array): string },
  ): void => {
    try {
      const { encode, decode } = read();
      if (decode(encode('the cat 🦊')) !== 'the cat 🦊') others.push('another text');
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof TokenizerFileError)) others.push(error);
      outcomes.refused++;
    }
  };
  for (let i = 0; i < 3400; i++) {
    attempt(() => bytePairFromGpt2(damage(files.encoder), files.merges));
    attempt(() => bytePairFromGpt2(files.encoder, damage(files.merges)));
    attempt(() => bytePairFromJson(damage(json)));
  }
  expect(others).toEqual([]);
  expect(outcomes.read + outcomes.refused).toBe(10_200);
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(250);
});
