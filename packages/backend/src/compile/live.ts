import type { Random } from '../random/random.ts';
import { tf } from '../tfjs.ts';

/** What JavaScript computes for a tensor: its one number, or all of them. */
export type LiveNumbers = () => number | tf.TypedArray;

/** Notes what a step does in JavaScript, while it is traced. */
export interface LiveSink {
  effect(run: () => void): void;
  tensor(
    compute: LiveNumbers,
    shape: readonly number[],
    dtype: 'float32' | 'int32',
    random: Random | undefined,
  ): tf.Tensor;
  /** Throws what says that this would stay as it is. */
  refuse(what: string, instead?: string): never;
  /** Throws before a run in which `decide` gives something else than this. */
  decision(decide: () => string, decided: string): void;
}

let sink: LiveSink | undefined;

/** Where what is live is noted while a step is traced; undefined when it is no longer. */
export function setLiveSink(noted: LiveSink | undefined): void {
  sink = noted;
}

/** Whether a step is being traced: what runs now stands for all runs to come. */
export function isTracing(): boolean {
  return sink !== undefined;
}

/**
 * Refuses what moves on from step to step, and would stay in a step that is compiled as it was then. Elsewhere it does nothing.
 *
 * @param what the beginning of the message.
 * @param instead its end: what to do. @defaultValue to let a function compute it in each run
 * @throws {TraceError} while a step is being traced.
 */
export function refuseInTrace(what: string, instead?: string): void {
  sink?.refuse(what, instead);
}

/**
 * A way by which JavaScript lets a step go, in a word: what comes of it is the step's, and a step that is compiled asks again before each
 * run and refuses one that would go another way. `compile` has a `variant` for each.
 *
 * @throws {TraceError} from a run of another way.
 * @example
 * ```ts
 * import { decided } from '@thaw/backend';
 *
 * let step = 4;
 * console.log(decided(() => (step % 2 === 0 ? 'even' : 'odd'))); // even
 * ```
 */
export function decided(decide: () => string): string {
  const way = decide();
  sink?.decision(decide, way);
  return way;
}

/**
 * Does what a step does in JavaScript besides its tensors: counting, or moving a generator. It runs at once; in a step that is compiled,
 * before each run, in the order of the calls.
 *
 * @example
 * ```ts
 * import { everyRun } from '@thaw/backend';
 *
 * let steps = 0;
 * everyRun(() => void steps++);
 * console.log(steps); // 1
 * ```
 */
export function everyRun(effect: () => void): void {
  if (sink) sink.effect(effect);
  else effect();
}

/**
 * A tensor of numbers that JavaScript knows anew in each step, such as a learning rate. They are computed at once; in a step that is
 * compiled, before each run, in the order of the calls. Plain numbers would stay what they were when the step was compiled.
 *
 * @param compute the number, or as many as the shape holds.
 * @param shape one number by default.
 * @param random the generator that they are drawn from, where they are: it must be there before the step, or be a fork of one that was.
 * @example
 * ```ts
 * import { liveTensor, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * let step = 1;
 * liveTensor(() => 0.1 / step).print(); // 0.1
 * ```
 */
export function liveTensor(
  compute: LiveNumbers,
  shape: readonly number[] = [],
  dtype: 'float32' | 'int32' = 'float32',
  random?: Random,
): tf.Tensor {
  if (sink) return sink.tensor(compute, shape, dtype, random);
  const numbers = compute();
  return tf.tensor(typeof numbers === 'number' ? [numbers] : numbers, [...shape], dtype);
}
