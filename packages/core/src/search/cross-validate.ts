import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import { type Fold, kFold, type KFoldOptions, type Rows } from './k-fold.ts';
import { deviationOf, meanOf } from './trial.ts';

/** What was measured in each fold, and over all of them. */
export interface CrossValidation {
  /** The figures of each fold, by name. */
  readonly folds: readonly Readonly<Record<string, number>>[];
  /** The mean of each figure over the folds. */
  readonly mean: Readonly<Record<string, number>>;
  /** The standard deviation of each figure among the folds, with k − 1 below. */
  readonly deviation: Readonly<Record<string, number>>;
}

/**
 * Learns and measures k times, each time on another k-th of the rows: how well a way of learning does, and how much that is chance.
 *
 * @param run learns from `training`, measures on `validation`, and returns figures by name, such as what `evaluate` gives. It makes a
 * model of its own in each fold.
 * @throws {ArgumentError} when the folds cannot be dealt, or a fold's figures are no numbers or not those of the others.
 * @see Stone 1974, "Cross-validatory choice and assessment of statistical predictions", https://doi.org/10.1111/j.2517-6161.1974.tb00994.x
 * @example
 * ```ts
 * import { accuracy, evaluate, fit, sparseCategoricalCrossentropy } from '@thaw/core';
 * import { crossValidate } from '@thaw/core/search';
 * import { iris } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const { mean, deviation } = await crossValidate(
 *   iris(),
 *   3,
 *   async ({ training, validation }) => {
 *     using model = new Dense(4, 3);
 *     const optimizer = adam({ learningRate: 0.1 });
 *     await fit(model, training.batches(50), { loss: sparseCategoricalCrossentropy, optimizer, epochs: 5 });
 *     return await evaluate(model, validation.batches(50), { metrics: [accuracy()] });
 *   },
 *   { stratify: 'target' },
 * );
 * console.log(mean.accuracy, deviation.accuracy);
 * ```
 */
export async function crossValidate<Table extends Rows>(
  table: Table,
  k: number,
  run: (
    fold: Fold<ReturnType<Table['select']>>,
    index: number,
  ) => Promise<Readonly<Record<string, number>>> | Readonly<Record<string, number>>,
  options: KFoldOptions = {},
): Promise<CrossValidation> {
  checkOptions('crossValidate', options, ['stratify', 'random']);
  if (typeof run !== 'function')
    throw new ArgumentError(
      `crossValidate: the third argument is a function of { training, validation }, got ${describe(run)}.`,
    );
  const folds: Readonly<Record<string, number>>[] = [];
  for (const [index, fold] of kFold(table, k, options).entries()) {
    const figures: unknown = await run(fold, index);
    requireFigures(figures, folds[0]);
    folds.push(figures);
  }
  const over = (all: (values: number[]) => number): Record<string, number> =>
    Object.fromEntries(
      Object.keys(folds[0]!).map((name) => [name, all(folds.map((figures) => figures[name]!))]),
    );
  return { folds, mean: over(meanOf), deviation: over(deviationOf) };
}

function requireFigures(
  figures: unknown,
  first: Readonly<Record<string, number>> | undefined,
): asserts figures is Readonly<Record<string, number>> {
  const entries = typeof figures === 'object' && figures !== null ? Object.entries(figures) : [];
  const odd = entries.find(([, value]) => typeof value !== 'number');
  if (entries.length === 0 || odd) {
    const got = odd ? `${odd[0]}: ${describe(odd[1])}` : describe(figures);
    throw new ArgumentError(
      `crossValidate: a fold must return figures by name, such as { accuracy: 0.9 }, and returned ${got}.`,
    );
  }
  const names = entries.map(([name]) => name).join(', ');
  const expected = first && Object.keys(first).join(', ');
  if (expected === undefined || names === expected) return;
  throw new ArgumentError(`crossValidate: the first fold returned ${expected}, and another ${names}.`);
}
