import { tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { Parameter, type Weight } from '../module/weight.ts';
import type { Inputs } from './batch.ts';
import { kept } from './kept.ts';
import type { DeviceBatch } from './to-device.ts';

/** A step that is about to be taken. */
export interface StepStart {
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 1 over all epochs. */
  readonly step: number;
  readonly model: AnyModule;
  /** On the device until the step was taken. */
  readonly batch: DeviceBatch;
  /** The forward pass of a batch with its loss, by the random numbers of this step. */
  compute(batch: DeviceBatch): unknown;
}

/** What is needed to run the forward pass of one step again, later: its batch, and a copy of all weights that training changes. */
export class HeldStep {
  /** The weights that training changes, as they were, by path. */
  readonly weights: ReadonlyMap<string, tf.Tensor>;
  readonly #model: AnyModule;
  readonly #batch: DeviceBatch;
  readonly #compute: StepStart['compute'];

  /** @param start the step; the caller disposes what is held of it. */
  constructor({ model, batch, compute }: StepStart) {
    const { input, target, weighting } = batch;
    this.#model = model;
    this.#compute = compute;
    this.#batch = { ...batch, input: kept(input), target: kept(target), weighting: kept(weighting) };
    const changing = [...model.weights()].filter(([, weight]) => changes(weight));
    // Products and not clones: an optimizer may change a weight in the place where it lies.
    this.weights = new Map(
      changing.map(([path, { value }]) => [path, tf.tidy(() => tf.keep(tf.mul(value, 1)))]),
    );
  }

  /** The inputs of its batch. */
  get input(): Inputs {
    return this.#batch.input;
  }

  /** Runs the forward pass by the weights as they were, with the same random numbers; then the weights are as before. */
  replay(): void {
    const now = this.#model.weights();
    const saved = [...this.weights.keys()].map((path) => tf.keep(now.get(path)!.value.clone()));
    try {
      for (const [path, value] of this.weights) now.get(path)!.assign(value);
      tf.tidy(() => void this.#compute(this.#batch));
    } finally {
      for (const [i, path] of [...this.weights.keys()].entries()) now.get(path)!.assign(saved[i]!);
      tf.dispose(saved);
    }
  }

  /** Frees what was kept. */
  dispose(): void {
    const { input, target, weighting } = this.#batch;
    tf.dispose([...this.weights.values(), input, target, weighting] as tf.TensorContainer);
  }
}

function changes(weight: Weight): boolean {
  return !(weight instanceof Parameter) || weight.trainable;
}
