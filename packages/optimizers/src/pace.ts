import { refuseInTrace, type tf } from '@thaw/backend';

import type { StatefulOptimizer } from './stateful-optimizer.ts';

/** The count of steps, which moves on between the runs of a compiled step. */
export interface StepNumber {
  /** Counted from 1. A compiled step would keep it, and refuses: what runs in each step may read it there, as the function of `number` does. */
  readonly step: number;
}

/** How far one step goes. */
export interface Pace extends StepNumber {
  /** The learning rate of this step and group, to be read as `step` is. */
  readonly rate: number;
  /** The decoupled decay λ: an update takes rate·λ·w away. */
  readonly weightDecay: number;
  /** Which way this step goes, where the algorithm has a `phase`. */
  readonly phase: string;
  /** A number by step or rate, as a tensor: in a compiled step it is computed anew in each run. */
  number(of: (pace: Pace) => number): tf.Tensor;
}

/**
 * The coming step of an optimizer, counted from 1.
 *
 * @throws {TraceError} while a step is being compiled.
 */
export function stepOf({ name, step }: StatefulOptimizer): number {
  refuseInTrace(`${name}: a number by step`);
  return step + 1;
}

/** What of each weight a step takes away besides, rate·λ, as a number of each step; 0 where nothing decays. */
export function decayAt(pace: Pace): 0 | (() => number) {
  return pace.weightDecay === 0 ? 0 : () => pace.rate * pace.weightDecay;
}

/** The same as a tensor. */
export function decayOf(pace: Pace): tf.Tensor | 0 {
  const decay = decayAt(pace);
  return decay && pace.number(decay);
}
