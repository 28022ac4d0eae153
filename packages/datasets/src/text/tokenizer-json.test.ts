import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { TokenizerFileError } from './token-file-error.ts';
import { tokenizerFromJson } from './tokenizer-json.ts';

const special = (content: string, id: number): object => ({ id, content, special: true, normalized: false });

/** A file of pieces with scores, as SentencePiece's unigram models come. */
const unigramFile = {
  added_tokens: [special('<pad>', 0), special('<s>', 1), special('</s>', 2)],
  normalizer: { type: 'NFKC' },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  post_processor: {
    type: 'TemplateProcessing',
    single: ['<s>', 'A', '</s>'].map(part),
    pair: ['<s>', 'A', '</s>', '</s>', 'B', '</s>'].map(part),
  },
  decoder: { type: 'Metaspace', replacement: '▁' },
  model: {
    type: 'Unigram',
    unk_id: 3,
    vocab: [
      ...['<pad>', '<s>', '</s>', '<unk>'].map((token) => [token, 0]),
      ['▁', -5],
      ['▁the', -2],
      ['▁c', -3],
      ['at', -2.5],
      ['s', -3],
    ],
  },
};

function part(name: string): object {
  const type_id = 0;
  return name.length === 1 ? { Sequence: { id: name, type_id } } : { SpecialToken: { id: name, type_id } };
}

/** A byte-level file: a few letters, the blank `Ġ` and the three bytes of 中. */
const byteFile = {
  added_tokens: [special('<|end|>', 8)],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  post_processor: { type: 'ByteLevel', trim_offsets: false },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: { h: 0, i: 1, Ġ: 2, hi: 3, Ġhi: 4, ä: 5, '¸': 6, Ń: 7 },
    merges: ['h i', 'Ġ hi'],
  },
};

const load = (file: object): ReturnType<typeof tokenizerFromJson> => tokenizerFromJson(JSON.stringify(file));

test('a unigram file says ids, frame, padding and where pieces stand', async () => {
  const tokenizer = await load(unigramFile);
  const { ids, offsets, typeIds, specialMask } = tokenizer.encodeWithOffsets('the cats', {
    pair: 'the ?! cat',
  });
  expect(Array.from(ids, tokenizer.tokenOf).join(' ')).toBe(
    '<s> ▁the ▁c at s </s> </s> ▁the ▁ <unk> ▁c at </s>',
  );
  expect(offsets.join(' ')).toBe('0 0 0 3 4 5 5 7 7 8 0 0 0 0 0 3 3 4 4 6 7 8 8 10 0 0');
  expect([typeIds.join(''), specialMask.join('')]).toEqual(['0000000000000', '1000011000001']);
  expect([tokenizer.padId, tokenizer.vocabularySize, tokenizer.idOf('at'), tokenizer.idOf('x')]).toEqual([
    0,
    9,
    7,
    undefined,
  ]);
  expect(tokenizer.decode(tokenizer.encode('the cats'))).toBe('the cats');
  expect(tokenizer.decode([])).toBe('');
});

test('a byte-level file counts places in bytes, and decodes exactly', async () => {
  const tokenizer = await load(byteFile);
  const { ids, offsets } = tokenizer.encodeWithOffsets('hi hi中<|end|>h');
  expect(ids.join()).toBe('3,4,5,6,7,8,0');
  expect(offsets.join(' ')).toBe('0 2 2 5 5 6 5 6 5 6 6 13 13 14');
  expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe('hi hi中<|end|>h');
});

test('byte-level tokens keep their places where a blank is put before the text and where what has no token is left out', async () => {
  const file = { ...byteFile, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } };
  const { ids, offsets } = (await load(file)).encodeWithOffsets('hix hi');
  expect([ids.join(), offsets.join(' ')]).toEqual(['4,4', '0 2 3 6']);
});

test('an unknown token stands for what lies between its neighbours', async () => {
  const model = {
    type: 'WordPiece',
    unk_token: '?',
    continuing_subword_prefix: '##',
    vocab: { '?': 0, a: 1, '##b': 2 },
  };
  const pre_tokenizer = { type: 'BertPreTokenizer' };
  const decoder = { type: 'WordPiece', prefix: '##' };
  const tokenizer = await load({
    ...byteFile,
    added_tokens: [],
    pre_tokenizer,
    decoder,
    normalizer: { type: 'Lowercase' },
    model,
  });
  const { ids, offsets } = tokenizer.encodeWithOffsets('AB xyz a');
  expect([ids.join(), offsets.join(' ')]).toEqual(['1,2,0,1', '0 1 1 2 3 6 7 8']);
});

test('what has no id and no unknown token is an error', async () => {
  const model = { type: 'WordPiece', unk_token: '?', continuing_subword_prefix: '##', vocab: { a: 0 } };
  const tokenizer = await load({ ...byteFile, added_tokens: [], model });
  expect(() => tokenizer.encode('b')).toThrow(
    new ArgumentError(
      "tokenizerFromJson: the token '?' is not in the vocabulary, which has no unknown token.",
    ),
  );
  expect(() => tokenizer.decode([0, 9])).toThrow(
    new ArgumentError('tokenizerFromJson: the id 9 at place 1 is not in the vocabulary; ids go from 0 to 0.'),
  );
});

const without = (name: string): string => JSON.stringify({ ...byteFile, [name]: undefined });
const withModel = (model: object): string =>
  JSON.stringify({ ...byteFile, model: { ...byteFile.model, ...model } });

test.each<[string, string]>([
  ['', 'tokenizerFromJson: the file is no JSON.'],
  ['7', 'tokenizerFromJson: expected an object, got 7.'],
  [without('model'), 'tokenizerFromJson: "model" must be an object, got undefined.'],
  [
    withModel({ vocab: {} }),
    'tokenizerFromJson: "model.vocab" must be tokens with ids, got an object with no fields.',
  ],
  [
    withModel({ vocab: { a: 2 ** 40 } }),
    'tokenizerFromJson: "a" must be an id, a whole number from 0 on, got 1099511627776.',
  ],
  [
    withModel({ type: 'Unigram' }),
    'tokenizerFromJson: "model.vocab" must be tokens with scores, got an object with h, i, Ġ, hi, Ġhi, ä, ¸, Ń.',
  ],
  [
    JSON.stringify({ ...byteFile, decoder: { type: 'Magic' } }),
    'tokenizerFromJson: the file cannot be run: Unknown Decoder type: Magic',
  ],
])('bad file %#', async (json, message) => {
  await expect(tokenizerFromJson(json)).rejects.toThrow(new TokenizerFileError(message));
});
