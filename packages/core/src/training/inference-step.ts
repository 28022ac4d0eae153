import type { ProgramReport } from '@thaw/backend/compile';

import type { AnyModule } from '../module/module.ts';
import { Inference, type Taking } from './inference.ts';

/** A step of a model that learns nothing by it. */
export interface InferenceStep<Given extends readonly unknown[], Outputs> {
  /** One step; what it returns is the caller's to dispose. */
  take(given: Given, taking: Taking): Promise<Outputs>;
  /** Looks again at what the model is made of: before steps between which nobody changes it. */
  begin(): this;
  /** The programs there are, one for each kind of inputs. */
  readonly programs: readonly ProgramReport[];
  /** Frees the programs. */
  dispose(): void;
}

/**
 * Makes a step by which a model is used, such as writing the next id, one that can be taken as a program: by the rules of `predict`, with its one
 * warning where it cannot be compiled. What such a step may do is told at `compile` of @thaw/backend/compile. A model that keeps one frees it in
 * its `release()`.
 *
 * @param step from tensors, alone or in records and lists, to tensors.
 * @param what the steps in the warning, such as `The steps of generate`.
 * @example
 * ```ts
 * import { inferenceStep, Lambda, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const model = new Lambda((x: tf.Tensor) => x.mul(2));
 * const step = inferenceStep(model, (x: tf.Tensor) => model.forward(x).max(), 'The steps of this example');
 * const largest = await step.take([tf.tensor1d([1, 3, 2])], { compile: true });
 * console.log((await largest.data())[0]); // 6
 * largest.dispose();
 * step.dispose();
 * ```
 */
export function inferenceStep<Given extends readonly unknown[], Outputs>(
  model: AnyModule,
  step: (...given: Given) => Outputs,
  what: string,
): InferenceStep<Given, Outputs> {
  return new Inference(model, step, what).begin();
}
