import { Transformer } from '@thaw/attention';
import { seed, sharedRandom, sparseCategoricalCrossentropy as loss, train } from '@thaw/core';
import { dates as splitDates } from '@thaw/datasets';
import { adam } from '@thaw/optimizers';

import {
  drawAlignment,
  drawBatches,
  drawTranslations,
  inAllForms,
  readable,
  type Translation,
  translations,
  writable,
} from './dates-as-text.ts';
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

/** Steps of 64 dates, the model's width, and how many unseen days are asked in all their forms. */
const plans: Record<Budget, { steps: number; width: number; days: number }> = {
  test: { steps: 20, width: 16, days: 5 },
  tour: { steps: 800, width: 64, days: 100 },
  proof: { steps: 1000, width: 64, days: 700 },
};
/** What is drawn: the month a name, the day before it. */
const FORM = 0;

/**
 * The Transformer translates dates from ten written forms into YYYY-MM-DD, letter by letter, and shows where it looks.
 *
 * Two blocks read and two write; a step is 64 dates, and the last quarter of the steps are a tenth as long. A fifth of the
 * days of a century is held out: the days that are asked at the end were seen in no form.
 *
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762; Bahdanau et al. 2015 for pictures of the alignment
 */
export const dates: Experiment = {
  id: 'dates',
  title: 'The Transformer translates dates',
  year: 2017,
  source: 'Vaswani et al., "Attention is all you need"',
  seeds: [1, 2, 3],
  solvedWhen: '98% of the watched dates are right in every letter',
  bars: [
    {
      result: 'unseenAccuracy',
      claim: 'at least 98% of dates it never saw, right in every letter',
      atLeast: 0.98,
      over: 'each',
      budgets: ['tour', 'proof'],
    },
  ],
  settings: [
    { kind: 'number', name: 'layers', label: 'Blocks on each side', low: 1, high: 3, step: 1, value: 2 },
    { kind: 'choice', name: 'heads', label: 'Heads', choices: ['1', '2', '4', '8'], value: '4' },
    {
      kind: 'choice',
      name: 'norm',
      label: 'Normalizes each part',
      choices: ['before', 'after'],
      value: 'before',
    },
    {
      kind: 'number',
      name: 'rate',
      label: 'Learning rate',
      low: 0.0001,
      high: 1,
      step: 0.0001,
      value: 0.002,
      logarithmic: true,
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const { steps, width, days } = plans[options.budget];
    const { training, unseen } = splitDates();
    const watched = inAllForms(training.slice(0, 20));
    const learnt = training.slice(20);
    const model = new Transformer({
      sourceVocabularySize: readable.vocabularySize,
      targetVocabularySize: writable.vocabularySize,
      width,
      numHeads: Number(choiceOf(dates, options, 'heads')),
      layers: numberOf(dates, options, 'layers'),
      hiddenUnits: 2 * width,
      norm: choiceOf(dates, options, 'norm') === 'before' ? 'pre' : 'post',
      dropout: 0,
      paddingId: 0,
    });
    const rate = numberOf(dates, options, 'rate');
    // At the end steps of a tenth, so that the figures do not hang on what the last batches happened to be.
    const phases = [
      { part: 0.75, learningRate: rate },
      { part: 0.25, learningRate: rate / 10 },
    ];
    const random = sharedRandom().fork();
    const draw = (): Promise<Picture> => drawAlignment(model, watched[FORM]!);
    const losses: [number, number][] = [];
    const accuracies: [number, number][] = [];
    try {
      for (const { part, learningRate } of phases) {
        const optimizer = adam({ learningRate });
        const batches = drawBatches(learnt, Math.round(part * steps), random);
        try {
          for await (const { loss: reading } of train(model, batches, { loss, optimizer })) {
            const value = await reading;
            const step = losses.push([losses.length + 1, value]);
            if (step % 100 === 0)
              accuracies.push([step, rightOf(watched, await translations(model, watched))]);
            const validationAccuracy = accuracies.at(-1)?.[1] ?? 0;
            const solved = validationAccuracy >= 0.98;
            yield { part: 'dates', step, steps, loss: value, solved, figures: { validationAccuracy }, draw };
          }
        } finally {
          optimizer.dispose();
        }
      }
      const asked = inAllForms(unseen.slice(0, days));
      return { steps, ...(await examine(model, asked, losses, accuracies)) };
    } finally {
      model.dispose();
    }
  },
};

/** Translates dates that were never seen, and draws what comes of it. */
async function examine(
  model: Transformer,
  asked: readonly Translation[],
  losses: readonly [number, number][],
  accuracies: readonly [number, number][],
): Promise<Omit<Outcome, 'steps'>> {
  const answers = await translations(model, asked);
  const unseenAccuracy = rightOf(asked, answers);
  return {
    results: { unseenAccuracy },
    summary: `${(100 * unseenAccuracy).toFixed(2)}% of ${asked.length / 10} days it never saw, each in ten forms, are right in every letter`,
    pictures: [
      {
        kind: 'lines',
        title: 'Dates: loss, and the part of the watched dates that are right',
        x: 'step',
        y: '',
        series: [
          { name: 'loss', points: losses },
          { name: 'right', points: accuracies },
        ],
      },
      await drawAlignment(model, asked[FORM]!),
      drawTranslations('Dates it never saw', asked, answers),
    ],
  };
}

/** The part of the translations that are right in every letter. */
function rightOf(asked: readonly Translation[], answers: readonly string[]): number {
  return asked.filter(({ iso }, i) => answers[i] === iso).length / asked.length;
}
