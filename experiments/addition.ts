import { GPT } from '@thaw/attention';
import { seed, sparseCategoricalCrossentropy, train } from '@thaw/core';
import { type Sum, type Sums, sums } from '@thaw/datasets';
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
import {
  answersTo,
  asTable,
  CONTEXT,
  drawSums,
  drawTens,
  IGNORED,
  rightOf,
  symbols,
} from './sums-as-text.ts';

/** Steps of 64 sums, made up to whole epochs; how many there are to learn from, and how many of each part are asked. */
const plans: Record<Budget, { steps: number; width: number; rows: number; asked: number }> = {
  test: { steps: 40, width: 32, rows: 640, asked: 100 },
  tour: { steps: 990, width: 64, rows: Infinity, asked: Infinity },
  proof: { steps: 1485, width: 64, rows: Infinity, asked: Infinity },
};
/** Both terms in it: a part of the plane from which nothing is learnt. */
const block = [60, 79] as const;
const onesFirst = 'ones first';

/**
 * A small GPT learns to add two numbers of two digits, as text: `27+58=` goes on with `580`, the sum backwards, ones
 * first, since a carry is known only once the digit to its right is worked out. (It learns the other order too, later.)
 *
 * It learns from at most 30% of the 5,050 unordered pairs; a+b and b+a are on the same side. A twentieth of these pairs is
 * not learnt from either, but watched. All other sums are asked at the end, and apart from them those of two terms from
 * 60 to 79, of which none was learnt.
 *
 * @see Radford et al. 2019 for the model; Brown et al. 2020, §3.9.1, for sums as a task
 */
export const addition: Experiment = {
  id: 'addition',
  title: 'A small GPT learns to add',
  year: 2019,
  source: 'Radford et al., "Language models are unsupervised multitask learners"',
  seeds: [1, 2, 3],
  solvedWhen: '99% of the watched sums are right in every digit',
  bars: [
    {
      result: 'unseenAccuracy',
      claim: 'at least 99% of the sums it never saw, right in every digit',
      atLeast: 0.99,
      over: 'each',
      budgets: ['tour', 'proof'],
    },
  ],
  settings: [
    {
      kind: 'choice',
      name: 'order',
      label: 'The answer is written',
      choices: [onesFirst, 'hundreds first'],
      value: onesFirst,
    },
    {
      kind: 'number',
      name: 'share',
      label: 'Part of all pairs that is learnt',
      low: 0.05,
      high: 0.3,
      step: 0.05,
      value: 0.3,
    },
    { kind: 'number', name: 'layers', label: 'Blocks', low: 1, high: 3, step: 1, value: 2 },
    {
      kind: 'number',
      name: 'rate',
      label: 'Learning rate',
      low: 0.0001,
      high: 1,
      step: 0.0001,
      value: 0.001,
      logarithmic: true,
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const { steps: atLeast, width, rows, asked } = plans[options.budget];
    const reversed = choiceOf(addition, options, 'order') === onesFirst;
    const all = sums({ share: numberOf(addition, options, 'share'), block, reversed });
    const examined = {
      training: all.training.slice(0, asked),
      unseen: all.unseen.slice(0, asked),
      block: all.block.slice(0, asked),
    };
    const { learnt, watched } = divide(all.training);
    const table = asTable(learnt.slice(0, rows));
    const model = new GPT({
      vocabularySize: symbols.vocabularySize,
      contextLength: CONTEXT,
      width,
      layers: numberOf(addition, options, 'layers'),
      numHeads: 4,
      dropout: 0,
    });
    const optimizer = adam({ learningRate: numberOf(addition, options, 'rate') });
    const loss = sparseCategoricalCrossentropy.with({ ignoreClass: IGNORED });
    const draw = async (): Promise<Picture> =>
      drawSums('Sums that are watched', watched, await answersTo(model, watched), reversed);
    const batches = table.batches(64);
    const epochs = Math.ceil(atLeast / batches.length); // fewer sums are gone through more often
    const steps = epochs * batches.length;
    const losses: [number, number][] = [];
    const accuracies: [number, number][] = [];
    try {
      for await (const { step, loss: reading } of train(model, batches, { loss, optimizer, epochs })) {
        const value = await reading;
        losses.push([step, value]);
        if (step % batches.length === 0) {
          accuracies.push([step, rightOf(watched, await answersTo(model, watched))]);
        }
        const validationAccuracy = accuracies.at(-1)?.[1] ?? 0;
        const solved = validationAccuracy >= 0.99;
        yield { part: 'sums', step, steps, loss: value, solved, figures: { validationAccuracy }, draw };
      }
      return { steps, ...(await examine(model, examined, reversed, losses, accuracies)) };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

/** A twentieth of the pairs to watch, the rest to learn from; both orders of a pair stay together. */
function divide(training: readonly Sum[]): { learnt: Sum[]; watched: Sum[] } {
  const pairs = new Map<string, Sum[]>();
  for (const sum of training) {
    const pair = sum.question.slice(0, -1).split('+').sort().join('+');
    pairs.set(pair, [...(pairs.get(pair) ?? []), sum]);
  }
  const drawn = [...pairs.values()]; // in the random order of the training sums
  const count = Math.ceil(drawn.length / 20);
  return { learnt: drawn.slice(count).flat(), watched: drawn.slice(0, count).flat() };
}

/** Asks all sums, and draws what comes of it. */
async function examine(
  model: GPT,
  { training, unseen, block: left }: Sums,
  reversed: boolean,
  losses: readonly [number, number][],
  accuracies: readonly [number, number][],
): Promise<Omit<Outcome, 'steps'>> {
  const [toUnseen, toBlock, toTraining] = [
    await answersTo(model, unseen),
    await answersTo(model, left),
    await answersTo(model, training),
  ];
  const unseenAccuracy = rightOf(unseen, toUnseen);
  const blockAccuracy = rightOf(left, toBlock);
  const percent = (part: number): string => `${(100 * part).toFixed(2)}%`;
  return {
    results: { unseenAccuracy, blockAccuracy, trainingAccuracy: rightOf(training, toTraining) },
    summary:
      `${percent(unseenAccuracy)} of ${unseen.length} sums it never saw are right in every digit, and ${percent(blockAccuracy)} of ` +
      `the ${left.length} with both terms from ${block[0]} to ${block[1]}, of which it saw none; ` +
      `the answer is written ${reversed ? 'backwards, ones first' : 'hundreds first'}`,
    pictures: [
      {
        kind: 'lines',
        title: 'Addition: loss, and the part of the watched sums that are right',
        x: 'step',
        y: '',
        series: [
          { name: 'loss', points: losses },
          { name: 'right', points: accuracies },
        ],
      },
      drawTens(
        'Part of all sums that are right, by the tens of both terms',
        [...training, ...unseen, ...left],
        [...toTraining, ...toUnseen, ...toBlock],
      ),
      drawSums('Sums with both terms from 60 to 79', left, toBlock, reversed),
    ],
  };
}
