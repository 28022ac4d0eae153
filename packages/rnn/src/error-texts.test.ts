import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { Sequential } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  Bidirectional,
  Elman,
  ElmanCell,
  generateText,
  LanguageModel,
  LSTM,
  LSTMCell,
  recur,
  Recurrent,
  StackedCell,
  textStreams,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const reverse = true;
const streams = { batchSize: 2, length: 3 };
const model = new LanguageModel(5, 2);

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [() => new ElmanCell(0, 3), 'ElmanCell: inputs must be a whole number from 1 on, got 0.'],
    [() => new ElmanCell(3, 1.5), 'ElmanCell: units must be a whole number from 1 on, got 1.5.'],
    [
      () => new ElmanCell(3, 1, { activation: 'tanh' as never }),
      "ElmanCell: activation is a function here, got the string 'tanh'; import { tanh } from '@thaw/core' and pass tanh.",
    ],
    [
      () => new LSTMCell('3' as never, 1),
      "LSTMCell: inputs must be a whole number from 1 on, got the string '3'.",
    ],
    [
      () => new LSTMCell(3, 1, { activation: tf.tanh } as never),
      'LSTMCell: there is no option "activation"; the options are useBias, unitForgetBias, kernelInitializer, recurrentInitializer, biasInitializer.',
    ],
    [
      () => new LSTM(3, 1, { returnState: true } as never),
      'LSTM: there is no option "returnState"; the options are returnSequences, reverse, stateful, useBias, unitForgetBias, kernelInitializer, recurrentInitializer, biasInitializer.',
    ],
    [
      () => new Elman(3, 1, { stateful: true, reverse }),
      'Elman: a pass backwards ends at its first step, which the next pass does not follow; use stateful or reverse, not both.',
    ],
    [
      () => new Recurrent(new Dense(3, 2) as never),
      'Recurrent: its first argument is a cell, such as new LSTMCell(3, 5), got a Dense.',
    ],
    [
      () => new StackedCell([]),
      'StackedCell: expected an array of at least one cell, as in new StackedCell([a, b]).',
    ],
    [
      () => new StackedCell([new Elman(3, 2) as never]),
      'StackedCell: cell 0 is no Cell but an Elman; layers are stacked by Sequential.',
    ],
    [
      () => new StackedCell([new LSTMCell(3, 2), new LSTMCell(3, 2)]),
      'StackedCell: cell 0 gives 2 numbers and cell 1 takes 3; make them equal.',
    ],
    [
      () => new Bidirectional(new LSTM(3, 2), new LSTMCell(3, 2) as never),
      'Bidirectional: its second argument is a recurrent layer, such as new LSTM(3, 5), got an LSTMCell.',
    ],
    [
      () => new Bidirectional(new LSTM(3, 2), new LSTM(3, 2)),
      'Bidirectional: the first layer goes forwards and the second, another one, backwards; give the second { reverse: true }.',
    ],
    [
      () => new Bidirectional(new LSTM(3, 2), new LSTM(3, 2, { reverse, returnSequences: true })),
      'Bidirectional: returnSequences must be the same in both layers.',
    ],
    [
      () => new Bidirectional(new LSTM(3, 2), new LSTM(3, 4, { reverse }), { mergeMode: 'sum' }),
      "Bidirectional: sum needs as many units in both layers, got 2 and 4; use 'concat', or make them equal.",
    ],
    [
      () => new Bidirectional(new LSTM(3, 2), new LSTM(3, 2, { reverse }), { mergeMode: 'mean' as never }),
      "Bidirectional: mergeMode must be concat, sum, multiply, average, got the string 'mean'.",
    ],
    [
      () => {
        const layer = new Sequential([new LSTM(3, 2, { stateful: true })]);
        layer.forward(zeros(4, 5, 3));
        layer.forward(zeros(2, 5, 3));
      },
      'LSTM at layers.0: it carries the state of 4 sequences, and this batch has 2; give batches of one size, or call resetState() between them.',
    ],
    [
      () => textStreams([0, 1, 2], streams),
      'textStreams: 2 streams of 3 ids and the one after need 7 ids, and the text has 3; lower batchSize or length.',
    ],
    [
      () => textStreams([0, 1, -2, 3, 4, 5, 6], streams),
      'textStreams: id -2 at place 2 is no whole number from 0 on; encode the text first.',
    ],
    [
      () => textStreams('text' as never, streams),
      "textStreams: its first argument is the text in ids, an array of numbers, got the string 'text'.",
    ],
    [
      () => textStreams([1, 2], { ...streams, batchSize: 0 }),
      'textStreams: batchSize must be a whole number from 1 on, got 0.',
    ],
    [
      () => textStreams([1, 2], { ...streams, model: {} as never }),
      'textStreams: model is the one that is trained, got an object with no fields.',
    ],
    [
      () => new LanguageModel(5, 2, { layers: 0 }),
      'LanguageModel: layers must be a whole number from 1 on, got 0.',
    ],
    [
      () => model.generate([], { length: 3 }),
      'LanguageModel.generate: the prompt is ids, at least one, got an array of 0; generateText takes text and a tokenizer.',
    ],
    [
      () => model.generate('a' as never, { length: 3 }),
      "LanguageModel.generate: the prompt is ids, at least one, got the string 'a'; generateText takes text and a tokenizer.",
    ],
    [
      () => model.generate([5], { length: 3 }),
      'Embedding at embedding: id 5 at place 0 is not in its vocabulary of 5; ids are whole numbers from 0 to 4.',
    ],
    [
      () => model.generate([1], { length: 3, temperature: -1 }),
      'LanguageModel.generate: temperature must be a number from 0 on, got -1; 0 takes the likeliest.',
    ],
    [
      () => model.generate([1], {} as never),
      'LanguageModel.generate: length must be a whole number from 1 on, got undefined.',
    ],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  test.each<[() => unknown, string]>([
    [
      () => new ElmanCell(3, 2).step(zeros(4, 2), zeros(4, 2)),
      'ElmanCell: expected input [batch, 3], got [4, 2]; its first argument says how many inputs it takes.',
    ],
    [
      () => new ElmanCell(3, 2).step(zeros(4, 3), zeros(4, 3)),
      'ElmanCell: expected a state of [4, 2], got [4, 3]; its input has a batch of 4.',
    ],
    [
      () => new LSTMCell(3, 2).step(zeros(4, 3), zeros(4, 2) as never),
      'LSTMCell: expected a state of { hidden: [4, 2], cell: [4, 2] }, got [4, 2]; its input has a batch of 4.',
    ],
    [
      () => recur(new LSTMCell(3, 2), zeros(4, 3)),
      'LSTMCell: expected a sequence [batch, time, 3] of at least one step, got [4, 3]; its first argument says how many inputs a step has.',
    ],
    [
      () => recur(new LSTMCell(3, 2), zeros(4, 0, 3)),
      'LSTMCell: expected a sequence [batch, time, 3] of at least one step, got [4, 0, 3]; its first argument says how many inputs a step has.',
    ],
    [
      () => recur(new LSTMCell(3, 2), undefined as never),
      'LSTMCell: expected a sequence [batch, time, 3] of at least one step, got undefined, which is no tensor; its first argument says how many inputs a step has.',
    ],
    [
      () => recur(new LSTMCell(3, 2), zeros(4, 5, 3), { mask: zeros(5, 4) }),
      'LSTMCell: expected a mask of [4, 5], one number for each step of its sequence, got [5, 4].',
    ],
    [
      () =>
        recur(new LSTMCell(3, 2), zeros(4, 5, 3), {
          initialState: { hidden: zeros(4, 2), cell: zeros(3, 2) },
        }),
      'LSTMCell: expected a state of { hidden: [4, 2], cell: [4, 2] }, got { hidden: [4, 2], cell: [3, 2] }; its sequence has a batch of 4.',
    ],
    [
      () => recur(new StackedCell([new ElmanCell(3, 2)]), zeros(4, 5, 3), { initialState: [] }),
      'StackedCell: expected a state of [[4, 2]], got []; its sequence has a batch of 4.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });

  test('of a tokenizer that is not the model’s', async () => {
    const tokenizer = { vocabularySize: 4, encode: () => [0], decode: () => '' };
    await expect(generateText(model, tokenizer, 'a', { length: 1 }).next()).rejects.toThrow(
      new ArgumentError(
        'generateText: the model knows 5 ids and the tokenizer 4; use the tokenizer that the model was trained with.',
      ),
    );
  });
});
