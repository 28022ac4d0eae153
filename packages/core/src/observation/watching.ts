import { ArgumentError, checkSize, currentDevice, tf } from '@thaw/backend';

import type { Callback, Run } from '../callbacks/callback.ts';
import type { AnyModule } from '../module/module.ts';
import { checkModel } from '../training/check-training.ts';
import { watchSteps } from '../training/step-watchers.ts';

/** Numbers of a tensor on the host. */
export interface Observed {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** What watches some steps: what they see, and whom it is told. */
export interface WatchingOptions<Seen> {
  /** Every how many steps one is watched, the first among them. @defaultValue 1 */
  readonly every?: number;
  /** Is told each, in order, a few steps late on a GPU. @defaultValue nobody */
  readonly onStep?: (seen: Seen) => void | Promise<void>;
}

/**
 * Watches the steps of training by a gradient, from the moment it is made until `stop`. As a callback of `fit` it begins and ends with
 * the run. Nothing waits for what is read, and nothing is left when it stopped.
 */
export abstract class Watching<Seen> implements Callback {
  protected readonly model: AnyModule;
  readonly #owner: string;
  readonly #every: number;
  readonly #onStep: ((seen: Seen) => void | Promise<void>) | undefined;
  #step = 0;
  #off: (() => void) | undefined;
  #latest: Promise<Seen | undefined> = Promise.resolve(undefined);
  /** All that is on its way to `onStep`. */
  #told: Promise<void> = Promise.resolve();

  /** @throws {ArgumentError} when the model is none or `every` is not a whole number from 1 on. */
  protected constructor(owner: string, model: AnyModule, options: WatchingOptions<Seen>) {
    checkModel(owner, model);
    this.model = model;
    this.#owner = owner;
    this.#every = checkSize(owner, 'every', options.every ?? 1);
    this.#onStep = options.onStep;
  }

  /** The latest step that was watched, once it is read; undefined before the first. */
  get latest(): Promise<Seen | undefined> {
    return this.#latest;
  }

  /** Begins to watch, where it does not yet; steps are counted from 1 again. */
  start(): void {
    if (this.#off) return;
    this.#step = 0;
    const release = this.open();
    const off = watchSteps(this.model, {
      isDue: () => this.isDue,
      see: (gradients) => this.see(gradients),
      tell: (seen) => {
        this.#step++;
        if (seen) this.#tell(this.read(this.#step, seen));
      },
    });
    this.#off = () => {
      off();
      release();
    };
  }

  /**
   * Ends watching, and waits until everything was told.
   *
   * @throws what `onStep` threw.
   */
  async stop(): Promise<void> {
    this.#off?.();
    this.#off = undefined;
    const told = this.#told;
    this.#told = Promise.resolve();
    await told;
  }

  /** As a callback of `fit`. @throws {ArgumentError} when the model that is trained is another one. */
  onTrainBegin(run: Run): void {
    if (run.model !== this.model) {
      throw new ArgumentError(
        `${this.#owner}: it watches ${this.model.title}, and the model that is trained is ${run.model.title}; give it that one.`,
      );
    }
    this.start();
  }

  /** As a callback of `fit`. */
  onTrainEnd(): Promise<void> {
    return this.stop();
  }

  /** Makes ready; what is returned puts everything back. */
  protected abstract open(): () => void;

  /**
   * Looks at the gradients of a step; what is returned is called when the parameters moved, in the same scope of tensors, and gives what is to be
   * read.
   */
  protected abstract see(gradients: tf.NamedTensorMap): () => tf.NamedTensorMap;

  /** Reads what was seen of a step, and frees it. */
  protected abstract read(step: number, seen: tf.NamedTensorMap): Promise<Seen>;

  /** Whether the coming step is watched. */
  protected get isDue(): boolean {
    return this.#step % this.#every === 0;
  }

  #tell(seen: Promise<Seen>): void {
    seen.catch(() => undefined); // who asks for it meets the failure, and stop() does
    this.#latest = seen;
    const told = this.#told.then(async () => {
      const known = await seen;
      await this.#onStep?.(known);
    });
    told.catch(() => undefined);
    this.#told = told;
  }
}

/** The numbers of a tensor, which is freed. Where the device is the processor they are there at once. */
export async function readAndDispose(tensor: tf.Tensor): Promise<Observed> {
  try {
    const onProcessor = ['wasm', 'cpu'].includes(currentDevice()?.name ?? '');
    const data = onProcessor ? tensor.dataSync() : await tensor.data();
    return { shape: tensor.shape, data: data.slice() as Observed['data'] };
  } finally {
    tensor.dispose();
  }
}

/** A tensor of the same numbers, whatever an optimizer then writes in the place of the first. */
export function copyOf(tensor: tf.Tensor): tf.Tensor {
  return tf.mul(tensor, 1);
}
