import {
  accuracy,
  confusionMatrix,
  evaluate,
  type Module,
  predict,
  Random,
  seed,
  sparseCategoricalCrossentropy,
  tf,
} from '@thaw/core';
import { earlyStopping, terminateOnNaN } from '@thaw/core/callbacks';
import { digits, digitsClasses, type LabelledColumns, type Table } from '@thaw/datasets';
import { adam } from '@thaw/optimizers';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import type { Images, Picture } from './picture.ts';
import { watchFit, type WatchedStep } from './watch-fit.ts';

/** What tells one classifier of the digits from another. */
export interface DigitsRecipe extends Pick<Experiment, 'id' | 'title' | 'year' | 'source'> {
  /** A new model; its initial weights come from the shared generator. */
  build(): Module;
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
  const { id, title, year, source, images, bar } = recipe;
  return {
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

    async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
      seed(value);
      const all = digits({ images });
      const random = new Random(value).fork('held-out');
      const split = all.split({ test: 0.2 }, { stratify: 'target', random });
      const training = budget === 'test' ? split.training.shuffle(random).take(500) : split.training;
      const first = yield* learn(recipe, 'digits', training, split.test, budget);
      try {
        const results: Record<string, number> = { testAccuracy: first.accuracy };
        let { steps } = first;
        if (budget !== 'test') {
          const second = yield* learn(
            recipe,
            'new writers',
            all.slice(0, 1415),
            all.slice(1415, all.rows),
            budget,
          );
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
          pictures: [...first.pictures, ...(await look(recipe, first.model, split.test))],
        };
      } finally {
        first.model.dispose();
      }
    },
  };
}

interface Learned {
  readonly model: Module;
  readonly accuracy: number;
  readonly steps: number;
  readonly pictures: readonly Picture[];
}

async function* learn(
  recipe: DigitsRecipe,
  part: string,
  rows: Digits,
  test: Digits,
  budget: Budget,
): AsyncGenerator<Progress, Learned, void> {
  const { training, validation } = rows.split({ validation: 0.1 }, { stratify: 'target' });
  const model = recipe.build();
  const optimizer = adam({ learningRate: recipe.learningRate });
  const epochs = recipe.epochs[budget];
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
      part,
      epochs,
    );
    const { accuracy: right } = await evaluate(model, test.batches(256), { metrics: [accuracy()] });
    finished = true;
    const validationLosses = history.epochs.map(({ logs }) => logs['validationLoss']!);
    return {
      model,
      accuracy: right,
      steps: history.losses.length,
      pictures: [lossCurves(recipe, history.losses, validationLosses)],
    };
  } finally {
    optimizer.dispose();
    if (!finished) model.dispose();
  }
}

/** Passes the steps of `fit` on as progress; returns its history. */
async function* forward<T>(
  steps: AsyncGenerator<WatchedStep, T, void>,
  part: string,
  epochs: number,
): AsyncGenerator<Progress, T, void> {
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) return next.value;
      const { step, stepsPerEpoch = 0, loss, lastEpoch } = next.value;
      const validationAccuracy = lastEpoch?.logs['validationAccuracy'];
      const figures = validationAccuracy === undefined ? {} : { validationAccuracy };
      yield { part, step, steps: stepsPerEpoch * epochs, loss, figures };
    }
  } finally {
    await steps.return(undefined as T); // whoever leaves the loop early ends the training too
  }
}

function lossCurves(
  { title }: DigitsRecipe,
  losses: readonly number[],
  validation: readonly number[],
): Picture {
  const perEpoch = losses.length / validation.length;
  return {
    kind: 'lines',
    title: `${title}: loss`,
    x: 'step',
    y: 'loss',
    series: [
      { name: 'training', points: losses.map((loss, i) => [i + 1, loss] as const) },
      { name: 'validation', points: validation.map((loss, i) => [(i + 1) * perEpoch, loss] as const) },
    ],
  };
}

/** What the model confuses, misreads, and looks for. */
async function look(recipe: DigitsRecipe, model: Module, test: Digits): Promise<Picture[]> {
  const { confusionMatrix: counts } = await evaluate(model, test.batches(256), {
    metrics: [confusionMatrix(10)],
  });
  const { input, target } = test.columns;
  const logits = await predict(model, input);
  const best = tf.tidy(() => logits.argMax(-1));
  const answers = await best.data();
  tf.dispose([logits, best]);
  const misread = Array.from(target.data.keys()).filter((i) => answers[i] !== target.data[i]);
  return [
    { kind: 'matrix', title: `${recipe.title}: true digit and answer`, classes: [...digitsClasses], counts },
    {
      kind: 'images',
      title: `${recipe.title}: misread digits, true → answer`,
      side: 8,
      images: misread.slice(0, 24).map((i) => ({
        caption: `${target.data[i]} → ${answers[i]}`,
        pixels: Array.from(input.data.subarray(64 * i, 64 * (i + 1))),
      })),
    },
    await recipe.filters(model),
  ];
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)}%`;
}
