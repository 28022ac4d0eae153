import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';
import { type AnyModule, type BatchSource, Module } from '@thaw/core';

import { resetState } from './recurrent.ts';

/** Options of `textStreams`. */
export interface TextStreamsOptions {
  /** How many places of the text are read at once. */
  readonly batchSize: number;
  /** Steps in a batch: how far back a gradient reaches. */
  readonly length: number;
  /** The model whose carried state is forgotten when an epoch begins and when it ends. @defaultValue none */
  readonly model?: AnyModule;
}

/**
 * A text as batches for truncated backpropagation through time. It is cut into `batchSize` streams of equal length,
 * and each batch has the next `length` ids of every stream: row i goes on where row i of the batch before ended. The
 * target of an id is the id after it. What does not fill a batch at the end is left out.
 *
 * Shapes: input and target [batchSize, length], int32.
 *
 * @throws {ArgumentError} when an id is no whole number from 0 on, or the text does not fill a batch.
 * @example
 * ```ts
 * import { textStreams } from '@thaw/rnn';
 *
 * const batches = textStreams([0, 1, 2, 3, 4, 5, 6, 7, 8], { batchSize: 2, length: 2 });
 * for (const { input } of batches.epoch(0)) console.log(...input.data); // 0 1 4 5, then 2 3 6 7
 * ```
 */
export function textStreams(ids: ArrayLike<number>, options: TextStreamsOptions): TextStreams {
  return new TextStreams(ids, options);
}

/** Ids in a batch, with their shape. */
interface Ids {
  readonly data: Int32Array;
  readonly shape: readonly [batchSize: number, length: number];
}

/** What `textStreams` gives. */
export class TextStreams implements BatchSource {
  /** How many batches an epoch has. */
  readonly length: number;
  readonly #ids: Int32Array;
  readonly #options: TextStreamsOptions;

  constructor(ids: ArrayLike<number>, options: TextStreamsOptions) {
    checkOptions('textStreams', options, ['batchSize', 'length', 'model']);
    const batchSize = checkSize('textStreams', 'batchSize', options.batchSize);
    const length = checkSize('textStreams', 'length', options.length);
    if (options.model !== undefined && !(options.model instanceof Module)) {
      throw new ArgumentError(
        `textStreams: model is the one that is trained, got ${describe(options.model)}.`,
      );
    }
    this.#ids = wholeIds(ids);
    this.#options = options;
    this.length = Math.floor(streamLength(ids.length, batchSize) / length);
    if (this.length > 0) return;
    throw new ArgumentError(
      `textStreams: ${batchSize} streams of ${length} ids and the one after need ${batchSize * length + 1} ids, ` +
        `and the text has ${ids.length}; lower batchSize or length.`,
    );
  }

  /** The same batches each epoch: their order is that of the text. */
  *epoch(_index: number): Generator<{ readonly input: Ids; readonly target: Ids }, void, void> {
    const { batchSize, length, model } = this.#options;
    const stream = streamLength(this.#ids.length, batchSize);
    const window = (begin: number): Ids => {
      const data = new Int32Array(batchSize * length);
      for (let row = 0; row < batchSize; row++) {
        const from = row * stream + begin;
        data.set(this.#ids.subarray(from, from + length), row * length);
      }
      return { data, shape: [batchSize, length] };
    };
    try {
      if (model) resetState(model);
      for (let i = 0; i < this.length; i++) {
        yield { input: window(i * length), target: window(i * length + 1) };
      }
    } finally {
      if (model) resetState(model);
    }
  }
}

/** How many ids each stream has; the last one needs an id after it. */
function streamLength(ids: number, batchSize: number): number {
  return Math.floor((ids - 1) / batchSize);
}

function wholeIds(ids: ArrayLike<number>): Int32Array {
  if (typeof ids !== 'object' || typeof ids?.length !== 'number') {
    throw new ArgumentError(
      `textStreams: its first argument is the text in ids, an array of numbers, got ${describe(ids)}.`,
    );
  }
  for (let i = 0; i < ids.length; i++) {
    if (Number.isInteger(ids[i]) && ids[i]! >= 0 && ids[i]! < 2 ** 31) continue;
    throw new ArgumentError(
      `textStreams: id ${describe(ids[i])} at place ${i} is no whole number from 0 on; encode the text first.`,
    );
  }
  return Int32Array.from(ids);
}
