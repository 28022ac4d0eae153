import {
  type ArrayData,
  binaryCrossentropy,
  linear,
  predict,
  Sequential,
  seed,
  sigmoid,
  tanh,
  tf,
  train,
} from '@thaw/core';
import { xor as xorCases } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

import {
  type Budget,
  choiceOf,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
  type RunOptions,
} from './experiment.ts';
import type { Picture } from './picture.ts';
import { drawSquare } from './square.ts';

const steps: Record<Budget, number> = { test: 300, tour: 300, proof: 300 };

/**
 * XOR, which no single unit can learn: a layer of hidden units, trained by gradient descent through it, can.
 *
 * A net of 2 inputs, 8 tanh units and 1 output sees all four cases at each step.
 *
 * @see Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0; Minsky and Papert 1969 for the problem
 */
export const xor: Experiment = {
  id: 'xor',
  title: 'A two-layer net learns XOR',
  year: 1986,
  source: 'Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors"',
  seeds: Array.from({ length: 20 }, (_, i) => i + 1),
  solvedWhen: 'the loss is 0.026 or less, so that every output is within 0.1 of its target',
  bars: [
    {
      result: 'largestError',
      claim: 'every output within 0.1 of its target',
      atMost: 0.1,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  settings: [
    { kind: 'number', name: 'hidden', label: 'Hidden units', low: 1, high: 16, step: 1, value: 8 },
    {
      kind: 'choice',
      name: 'activation',
      label: 'Activation of the hidden units',
      choices: ['tanh', 'none'],
      value: 'tanh',
    },
    {
      kind: 'number',
      name: 'rate',
      label: 'Learning rate',
      low: 0.001,
      high: 10,
      step: 0.001,
      value: 0.05,
      logarithmic: true,
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    const { seed: value, budget } = options;
    const hidden = numberOf(xor, options, 'hidden');
    const activation = choiceOf(xor, options, 'activation') === 'tanh' ? tanh : linear;
    seed(value);
    const table = xorCases();
    const model = new Sequential([new Dense(2, hidden, { activation }), new Dense(hidden, 1)]);
    const optimizer = adam({ learningRate: numberOf(xor, options, 'rate') });
    const { input, target } = table.columns;
    const draw = (): Promise<Picture> =>
      drawSquare('XOR: what the net answers', { input, target }, (places) => probabilities(model, places));
    try {
      const learning = { loss: binaryCrossentropy, optimizer, epochs: steps[budget] };
      const curve: [number, number][] = [];
      for await (const step of train(model, table.batches(4), learning)) {
        const loss = await step.loss;
        curve.push([step.step, loss]);
        // The mean of four: none of them is above 4·0.026, so no output is farther than 0.1 from its target.
        const solved = loss <= 0.026;
        yield { part: 'XOR', step: step.step, steps: steps[budget], loss, solved, draw };
      }
      const outputs = await probabilities(model, input);
      const errors = outputs.map((output, i) => Math.abs(output - target.data[i]!));
      const largestError = Math.max(...errors);
      return {
        results: { largestError, accuracy: errors.filter((error) => error < 0.5).length / 4 },
        summary: `all four cases within ${Number(largestError.toPrecision(1))} of their targets after ${steps[budget]} steps`,
        steps: steps[budget],
        pictures: [
          {
            kind: 'lines',
            title: 'XOR: loss',
            x: 'step',
            y: 'loss',
            series: [{ name: 'loss', points: curve }],
          },
          await draw(),
        ],
      };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

/** The net's answers to places of shape [rows, 2]. */
async function probabilities(model: Sequential, input: ArrayData): Promise<number[]> {
  const logits = await predict(model, input, { batchSize: 4096 });
  const outputs = tf.tidy(() => sigmoid(logits));
  const values = Array.from(await outputs.data());
  tf.dispose([logits, outputs]);
  return values;
}
