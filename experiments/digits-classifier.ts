import { accuracy, evaluate, type Module, Random, seed, sparseCategoricalCrossentropy } from '@thaw/core';
import { earlyStopping, terminateOnNaN } from '@thaw/core/callbacks';
import { digits, type LabelledColumns, type Table } from '@thaw/datasets';
import { adam } from '@thaw/optimizers';

import { answerWith, lossCurves, look } from './digits-pictures.ts';
import {
  type Budget,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
  type RunOptions,
  type Setting,
} from './experiment.ts';
import type { Images, Picture } from './picture.ts';
import { watchFit, type WatchedStep } from './watch-fit.ts';

/** What tells one classifier of the digits from another. */
export interface DigitsRecipe extends Pick<Experiment, 'id' | 'title' | 'year' | 'source'> {
  /**
   * A new model; its initial weights come from the shared generator.
   *
   * @param setting the value of one of `settings`.
   */
  build(setting: (name: string) => number): Module;
  /** What a reader may change beside the learning rate. */
  readonly settings?: readonly Setting[];
  /** Whether it takes images, [8, 8, 1], or rows of 64 numbers. */
  readonly images: boolean;
  readonly learningRate: number;
  readonly epochs: Record<Budget, number>;
  /** The least accuracy on the held-out fifth, as the mean of the seeds. */
  readonly bar: number;
  /** The filters of the first layer as images. */
  filters(model: Module): Promise<Images>;
}

type Digits = Table<LabelledColumns>;

/**
 * An experiment that classifies the UCI optical digits.
 *
 * A stratified fifth, drawn by the seed, is held out. Of the other images a stratified tenth decides when training
 * stops; the held-out ones decide nothing. A second model learns from images 0 to 1414 alone and is tested on the rest,
 * which other people wrote.
 */
export function digitsExperiment(recipe: DigitsRecipe): Experiment {
  const { id, title, year, source, images, bar, settings = [], learningRate: rate } = recipe;
  const experiment: Experiment = {
    id,
    title,
    year,
    source,
    seeds: [1, 2, 3, 4, 5],
    bars: [
      {
        result: 'testAccuracy',
        claim: `at least ${(100 * bar).toFixed(0)}% right on a held-out fifth, as the mean of seeds 1 to 5`,
        atLeast: bar,
        over: 'mean',
        budgets: ['tour', 'proof'],
      },
    ],

    settings: [
      {
        kind: 'number',
        name: 'rate',
        label: 'Learning rate',
        low: 0.0001,
        high: 1,
        step: 0.0001,
        value: rate,
        logarithmic: true,
      },
      ...settings,
    ],

    async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
      const { seed: value, budget, keepModel = false } = options;
      const setting = (name: string): number => numberOf(experiment, options, name);
      const plan: Plan = {
        ...recipe,
        budget,
        learningRate: setting('rate'),
        make: () => recipe.build(setting),
      };
      seed(value);
      const all = digits({ images });
      const random = new Random(value).fork('held-out');
      const split = all.split({ test: 0.2 }, { stratify: 'target', random });
      const training = budget === 'test' ? split.training.shuffle(random).take(500) : split.training;
      const first = yield* learn(plan, 'digits', training, split.test);
      try {
        const results: Record<string, number> = { testAccuracy: first.accuracy };
        let { steps } = first;
        if (budget !== 'test') {
          const second = yield* learn(plan, 'new writers', all.slice(0, 1415), all.slice(1415, all.rows));
          second.model.dispose();
          results['newWritersAccuracy'] = second.accuracy;
          steps += second.steps;
        }
        const writers =
          results['newWritersAccuracy'] === undefined
            ? ''
            : `; ${percent(results['newWritersAccuracy'])} when the writers are new to it`;
        return {
          results,
          summary: `${percent(first.accuracy)} of ${split.test.rows} held-out digits right${writers}`,
          steps,
          pictures: [
            ...first.pictures,
            ...(await look(title, first.model, split.test)),
            await recipe.filters(first.model),
          ],
          ...(keepModel ? { answer: answerWith(first.model, images) } : {}),
        };
      } finally {
        if (!keepModel) first.model.dispose();
      }
    },
  };
  return experiment;
}

/** A recipe with the values of one run. */
interface Plan extends DigitsRecipe {
  readonly budget: Budget;
  make(): Module;
}

interface Learned {
  readonly model: Module;
  readonly accuracy: number;
  readonly steps: number;
  readonly pictures: readonly Picture[];
}

async function* learn(
  plan: Plan,
  part: string,
  rows: Digits,
  test: Digits,
): AsyncGenerator<Progress, Learned, void> {
  const { training, validation } = rows.split({ validation: 0.1 }, { stratify: 'target' });
  const model = plan.make();
  const optimizer = adam({ learningRate: plan.learningRate });
  const epochs = plan.epochs[plan.budget];
  let finished = false;
  try {
    const history = yield* forward(
      watchFit(model, training.batches(32), {
        loss: sparseCategoricalCrossentropy,
        optimizer,
        metrics: [accuracy()],
        epochs,
        validation: validation.batches(256),
        callbacks: [earlyStopping({ patience: 10 }), terminateOnNaN()],
      }),
      { part, epochs, draw: () => plan.filters(model), answer: answerWith(model, plan.images) },
    );
    const { accuracy: right } = await evaluate(model, test.batches(256), { metrics: [accuracy()] });
    finished = true;
    const validationLosses = history.epochs.map(({ logs }) => logs['validationLoss']!);
    return {
      model,
      accuracy: right,
      steps: history.losses.length,
      pictures: [lossCurves(plan.title, history.losses, validationLosses)],
    };
  } finally {
    optimizer.dispose();
    if (!finished) model.dispose();
  }
}

/** Passes the steps of `fit` on as progress; returns its history. */
async function* forward<T>(
  steps: AsyncGenerator<WatchedStep, T, void>,
  { epochs, ...always }: Pick<Progress, 'part' | 'draw' | 'answer'> & { readonly epochs: number },
): AsyncGenerator<Progress, T, void> {
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) return next.value;
      const { step, stepsPerEpoch = 0, loss, lastEpoch } = next.value;
      const validationAccuracy = lastEpoch?.logs['validationAccuracy'];
      const figures = validationAccuracy === undefined ? {} : { validationAccuracy };
      yield { ...always, step, steps: stepsPerEpoch * epochs, loss, figures };
    }
  } finally {
    await steps.return(undefined as T); // whoever leaves the loop early ends the training too
  }
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)}%`;
}
