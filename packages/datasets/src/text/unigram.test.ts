import { ArgumentError, Random } from '@thaw/backend';
import { expect, test } from 'vitest';

import { byteTokens } from './byte-tokens.ts';
import { compareTokenizers } from './compare-tokenizers.ts';
import { hardTexts } from './hard-texts.ts';
import { TokenizerFileError } from './token-file-error.ts';
import { tokenizerFromJson } from './tokenizer-json.ts';
import { type ScoredPiece, unigram, unigramFromJson } from './unigram.ts';
import { addExpectations, bestPath, type PieceTable } from './unigram-lattice.ts';

const texts = hardTexts(1500, { random: new Random(9) });
const pieces: readonly ScoredPiece[] = [
  ['<unk>', 0],
  ['▁', -4],
  ['▁the', -2],
  ['▁c', -3],
  ['at', -2],
  ['a', -4],
  ['t', -4],
  ['s', -3],
  ['▁ca', -3.5],
];

const said = (tokenizer: ReturnType<typeof unigram>, text: string): string =>
  Array.from(tokenizer.encode(text), tokenizer.tokenOf).join(' ');

/** Pieces of one to three letters with scores by chance. */
function drawnTable(random: Random): PieceTable {
  const tokens = ['a', 'b', 'ab', 'ba', 'aa', 'aba', 'bab', 'bb'];
  const scores = Array.from(random.uniform(tokens.length, -4, -1));
  return { ids: new Map(tokens.map((token, id) => [token, id])), scores, longest: 3, unknownScore: -14 };
}

/** All ways to cut a text, with their log probabilities. */
function allPaths(text: string, { ids, scores }: PieceTable): { path: number[]; score: number }[] {
  if (text === '') return [{ path: [], score: 0 }];
  return [1, 2, 3].flatMap((length) => {
    const id = text.length < length ? undefined : ids.get(text.slice(0, length));
    if (id === undefined) return [];
    const rest = allPaths(text.slice(length), { ids, scores, longest: 3, unknownScore: 0 });
    return rest.map(({ path, score }) => ({ path: [id, ...path], score: scores[id]! + score }));
  });
}

test('a text is cut where the product of probabilities is largest', () => {
  expect(said(unigram(pieces), 'the cats')).toBe('▁the ▁c at s'); // −3 −2, where ▁ca t is −3.5 −4
  expect(said(unigram(pieces), ' the\n\u00A0 the ')).toBe('▁the ▁the');
  expect(said(unigram(pieces), 'ｔｈｅ')).toBe('▁the'); // full-width letters, by NFKC
  expect(said(unigram(pieces), '')).toBe('');
});

test('the best way, and the expected counts, are those of all ways counted one by one', () => {
  for (let seed = 0; seed < 40; seed++) {
    const table = drawnTable(new Random(seed));
    const text = Array.from(new Random(seed + 99).integers(7, 2), (bit) => 'ab'[bit]).join('');
    const all = allPaths(text, table);
    const best = bestPath(text, table);
    expect(best.score).toBeCloseTo(Math.max(...all.map(({ score }) => score)), 10);
    expect(best.steps.map(([id]) => table.scores[id]!).reduce((a, b) => a + b)).toBeCloseTo(best.score, 10);
    const sums = new Float64Array(8);
    const total = Math.log(all.reduce((sum, { score }) => sum + Math.exp(score), 0));
    expect(addExpectations(text, 2, table, sums)).toBeCloseTo(total, 10);
    for (const [id, sum] of sums.entries()) {
      const weights = all.map(
        ({ path, score }) => path.filter((each) => each === id).length * Math.exp(score - total),
      );
      expect(sum).toBeCloseTo(2 * weights.reduce((a, b) => a + b, 0), 10);
    }
  }
});

test('drawn ways come as often as they are likely, and evenly for alpha 0', () => {
  const tokenizer = unigram([
    ['<unk>', 0],
    ['▁', -3],
    ['a', -2],
    ['▁a', -4],
    ['aa', -3.5],
  ]);
  // ▁ a a: −7; ▁a a: −6; ▁ aa: −6.5
  const ways = ['1,2,2', '3,2', '1,4'];
  for (const alpha of [1, 0]) {
    const random = new Random(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const way = tokenizer.sample('aa', { alpha, random }).join();
      counts.set(way, (counts.get(way) ?? 0) + 1);
    }
    const weights = [-7, -6, -6.5].map((score) => Math.exp(alpha * score));
    const total = weights.reduce((a, b) => a + b);
    for (const [i, way] of ways.entries()) {
      expect(Math.abs(counts.get(way)! / 2000 - weights[i]! / total)).toBeLessThan(0.045); // four standard deviations
    }
    expect(counts.size).toBe(3);
  }
});

test('unknown characters in a row are one, and pieces know their places', () => {
  const { encodeWithOffsets, decode, tokenOf } = unigram(pieces);
  const { ids, offsets } = encodeWithOffsets('the  xyz at');
  expect(Array.from(ids, tokenOf).join(' ')).toBe('▁the ▁ <unk> ▁ at');
  expect(offsets.join(' ')).toBe('0 3 5 5 5 8 9 9 9 11');
  expect(decode(ids)).toBe('the <unk> at');
});

test('with pieces for bytes nothing is unknown', () => {
  const tokenizer = unigram([...pieces, ...byteTokens.map((token) => [token, 0] as const)]);
  expect(said(tokenizer, 'té')).toBe('▁ t <0xC3> <0xA9>');
  expect(tokenizer.encodeWithOffsets('té').offsets.join(' ')).toBe('0 0 0 1 1 2 1 2');
  expect(tokenizer.decode(tokenizer.encode('té'))).toBe('té');
});

test('decoding is exact with bytes, blanks kept and nothing normalized, for 5,500 texts', () => {
  const options = { whitespace: 'keep', normalize: 'none' } as const;
  const tokenizer = unigram(
    [...pieces, ['▁▁', -3], ...byteTokens.map((token) => [token, 0] as const)],
    options,
  );
  const random = new Random(2);
  const drawn = Array.from({ length: 4000 }, () => {
    const codes = Array.from(random.integers(12, 0x110000 - 0x800), (code) =>
      code < 0xd800 ? code : code + 0x800,
    );
    const near = Array.from(random.integers(12, 128));
    return String.fromCodePoint(
      ...[...near, ...codes, 0x2581, 32].filter((_, i) => (codes[i % 12]! & 1) === 0),
    );
  });
  const wrong = [...texts, ...drawn, '', ' ', '▁', '  a', '▁ ▁'].filter(
    (text) => tokenizer.decode(tokenizer.encode(text)) !== text,
  );
  expect(wrong).toEqual([]);
});

test('ids and tokens are those of the Hugging Face library on hard texts', async () => {
  const plain = texts
    .map((text) =>
      text
        .normalize('NFKC')
        .replace(/[\s▁]+/gu, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
  const characters = [...new Set(plain.join('').replaceAll(' ', ''))].filter((_, i) => i % 5 !== 0);
  const strings = [
    '▁',
    '▁hello',
    'un',
    'aff',
    '▁un',
    'able',
    'ell',
    'ok',
    'en',
    '▁T',
    '日本',
    '本語',
    'при',
    '...',
    '👨‍',
    '▁don',
  ];
  const random = new Random(6);
  const all = [...new Set([...strings, ...characters])];
  const scores = random.uniform(all.length, -9, -3);
  const vocab: ScoredPiece[] = [['<unk>', 0], ...all.map((token, i): ScoredPiece => [token, scores[i]!])];
  const theirs = await tokenizerFromJson(
    JSON.stringify({
      added_tokens: [],
      normalizer: { type: 'NFKC' },
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
      post_processor: null,
      decoder: { type: 'Metaspace', replacement: '▁' },
      model: { type: 'Unigram', unk_id: 0, vocab },
    }),
  );
  expect(plain.length).toBeGreaterThan(1300);
  const ours = unigram(vocab);
  const ids = plain.filter((text) => ours.encode(text).join() !== theirs.encode(text).join());
  expect(ids).toEqual([]);
  expect(compareTokenizers(ours, theirs, plain)).toEqual([]);
});

test('a tokenizer is the same after being written', () => {
  const frame = { begin: [], between: [2], end: [0], secondType: 0 };
  const tokenizer = unigram(pieces, { frame, normalize: 'NFC', specialTokens: ['s'] });
  const again = unigramFromJson(JSON.stringify(tokenizer));
  expect(JSON.stringify(again)).toBe(JSON.stringify(tokenizer));
  expect(again.encode('the cats', { pair: 'at' })).toEqual(tokenizer.encode('the cats', { pair: 'at' }));
});

test.each<[() => unknown, string]>([
  [
    () => unigram([['a', -1]]),
    "unigram: there is no piece '<unk>' for characters that are no pieces; name another by unknown.",
  ],
  [
    () => unigram([['a', NaN]]),
    'unigram: expected pieces as [token, score], the score a finite number, got an array of 2.',
  ],
  [
    () => unigram([...pieces, ['a▁b', -1]]),
    "unigram: the piece 'a▁b' reaches from word to word; take whitespace: 'keep', which cuts a text as a whole.",
  ],
  [
    () => unigram([['<unk>', 0]], { whitespace: 'keep' }),
    "unigram: with whitespace: 'keep' the blank must be a piece, '▁'.",
  ],
  [
    () => unigram(pieces, { normalize: 'NFD' as never }),
    "unigram: normalize is one of NFKC, NFC, none, got the string 'NFD'.",
  ],
  [
    () => unigram(pieces).sample('a', { temperature: 1 } as never),
    'unigram: there is no option "temperature"; the options are alpha, random.',
  ],
  [() => unigram(pieces).sample('a', { alpha: -1 }), 'unigram: alpha must be a number from 0 on, got -1.'],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[string, string]>([
  ['{}', 'unigramFromJson: "pieces" must be an array of [token, score], got undefined.'],
  [
    '{"pieces":[["a",-1],["a",-2]]}',
    'unigramFromJson: "pieces" must be an array of [token, score], each token once, got an array of 2.',
  ],
  [
    '{"pieces":[["a",-1]]}',
    'unigramFromJson: "unknown" must be one of the pieces, got the string \'<unk>\'.',
  ],
])('bad file %#', (json, message) => {
  expect(() => unigramFromJson(json)).toThrow(new TokenizerFileError(message));
});
