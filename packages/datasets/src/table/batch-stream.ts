import { ArgumentError, checkSize, describe } from '@thaw/backend';
import type { Batch, BatchSource } from '@thaw/core';

/** Where a batch stands. */
export interface BatchPlace {
  /** Which epoch, counted from 0. */
  readonly epoch: number;
  /** Which batch of the epoch, counted from 0. */
  readonly index: number;
}

/** What makes one batch of another, at once or after a while. */
export type ChangeBatch<Given, Made> = (batch: Given, place: BatchPlace) => Made | Promise<Made>;

/** What is to be gone through by epochs. */
interface Source<Given> {
  readonly length?: number;
  epoch(index: number): Iterable<Given> | AsyncIterable<Given>;
}

/**
 * Batches that come by and by: of another source, changed on their way by a function that may wait, and asked for ahead of the step
 * that learns from them.
 *
 * Like the batches of a table it is gone through by epochs, `epoch(5)` being the same whenever it is asked for, if the source and
 * the function are; a loop over it is the next epoch. A failure is thrown where its batch would have come.
 */
export class BatchStream<Made extends Batch = Batch> implements BatchSource {
  /** How many batches an epoch has, where that is known. */
  readonly length?: number;
  readonly #epoch: (index: number) => AsyncIterable<Made>;
  #loops = 0;

  /** @param epoch the batches of an epoch. @param length how many they are. */
  constructor(epoch: (index: number) => AsyncIterable<Made>, length: number | undefined) {
    this.#epoch = epoch;
    if (length !== undefined) this.length = length;
  }

  /**
   * The batches of epoch `index`, counted from 0.
   *
   * @throws {ArgumentError} when index is not a whole number from 0 on.
   */
  epoch(index: number): AsyncIterable<Made> {
    checkSize('BatchStream.epoch', 'index', index, 0);
    return this.#epoch(index);
  }

  /** The next epoch. */
  [Symbol.asyncIterator](): AsyncIterator<Made> {
    return this.epoch(this.#loops++)[Symbol.asyncIterator]();
  }

  /** What `change` makes of every batch. */
  map<Other extends Batch>(change: ChangeBatch<Made, Other>): BatchStream<Other> {
    return mapBatches(this, change);
  }

  /**
   * The same batches, up to `count` of them asked for before they are needed: what makes them waits while the step learns.
   *
   * @throws {ArgumentError} when count is not a whole number from 1 on.
   */
  prefetch(count: number): BatchStream<Made> {
    return prefetchBatches(this, count);
  }
}

/** What `change` makes of every batch of a source; nothing is done before a batch is asked for. */
export function mapBatches<Given, Made extends Batch>(
  source: Source<Given>,
  change: ChangeBatch<Given, Made>,
): BatchStream<Made> {
  if (typeof change !== 'function') {
    throw new ArgumentError(`TableBatches.map: expected a function of a batch, got ${describe(change)}.`);
  }
  return new BatchStream((epoch) => changed(source.epoch(epoch), change, epoch), source.length);
}

/** A source whose batches are asked for ahead. */
export function prefetchBatches<Made extends Batch>(source: Source<Made>, count: number): BatchStream<Made> {
  checkSize('TableBatches.prefetch', 'count', count);
  return new BatchStream((epoch) => ahead(source.epoch(epoch), count), source.length);
}

/**
 * What is asked of it next is begun at once, without a wait for what was asked before: so that several batches can be under way,
 * which a generator, that does one thing at a time, would not let them be.
 */
function changed<Given, Made>(
  batches: Iterable<Given> | AsyncIterable<Given>,
  change: ChangeBatch<Given, Made>,
  epoch: number,
): AsyncIterable<Made> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = iteratorOf(batches);
      let index = 0;
      return {
        next: async () => {
          const place = { epoch, index: index++ };
          const { done, value } = await iterator.next();
          return done ? { done, value: undefined } : { value: await change(value, place) };
        },
        return: async () => {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

async function* ahead<Made>(
  batches: Iterable<Made> | AsyncIterable<Made>,
  count: number,
): AsyncGenerator<Made, void, void> {
  const iterator = iteratorOf(batches);
  const underway: Promise<IteratorResult<Made>>[] = [];
  const ask = (): void => {
    const next = Promise.resolve(iterator.next());
    next.catch(() => undefined); // it is met where its batch would have come, and not before
    underway.push(next);
  };
  try {
    for (;;) {
      while (underway.length <= count) ask(); // the one that is waited for, and `count` more
      const { done, value } = await underway.shift()!;
      if (done) return;
      yield value;
    }
  } finally {
    await Promise.allSettled(underway); // nothing is left at work behind a loop that was broken off
    await iterator.return?.();
  }
}

function iteratorOf<Given>(
  batches: Iterable<Given> | AsyncIterable<Given>,
): Iterator<Given> | AsyncIterator<Given> {
  return Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
}
