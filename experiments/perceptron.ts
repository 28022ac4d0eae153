import { type ArrayData, predict, seed, train } from '@thaw/core';
import { gate, type GateName } from '@thaw/datasets';
import { ThresholdUnit } from '@thaw/layers';
import { perceptronRule } from '@thaw/optimizers';

import {
  type Budget,
  choiceOf,
  type Experiment,
  type Outcome,
  type Progress,
  type RunOptions,
} from './experiment.ts';
import type { Picture } from './picture.ts';
import { drawSquare } from './square.ts';

const epochs: Record<Budget, number> = { test: 30, tour: 100, proof: 1000 };

/**
 * One threshold unit under Rosenblatt's rule: it learns OR after a few mistakes, as Novikoff proved it must, and never
 * settles on XOR, which no line separates.
 *
 * The four cases are shown one at a time, in a new order in each epoch. A unit has settled when an epoch passes without
 * a mistake.
 *
 * @see Rosenblatt 1958, https://doi.org/10.1037/h0042519; Minsky and Papert 1969, "Perceptrons"
 */
export const perceptron: Experiment = {
  id: 'perceptron',
  title: 'A perceptron learns OR, and never settles on XOR',
  year: 1958,
  source:
    'Rosenblatt, "The perceptron: a probabilistic model for information storage and organization in the brain"',
  seeds: [1, 2, 3, 4, 5],
  bars: [
    {
      result: 'orEpochs',
      claim: 'OR is settled within 20 epochs',
      atMost: 20,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'xorEpochsWithoutMistake',
      claim: 'no epoch of XOR passes without a mistake',
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  settings: [
    {
      kind: 'choice',
      name: 'second',
      label: 'After OR it learns',
      choices: ['xor', 'and', 'nand', 'nor'],
      value: 'xor',
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    const { seed: value, budget } = options;
    const name = choiceOf(perceptron, options, 'second') as GateName;
    seed(value);
    const or = yield* learnGate('or', epochs[budget]);
    const second = yield* learnGate(name, epochs[budget]);
    // The last epoch with a mistake; from then on nothing changed.
    const orEpochs = or.mistakes.findLastIndex((count) => count > 0) + 1;
    const xorEpochsWithoutMistake = second.mistakes.filter((count) => count === 0).length;
    return {
      results: {
        orEpochs,
        orAccuracy: or.accuracy,
        xorEpochsWithoutMistake,
        xorAccuracy: second.accuracy,
      },
      summary:
        `OR settled after ${orEpochs} epochs; on ${name.toUpperCase()} ` +
        `${xorEpochsWithoutMistake === 0 ? 'every' : 'not every'} one of ${second.mistakes.length} epochs had a mistake`,
      steps: 4 * (or.mistakes.length + second.mistakes.length),
      pictures: [
        {
          kind: 'lines',
          title: 'Perceptron: mistakes in each epoch',
          x: 'epoch',
          y: 'mistakes',
          series: [
            { name: 'OR', points: or.mistakes.slice(0, 30).map((count, i) => [i + 1, count] as const) },
            {
              name: name.toUpperCase(),
              points: second.mistakes.slice(0, 30).map((count, i) => [i + 1, count] as const),
            },
          ],
        },
        or.picture,
        second.picture,
      ],
    };
  },
};

interface Learned {
  /** In each epoch. */
  readonly mistakes: number[];
  /** Over the four cases, at the end. */
  readonly accuracy: number;
  readonly picture: Picture;
}

async function* learnGate(name: GateName, count: number): AsyncGenerator<Progress, Learned, void> {
  const table = gate(name);
  const unit = new ThresholdUnit(2);
  const { input, target } = table.columns;
  const answers = async (places: ArrayData): Promise<number[]> => {
    const output = await predict(unit, places, { batchSize: 4096 });
    const values = Array.from(await output.data());
    output.dispose();
    return values;
  };
  const part = name.toUpperCase();
  const draw = (): Promise<Picture> =>
    drawSquare(`${part}: where the unit fires`, { input, target }, answers);
  try {
    const mistakes = Array.from({ length: count }, () => 0);
    for await (const step of train(unit, table.batches(1), { rule: perceptronRule(), epochs: count })) {
      const loss = await step.loss;
      mistakes[step.epoch - 1]! += loss;
      yield { part, step: step.step, steps: 4 * count, loss, draw };
    }
    const right = (await answers(input)).filter((answer, i) => answer === target.data[i]).length;
    return { mistakes, accuracy: right / 4, picture: await draw() };
  } finally {
    unit.dispose();
  }
}
