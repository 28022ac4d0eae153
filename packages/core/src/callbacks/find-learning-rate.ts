import { ArgumentError, checkOptions, checkSize, describe, ensureDevice, sharedRandom } from '@thaw/backend';

import type { Loss } from '../losses/loss.ts';
import type { AnyModule } from '../module/module.ts';
import type { Batches } from '../training/batch.ts';
import { checkModel } from '../training/check-training.ts';
import type { Objective } from '../training/objective.ts';
import { learningRateOf, type Optimizer, setLearningRate } from '../training/optimizer.ts';
import { type Learning, Stepper } from '../training/stepper.ts';

/** An optimizer that can be put back as it was: those of @thaw/optimizers. */
export interface RestorableOptimizer extends Optimizer {
  learningRate: number;
  /** All it remembers. */
  state(): Promise<ReadonlyMap<string, unknown>>;
  /** Goes on from what `state` gave. */
  restore(state: never): void;
}

/** Options of `findLearningRate`, with either a loss or an objective. */
export type FindLearningRateOptions<Model extends AnyModule = AnyModule> = (
  | { readonly loss: Loss; readonly objective?: undefined }
  | { readonly objective: Objective<Model>; readonly loss?: undefined }
) & {
  readonly optimizer: RestorableOptimizer;
  /** The rate of the first step. @defaultValue 1e-7 */
  readonly from?: number;
  /** The rate of the last step. @defaultValue 10 */
  readonly to?: number;
  /** How many rates are tried, one a step. @defaultValue 100 */
  readonly steps?: number;
};

/** A rate that was tried. */
export interface LearningRatePoint {
  readonly learningRate: number;
  /** The loss after the steps by smaller rates, before that by this one. */
  readonly loss: number;
}

/** What `findLearningRate` found. */
export interface LearningRateCurve {
  readonly points: readonly LearningRatePoint[];
  /** The rate at which the loss fell fastest; undefined when it fell nowhere. */
  readonly suggestion: number | undefined;
}

/**
 * Trains a few steps by growing learning rates, to find one to begin with: too small a rate changes nothing, a good one lets the
 * loss fall fast, and too large a one lets it grow.
 *
 * rate of step i = from · (to/from)^(i / (steps − 1)),  i = 0 … steps − 1
 *
 * It ends early once the loss is not finite, or four times the largest of the first quarter of the steps. Suggested is where the
 * loss, as the mean of its neighbours (a twentieth of the steps to each side), falls fastest per factor of the rate.
 *
 * Weights, buffers and the optimizer are afterwards as before, to the bit, and the generator that `seed` seeds has not moved; the
 * batches are gone through as often as the steps need.
 *
 * @throws {ArgumentError} when an option is out of its range, or the optimizer cannot be put back as it was.
 * @see Smith 2017, "Cyclical learning rates", https://arxiv.org/abs/1506.01186
 * @example
 * ```ts
 * import { meanSquaredError } from '@thaw/core';
 * import { findLearningRate } from '@thaw/core/callbacks';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const optimizer = adam();
 * const options = { loss: meanSquaredError, optimizer };
 * const { suggestion } = await findLearningRate(new Dense(2, 1), xor().batches(4), options);
 * if (suggestion !== undefined) optimizer.learningRate = suggestion;
 * ```
 */
export async function findLearningRate<Model extends AnyModule>(
  model: Model,
  batches: Batches,
  options: FindLearningRateOptions<Model>,
): Promise<LearningRateCurve> {
  const owner = 'findLearningRate';
  checkModel(owner, model);
  checkOptions(owner, options, ['loss', 'objective', 'optimizer', 'from', 'to', 'steps']);
  const { optimizer, from = 1e-7, to = 10, steps = 100 } = options;
  checkRestorable(optimizer);
  checkSize(owner, 'steps', steps, 3);
  if (!(from > 0 && to > from && to < Infinity))
    throw new ArgumentError(`${owner}: expected 0 < from < to, got from ${from} and to ${to}.`);
  await ensureDevice();
  const weights = await Promise.all(
    [...model.weights().values()].map(async (weight) => [weight, await weight.data()] as const),
  );
  const state = await optimizer.state();
  const points: LearningRatePoint[] = [];
  try {
    const random = sharedRandom().fork(owner); // by a name: nothing is drawn
    const stepper = new Stepper(model, batches, options as unknown as Learning, [], random);
    const rateOf = (step: number): number => from * (to / from) ** (step / (steps - 1));
    setLearningRate(optimizer, from);
    let done = false;
    for (let epoch = 1; !done; epoch++) {
      for await (const { reading } of stepper.epoch(epoch)) {
        const loss = (await reading.values())[0]!;
        if (Number.isFinite(loss)) points.push({ learningRate: rateOf(points.length), loss });
        done = !Number.isFinite(loss) || points.length === steps || diverges(points, steps);
        if (done) break;
        setLearningRate(optimizer, rateOf(points.length));
      }
    }
  } finally {
    for (const [weight, values] of weights) weight.assign(values);
    optimizer.restore(state as never);
  }
  return { points, suggestion: steepestDescent(points, Math.floor(steps / 20)) };
}

/**
 * The rate at which the loss falls fastest, of a curve whose rates grow by one factor.
 *
 * @param reach how many neighbours to each side each loss is averaged with; fewer at the ends.
 */
export function steepestDescent(points: readonly LearningRatePoint[], reach: number): number | undefined {
  const smooth = points.map((_, i) => {
    const k = Math.min(reach, i, points.length - 1 - i);
    const near = points.slice(i - k, i + k + 1);
    return near.reduce((sum, { loss }) => sum + loss, 0) / near.length;
  });
  let steepest = 0;
  let found: number | undefined;
  for (let i = 1; i + 1 < points.length; i++) {
    const slope = smooth[i + 1]! - smooth[i - 1]!;
    if (!(slope < steepest)) continue;
    steepest = slope;
    found = points[i]!.learningRate;
  }
  return found;
}

/** Batches differ, so the measure is the largest of many; in the first quarter the rates change little yet. */
function diverges(points: readonly LearningRatePoint[], steps: number): boolean {
  const first = points.slice(0, Math.ceil(steps / 4)).map(({ loss }) => Math.abs(loss));
  return points.at(-1)!.loss > 4 * Math.max(...first);
}

/** @throws {ArgumentError} when an optimizer has no rate to set, or cannot be put back as it was. */
function checkRestorable(optimizer: unknown): void {
  const { state, restore } = (optimizer ?? {}) as Partial<RestorableOptimizer>;
  const settable = learningRateOf((optimizer ?? {}) as Optimizer) !== undefined;
  if (settable && typeof state === 'function' && typeof restore === 'function') return;
  throw new ArgumentError(
    `findLearningRate: expected an optimizer with learningRate, state() and restore(), such as adam() of @thaw/optimizers, got ${describe(optimizer)}.`,
  );
}
