import { ArgumentError, Random, seedFrom } from '@thaw/backend';

import { type Batch, type Batches, epochOf } from '../training/batch.ts';
import { Course, type Place } from '../training/course.ts';

/** The course of a run that goes on: of the epoch in which it stopped come the batches that are left, then all is as in any run. */
export class ResumedCourse extends Course {
  readonly #name: string;
  #from: Place | undefined;

  /** @param name how messages name the checkpoint. */
  constructor(name: string, place: Place) {
    super(Random.from(place.random));
    this.#name = name;
    this.#from = place;
    this.step = place.step;
    this.epoch = place.epoch;
    this.stepsOfEpoch = place.stepsOfEpoch;
    this.epochBegin = place.shared.epochBegin;
    this.now = place.shared.now;
    seedFrom(place.shared.now);
  }

  /**
   * The batches that were gone through already are gone through again and left aside, with the generator that `seed` seeds as it was
   * then, so that whatever batches draw from it they draw again.
   *
   * @throws {ArgumentError} when there are fewer than that.
   */
  override batchesOf(batches: Batches): Iterable<Batch> | AsyncIterable<Batch> {
    const from = this.#from;
    this.#from = undefined;
    return from ? this.#rest(batches, from) : super.batchesOf(batches);
  }

  async *#rest(batches: Batches, { stepsOfEpoch, shared }: Place): AsyncGenerator<Batch, void, void> {
    seedFrom(shared.epochBegin);
    const given = epochOf(batches, this.epoch - 1);
    if (stepsOfEpoch === 0) seedFrom(shared.now);
    let met = 0;
    for await (const batch of given) {
      met++;
      if (met > stepsOfEpoch) yield batch;
      else if (met === stepsOfEpoch) seedFrom(shared.now);
    }
    if (met < stepsOfEpoch) {
      throw new ArgumentError(
        `${this.#name}: it was written after step ${stepsOfEpoch} of epoch ${this.epoch}, and the batches of that epoch are only ${met}; go on with the same batches.`,
      );
    }
  }
}
