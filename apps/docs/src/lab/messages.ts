import type { Device } from '@thaw/core';
import type { Bar, Budget, Outcome } from '@thaw/experiments/experiment';
import type { Picture } from '@thaw/experiments/picture';

import type { ExperimentId } from './experiments.ts';

/** What the page asks of the worker. */
export type Request =
  | {
      readonly type: 'run';
      readonly experiment: ExperimentId;
      readonly seed: number;
      readonly budget: Budget;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' }
  /** Slow motion takes few enough steps a second to be watched. */
  | { readonly type: 'pace'; readonly slow: boolean };

/** The loss after a step of a part of the experiment. */
export interface Point {
  readonly part: string;
  readonly step: number;
  readonly loss: number;
}

/** A bar, the figure that is held against it, and whether it is reached. */
export interface Judgement extends Bar {
  readonly figure: number;
  readonly reached: boolean;
}

/** What the worker tells the page. */
export type Report =
  | { readonly type: 'started'; readonly title: string; readonly device: Device }
  | { readonly type: 'progress'; readonly points: readonly Point[]; readonly steps: number }
  | { readonly type: 'picture'; readonly picture: Picture }
  | {
      readonly type: 'finished';
      readonly outcome: Outcome;
      readonly judgements: readonly Judgement[];
      readonly seconds: number;
    }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly message: string };
