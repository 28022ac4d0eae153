import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  causalMask,
  DecoderBlock,
  EncoderBlock,
  GPT,
  MultiHeadAttention,
  PositionEmbedding,
  sinusoidalPositions,
  Transformer,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const ids = (...shape: number[]): tf.Tensor => tf.zeros(shape, 'int32');
const sizes = { vocabularySize: 7, contextLength: 5, width: 4, layers: 1, numHeads: 2 };
const both = { sourceVocabularySize: 7, targetVocabularySize: 6, width: 4, numHeads: 2, layers: 1 };
const blockOptions =
  'the options are hiddenUnits, activation, norm, dropout, epsilon, kernelInitializer, residualInitializer.';
const attention = (): MultiHeadAttention => new MultiHeadAttention(4, 2);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [
      () => new MultiHeadAttention(10, 4),
      'MultiHeadAttention: a width of 10 cannot be dealt out to 4 heads; numHeads must divide it.',
    ],
    [
      () => new MultiHeadAttention(0, 1),
      'MultiHeadAttention: width must be a whole number from 1 on, got 0.',
    ],
    [
      () => new MultiHeadAttention(4, 2, { keyWidth: 0.5 }),
      'MultiHeadAttention: keyWidth must be a whole number from 1 on, got 0.5.',
    ],
    [
      () => new MultiHeadAttention(4, 2, { keyDim: 2 } as never),
      'MultiHeadAttention: there is no option "keyDim"; the options are keyWidth, valueWidth, useBias, dropout, kernelInitializer, outputInitializer, biasInitializer.',
    ],
    [
      () => attention().forward({ query: zeros(1, 2, 4), useCausalMask: true } as never),
      'MultiHeadAttention: there is no option "useCausalMask"; the options are query, key, value, mask, keyMask, causal.',
    ],
    [
      () => attention().forward({ query: zeros(1, 2, 4), mask: [[1, 0]] as never }),
      'MultiHeadAttention: mask is a tensor of ones and zeros, got an array of 1.',
    ],
    [
      () => new EncoderBlock(6, 4),
      'EncoderBlock: a width of 6 cannot be dealt out to 4 heads; numHeads must divide it.',
    ],
    [
      () => new EncoderBlock(4, 2, { norm: 'first' as never }),
      "EncoderBlock: norm must be 'pre' or 'post', got the string 'first'.",
    ],
    [
      () => new EncoderBlock(4, 2, { normFirst: true } as never),
      `EncoderBlock: there is no option "normFirst"; ${blockOptions}`,
    ],
    [
      () => new DecoderBlock(4, 3),
      'DecoderBlock: a width of 4 cannot be dealt out to 3 heads; numHeads must divide it.',
    ],
    [
      () => new DecoderBlock(4, 2, { heads: 2 } as never),
      `DecoderBlock: there is no option "heads"; ${blockOptions}`,
    ],
    [
      () => sinusoidalPositions(3, 5),
      'sinusoidalPositions: width must be even, a sine and a cosine for each frequency, got 5.',
    ],
    [() => sinusoidalPositions(0, 4), 'sinusoidalPositions: length must be a whole number from 1 on, got 0.'],
    [
      () => new PositionEmbedding(0, 4),
      'PositionEmbedding: contextLength must be a whole number from 1 on, got 0.',
    ],
    [
      () => causalMask(3, 2),
      'causalMask: expected as many keys as queries or more, got 3 queries and 2 keys.',
    ],
    [() => new GPT({ ...sizes, layers: 0 }), 'GPT: layers must be a whole number from 1 on, got 0.'],
    [
      () => new GPT({ ...sizes, numHeads: 3 }),
      'GPT: a width of 4 cannot be dealt out to 3 heads; numHeads must divide it.',
    ],
    [
      () => new GPT({ ...sizes, heads: 2 } as never),
      'GPT: there is no option "heads"; the options are vocabularySize, contextLength, width, layers, numHeads, dropout, initializer.',
    ],
    [
      () => new GPT(sizes).generate('hello' as never, { length: 3 }),
      "generate: the prompt is ids, at least one, got the string 'hello'; a tokenizer turns text into ids.",
    ],
    [
      () => new GPT(sizes).generate([], { length: 3 }),
      'generate: the prompt is ids, at least one, got an array of 0; a tokenizer turns text into ids.',
    ],
    [
      () => new GPT(sizes).generate([1, 7], { length: 3 }),
      'Embedding at tokens: id 7 at place 1 is not in its vocabulary of 7; ids are whole numbers from 0 to 6.',
    ],
    [
      () => new GPT(sizes).generate([1], { length: 0 }),
      'generate: length must be a whole number from 1 on, got 0.',
    ],
    [
      () => new GPT(sizes).generate([1], { length: 1, stopToken: 9 }),
      'Embedding at tokens: id 9 at place 0 is not in its vocabulary of 7; ids are whole numbers from 0 to 6.',
    ],
    [
      () => new GPT(sizes).generate([1], { length: 1, temperature: -1 }),
      'generate: temperature must be a number from 0 on, got -1; 0 takes the likeliest.',
    ],
    [
      () => new GPT(sizes).generate([1], { length: 1, beams: 2 } as never),
      'generate: there is no option "beams"; the options are length, stopToken, signal, compile, temperature, topK, topP, random.',
    ],
    [
      () => new Transformer({ ...both, layers: 1.5 }),
      'Transformer: layers must be a whole number from 1 on, got 1.5.',
    ],
    [
      () => new Transformer({ ...both, width: 9 }),
      'Transformer: a width of 9 cannot be dealt out to 2 heads; numHeads must divide it.',
    ],
    [
      () => new Transformer({ ...both, width: 3, numHeads: 1 }),
      'Transformer: width must be even, a sine and a cosine for each frequency of the positions, got 3.',
    ],
    [
      () => new Transformer({ ...both, paddingId: 7 }),
      'Transformer: paddingId must be an id of both vocabularies, got 7.',
    ],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  const query = 'its first argument says how wide a query is';
  test.each<[() => unknown, string]>([
    [
      () => attention().forward(zeros(2, 4)),
      'MultiHeadAttention: expected input [batch, keys, 4], got [2, 4]; keys and values are [batch, keys, width], as many of the one as of the other.',
    ],
    [
      () => attention().forward({ query: zeros(1, 2, 5), key: zeros(1, 2, 4) }),
      `MultiHeadAttention: expected input [batch, queries, 4], got [1, 2, 5]; ${query}.`,
    ],
    [
      () => attention().forward({ query: zeros(1, 2, 4), key: zeros(1, 3, 4), value: zeros(1, 2, 4) }),
      'MultiHeadAttention: expected input [1, 3, 4], got [1, 2, 4]; keys and values are [batch, keys, width], as many of the one as of the other.',
    ],
    [
      () => attention().forward({ query: zeros(2, 2, 4), key: zeros(1, 3, 4) }),
      'MultiHeadAttention: expected as many rows of queries as of keys, got 2 and 1.',
    ],
    [
      () => attention().forward({ query: zeros(2, 3, 4), mask: zeros(2, 3) }),
      'MultiHeadAttention: expected mask [3, 3], [2, 3, 3] or [2, 2, 3, 3], got [2, 3]; it says which query may see which key.',
    ],
    [
      () => attention().forward({ query: zeros(2, 3, 4), keyMask: zeros(2, 4) }),
      'MultiHeadAttention: expected keyMask [2, 3], got [2, 4]; it says which keys are there and which are padding.',
    ],
    [
      () => attention().forward({ query: zeros(1, 3, 4), key: zeros(1, 2, 4), causal: true }),
      'MultiHeadAttention: with causal there must be as many keys as queries or more, got 3 queries and 2 keys.',
    ],
    [
      () => new GPT(sizes).attend(ids(2, 1), new GPT(sizes).attend(ids(1, 2)).present),
      'EncoderBlock at blocks.0: expected past keys [2, past, 4], got [1, 2, 4]; past is what the step before gave as present, for as many rows.',
    ],
    [
      () => new GPT({ ...sizes, layers: 2 }).attend(ids(1, 1), new GPT(sizes).attend(ids(1, 2)).present),
      'GPT: expected past keys and values for each of 2 blocks, got 1; past is what the step before gave as present.',
    ],
    [
      () => new GPT(sizes).attend(ids(1, 1), new GPT(sizes).attend(ids(1, 5)).present),
      'GPT: a sequence of 6 ids is beyond its context of 5; shorten it, or build the model with a greater contextLength.',
    ],
    [
      () => new GPT(sizes).forward(ids(1, 6)),
      'GPT: a sequence of 6 ids is beyond its context of 5; shorten it, or build the model with a greater contextLength.',
    ],
    [
      () => new GPT(sizes).forward(ids(6)),
      'GPT: expected input [batch, time], got [6]; it takes rows of ids.',
    ],
    [
      () => new PositionEmbedding(2, 4).forward(zeros(1, 3, 4)),
      'PositionEmbedding: a sequence of 3 places is beyond its context of 2; shorten it, or build the model with a longer context.',
    ],
    [
      () => new Transformer(both).forward({ source: ids(2, 3), target: ids(1, 3) }),
      'Transformer: expected as many rows of source as of target, got 2 and 1.',
    ],
    [
      () => new Transformer(both).forward({ source: ids(2), target: ids(2, 3) }),
      'Transformer: expected input [batch, read], got [2]; a source is a row of ids.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });

  test('a module says where it stands in its model', () => {
    const model = new GPT(sizes);
    expect(() => model.blocks[0]!.attention.forward(zeros(2, 4))).toThrow(
      'MultiHeadAttention at blocks.0.attention: expected input',
    );
  });
});
