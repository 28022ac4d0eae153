import { evaluate, Random, seed, sparseCategoricalCrossentropy, train } from '@thaw/core';
import { characterTokenizer } from '@thaw/datasets';
import { adam } from '@thaw/optimizers';
import { generateText, LanguageModel, textStreams } from '@thaw/rnn';

import { drawSentence, entropyRate, isSentence } from './agreement-grammar.ts';
import {
  type Budget,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
  type RunOptions,
} from './experiment.ts';
import type { Samples } from './picture.ts';

const units = 64;
const streams = { batchSize: 32, length: 48 };
const steps: Record<Budget, number> = { test: 40, tour: 300, proof: 800 };
const sentencesDrawn: Record<Budget, number> = { test: 5, tour: 40, proof: 200 };

/**
 * A character model learns a small language from its text alone: its letters, its words, and that a verb agrees with
 * its noun, also over a clause that stands between them.
 *
 * One LSTM reads 32 places of an endless text at once, 48 characters a step; its state is carried from step to step, and
 * gradients are cut off there (truncated backpropagation through time). What it is judged by can be known exactly: no
 * model needs fewer bits per character than the entropy rate of the grammar that made the text.
 *
 * @see Elman 1991, "Distributed representations, simple recurrent networks, and grammatical structure",
 * https://doi.org/10.1007/BF00114844; Graves 2013, https://arxiv.org/abs/1308.0850
 */
export const characterModel: Experiment = {
  id: 'character-model',
  title: 'A character model learns a grammar',
  year: 1991,
  source: 'Elman, "Distributed representations, simple recurrent networks, and grammatical structure"',
  seeds: [4, 5, 6], // 1 to 3 were seen when the settings were chosen
  bars: [
    {
      result: 'excess',
      claim: 'bits per character on new text above the entropy rate of the grammar, as a part of it',
      atMost: 0.1,
      over: 'each',
      budgets: ['proof'],
    },
    {
      result: 'grammatical',
      claim: 'of the sentences it writes, the part that is of the language',
      atLeast: 0.9,
      over: 'each',
      budgets: ['proof'],
    },
    {
      result: 'bitsPerCharacter',
      claim: 'bits per character on new text; drawing letters evenly costs 4.6',
      atMost: 2.5,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],
  settings: [
    {
      kind: 'number',
      name: 'learningRate',
      label: 'Learning rate',
      low: 0.0003,
      high: 0.1,
      step: 0.1,
      value: 0.006,
      logarithmic: true,
    },
    { kind: 'number', name: 'temperature', label: 'Temperature', low: 0.1, high: 2, step: 0.1, value: 1 },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    const { seed: value, budget } = options;
    seed(value);
    const random = new Random(value);
    const perStream = steps[budget] * streams.length;
    const text = writeText(random.fork('training'), streams.batchSize * perStream + 1);
    const newText = writeText(random.fork('test'), 20_000);
    const tokenizer = characterTokenizer(text + newText);
    const model = new LanguageModel(tokenizer.vocabularySize, units, { stateful: true });
    const optimizer = adam({ learningRate: numberOf(characterModel, options, 'learningRate') });
    const temperature = numberOf(characterModel, options, 'temperature');
    const loss = sparseCategoricalCrossentropy;
    const curve: [number, number][] = [];
    const write = (count: number): Promise<string[]> =>
      writeSentences(model, tokenizer, count, temperature, random.fork('sampling'));
    try {
      const batches = textStreams(tokenizer.encode(text), { ...streams, model });
      for await (const step of train(model, batches, { loss, optimizer })) {
        const nats = await step.loss;
        curve.push([step.step, nats / Math.LN2]);
        const draw = async (): Promise<Samples> => drawSentences(await write(5));
        yield { part: 'character model', step: step.step, steps: steps[budget], loss: nats, draw };
      }
      const held = textStreams(tokenizer.encode(newText), { ...streams, model });
      const bitsPerCharacter = (await evaluate(model, held, { loss })).loss! / Math.LN2;
      const rate = entropyRate();
      const written = await write(sentencesDrawn[budget]);
      const grammatical = written.filter(isSentence).length / written.length;
      return {
        results: { bitsPerCharacter, excess: bitsPerCharacter / rate - 1, grammatical },
        summary:
          `${bitsPerCharacter.toFixed(3)} bits per character on new text, where ${rate.toFixed(3)} are the least there can be; ` +
          `${(100 * grammatical).toFixed(0)}% of the sentences it writes are of the language`,
        steps: steps[budget],
        pictures: [
          {
            kind: 'lines',
            title: 'Character model: bits per character',
            x: 'step',
            y: 'bits per character',
            series: [
              { name: 'model', points: curve },
              { name: 'least there can be', points: curve.map(([step]) => [step, rate] as const) },
            ],
          },
          drawSentences(written.slice(0, 12)),
        ],
      };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

/** Sentences one after another, as many letters as are wanted. */
function writeText(random: Random, length: number): string {
  const sentences: string[] = [];
  for (let written = 0; written < length; written += sentences.at(-1)!.length)
    sentences.push(drawSentence(random));
  return sentences.join('').slice(0, length);
}

/** Sentences that the model writes; one that does not end in time is cut off. */
async function writeSentences(
  model: LanguageModel,
  tokenizer: ReturnType<typeof characterTokenizer>,
  count: number,
  temperature: number,
  random: Random,
): Promise<string[]> {
  const sentences: string[] = [];
  let sentence = '';
  const options = { length: count * 60, temperature, random };
  for await (const letter of generateText(model, tokenizer, '. ', options)) {
    sentence += letter;
    if (letter !== '.' && sentence.length < 120) continue;
    sentences.push(sentence.trim());
    sentence = '';
    if (sentences.length === count) break;
  }
  return sentences;
}

function drawSentences(sentences: readonly string[]): Samples {
  return {
    kind: 'samples',
    title: 'What the character model writes',
    columns: ['sentence', 'of the language'],
    rows: sentences.map((sentence) => [sentence, isSentence(sentence) ? 'yes' : 'no']),
  };
}
