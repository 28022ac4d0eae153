import {
  accuracy,
  type BatchSource,
  evaluate,
  type Module,
  sparseCategoricalCrossentropy,
  train,
} from '@thaw/core';
import type { LabelledColumns, Table } from '@thaw/datasets';
import { type GradientOptimizer, sgd } from '@thaw/optimizers';

import type { Progress } from './experiment.ts';
import type { Samples } from './picture.ts';

type Digits = Table<LabelledColumns>;

/** Rows to learn from, to choose by, and to report. */
export interface Parts {
  readonly training: Digits;
  readonly validation: Digits;
  readonly test: Digits;
}

/** One side of a comparison of classifiers. */
export interface Side {
  readonly name: string;
  /** A new model; its initial weights come from the shared generator. */
  build(): Module;
  /** What steps at a rate. @defaultValue gradient descent with momentum 0.9 */
  optimizer?(rate: number): GradientOptimizer;
  /** What becomes of the batches to learn from. @defaultValue they are as they are */
  prepare?(batches: BatchSource): BatchSource;
}

/** How the sides learn: all of them as long, at each rate. */
export interface GridOptions {
  readonly rates: readonly number[];
  readonly batchSize: number;
  readonly epochs: number;
}

/** What came of one rate. */
export interface Trial {
  readonly rate: number;
  readonly validationAccuracy: number;
  /** On the rows that it learned from. */
  readonly trainingAccuracy: number;
  /** The loss of each step. */
  readonly losses: readonly number[];
}

/** What came of all rates. */
export interface Chosen extends Trial {
  readonly name: string;
  /** On the rows that decided nothing. */
  readonly testAccuracy: number;
  readonly trials: readonly Trial[];
  readonly steps: number;
}

/** Trains a new model at each rate, and takes the one that is best on the validation rows; of equals the first. */
export async function* bestOfRates(
  { name, build, optimizer: make = withMomentum, prepare = (batches) => batches }: Side,
  { training, validation, test }: Parts,
  { rates, batchSize, epochs }: GridOptions,
): AsyncGenerator<Progress, Chosen, void> {
  const plain = training.batches(batchSize);
  const batches = prepare(plain);
  const steps = epochs * plain.length;
  const trials: (Trial & { testAccuracy: number })[] = [];
  for (const rate of rates) {
    const model = build();
    const optimizer = make(rate);
    const measure = async (rows: Digits, shuffle = true): Promise<number> =>
      (await evaluate(model, rows.batches(512, { shuffle }), { metrics: [accuracy()] })).accuracy;
    try {
      const losses: number[] = [];
      const options = { loss: sparseCategoricalCrossentropy, optimizer, epochs };
      for await (const { step, loss } of train(model, batches, options)) {
        losses.push(await loss);
        yield { part: `${name}, rate ${rate}`, step, steps, loss: losses.at(-1)! };
      }
      trials.push({
        rate,
        trainingAccuracy: await measure(training, false), // draws nothing: what was proved before it was told stays
        validationAccuracy: await measure(validation),
        testAccuracy: await measure(test),
        losses,
      });
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  }
  const best = trials.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  return { ...best, name, trials, steps: steps * rates.length };
}

function withMomentum(learningRate: number): GradientOptimizer {
  return sgd({ learningRate, momentum: 0.9 });
}

/** Every rate tried and what it came to, for each side. */
export function drawGrids(title: string, sides: readonly Chosen[]): Samples {
  const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
  return {
    kind: 'samples',
    title,
    columns: ['rate', ...sides.map(({ name }) => `${name}: validation digits right`)],
    rows: sides[0]!.trials.map(({ rate }, i) => [
      String(rate),
      ...sides.map(({ trials }) => percent(trials[i]!.validationAccuracy)),
    ]),
  };
}

/** The same as figures: `he at 0.01` and its kin. */
export function gridFigures(sides: readonly Chosen[]): Record<string, number> {
  return Object.fromEntries(
    sides.flatMap(({ name, trials }) =>
      trials.map(({ rate, validationAccuracy }) => [`${name} at ${rate}`, validationAccuracy]),
    ),
  );
}
