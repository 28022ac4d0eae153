import { ArgumentError, Random, type RandomState, seed, sharedRandom } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { type Batch, type Batches, epochOf } from './batch.ts';
import type { LearningRule } from './learning-rule.ts';
import type { Optimizer } from './optimizer.ts';

/** Where a run stands between two steps: with weights and optimizer, all that is needed to go on as if it had never stopped. */
export interface Place {
  /** The epoch to which the next step belongs, counted from 1. */
  readonly epoch: number;
  /** How many steps of that epoch were taken. */
  readonly stepsOfEpoch: number;
  /** How many steps were taken over all epochs. */
  readonly step: number;
  /** The run's own generator, of which each step's dropout is a fork by the step's number. */
  readonly random: RandomState;
  /** The generator that `seed` seeds: as the epoch began, when its batches were asked for, and now. */
  readonly shared: { readonly epochBegin: RandomState; readonly now: RandomState };
}

/** What a run goes on from: `readCheckpoint` gives one. */
export interface Resumption {
  readonly place: Place;
  /** Puts back weights and what the optimizer or rule remembers; throws when they are others. */
  restore(model: AnyModule, learner: Optimizer | LearningRule): void;
}

/** How far a run has come through its epochs; begun anew, or at a place where another stopped. */
export class Course {
  /** The run's own generator. */
  readonly random: Random;
  #step: number;
  #epoch = 1;
  #stepsOfEpoch = 0;
  /** The shared generator within an epoch: as it began, and after the last step, before the next batch is asked for. */
  #shared: Place['shared'] | undefined;
  /** Where to go on, until that epoch is begun. */
  #from: Place | undefined;

  constructor(random?: Random, from?: Place) {
    this.random = from ? Random.from(from.random) : (random ?? sharedRandom().fork());
    this.#step = from?.step ?? 0;
    this.#from = from;
    if (from) seed(from.shared.now);
  }

  /** How many steps were taken over all epochs. */
  get step(): number {
    return this.#step;
  }

  get place(): Place {
    if (this.#from) return this.#from;
    const now = sharedRandom().state;
    return {
      epoch: this.#epoch,
      stepsOfEpoch: this.#stepsOfEpoch,
      step: this.#step,
      random: this.random.state,
      shared: this.#shared ?? { epochBegin: now, now },
    };
  }

  /**
   * The batches of an epoch; when it was begun by another run, those that are left of it. Those before are gone through and
   * left aside, with the shared generator as it was then, so that whatever they draw from it they draw again.
   *
   * @param epoch counted from 1.
   * @throws {ArgumentError} when there are none, or fewer than were gone through already.
   */
  async *epoch(batches: Batches, epoch: number): AsyncGenerator<Batch, void, void> {
    const from = this.#from;
    this.#from = undefined;
    if (from) seed(from.shared.epochBegin);
    const now = sharedRandom().state;
    this.#epoch = epoch;
    this.#stepsOfEpoch = from?.stepsOfEpoch ?? 0;
    this.#shared = from?.shared ?? { epochBegin: now, now };
    const before = this.#stepsOfEpoch;
    if (from && before === 0) seed(from.shared.now);
    let met = 0;
    for await (const batch of epochOf(batches, epoch - 1)) {
      met++;
      if (met > before) yield batch;
      else if (met === before) seed(from!.shared.now);
    }
    if (met === 0 || met < before) throw new ArgumentError(lacking(epoch, met, before));
    this.#epoch++;
    this.#stepsOfEpoch = 0;
    this.#shared = undefined;
  }

  /** Notes that a step was taken. */
  advance(): void {
    this.#step++;
    this.#stepsOfEpoch++;
    this.#shared = { epochBegin: this.#shared!.epochBegin, now: sharedRandom().state };
  }
}

function lacking(epoch: number, met: number, before: number): string {
  if (met < before) {
    return `The run stopped after step ${before} of epoch ${epoch}, and the batches of that epoch are only ${met}; go on with the same batches.`;
  }
  return epoch === 1
    ? 'There is nothing to learn from: the batches are empty.'
    : `The batches were used up in epoch 1 and gave nothing in epoch ${epoch}: pass what can be gone through ` +
        'again, such as table.batches(32), an array, or a function that makes them for each epoch.';
}
