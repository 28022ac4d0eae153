import { Random, tf } from '@thaw/backend';

import type { Weighting } from '../losses/weighting.ts';
import type { AnyModule, Context } from '../module/module.ts';
import type { Inputs } from './batch.ts';
import type { Goal, Told } from './goal.ts';
import { Inference, type Taking } from './inference.ts';
import { keptWith } from './keep-with.ts';
import type { AnyObjective } from './objective.ts';
import type { DeviceBatch } from './to-device.ts';

/** What of a batch an objective is given. */
interface Given {
  readonly input: Inputs;
  readonly target: Inputs | undefined;
  readonly weighting: Weighting | undefined;
}

/** Measures a model by an objective, batch by batch: by programs where that pays. */
class Pursuit {
  readonly #inference: Inference<[Given], Told>;
  /** The one generator of all batches: before each it becomes that of the batch. */
  readonly #random = new Random(0);

  constructor(model: AnyModule, goal: Goal) {
    const step = (given: Given): Told => goal.pursue(given, { training: false, random: this.#random });
    this.#inference = new Inference(model, step, 'The measurements by this objective');
  }

  begin(): this {
    this.#inference.begin();
    return this;
  }

  /** What the objective says of a batch; the caller's to dispose. */
  take(batch: DeviceBatch, { random }: Context, taking: Taking): Promise<Told> {
    const { input, target, weighting } = batch;
    this.#random.become(random!);
    return this.#inference.take([{ input, target, weighting }], taking);
  }

  dispose(): void {
    this.#inference.dispose();
  }
}

/** The measurements of a model by an objective, kept with it until it is measured by another. */
export function pursuitOf(model: AnyModule, objective: AnyObjective, goal: Goal): Pursuit {
  return keptWith(model, 'objective', [objective], () => new Pursuit(model, goal)).begin();
}

/** The tensors of it. */
export function tensorsOf({ loss, figures }: Told): tf.Tensor[] {
  return [loss, ...Object.values(figures)].filter((value) => value instanceof tf.Tensor);
}
