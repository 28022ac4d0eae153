import { ArgumentError, type Random, type RandomState, sharedRandom } from '@thaw/backend';

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
  /**
   * Puts back weights and what the optimizer or rule remembers, and gives the course from where the run stopped; throws when they are
   * others.
   */
  resume(model: AnyModule, learner: Optimizer | LearningRule): Course;
}

/** How far a run has come through its epochs. */
export class Course {
  /** How many steps were taken over all epochs. */
  step = 0;
  /** The run's own generator. */
  readonly random: Random;
  /** The epoch to which the next step belongs, counted from 1. */
  epoch = 1;
  /** How many steps of it were taken. */
  stepsOfEpoch = 0;
  /** The shared generator as the latest epoch began. */
  declare epochBegin: RandomState;
  /** The shared generator after the last step of the epoch, before the next batch is asked for; undefined between epochs. */
  declare now: RandomState | undefined;

  constructor(random: Random = sharedRandom().fork()) {
    this.random = random;
  }

  /** The batches of the epoch; `leave` is told when they are gone through. */
  batchesOf(batches: Batches): Iterable<Batch> | AsyncIterable<Batch> {
    this.epochBegin = this.now = sharedRandom().state;
    return epochOf(batches, this.epoch - 1);
  }

  /** Notes that a step was taken. */
  advance(): void {
    this.step++;
    this.stepsOfEpoch++;
    this.now = sharedRandom().state;
  }

  /** Notes that an epoch is over. @throws {ArgumentError} when it had no step. */
  leave(): void {
    if (this.stepsOfEpoch === 0) {
      throw new ArgumentError(
        this.epoch === 1
          ? 'There is nothing to learn from: the batches are empty.'
          : `The batches were used up in epoch 1 and gave nothing in epoch ${this.epoch}: pass what can be gone through ` +
              'again, such as table.batches(32), an array, or a function that makes them for each epoch.',
      );
    }
    this.epoch++;
    this.stepsOfEpoch = 0;
    this.now = undefined;
  }
}

/** Where a run stands now. */
export function placeOf({ epoch, stepsOfEpoch, step, random, epochBegin, now }: Course): Place {
  const { state } = sharedRandom();
  const shared = now ? { epochBegin, now } : { epochBegin: state, now: state };
  return { epoch, stepsOfEpoch, step, random: random.state, shared };
}
