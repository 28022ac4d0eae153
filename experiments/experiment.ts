import type { Picture } from './picture.ts';

/**
 * How much an experiment may spend: `test` is a smaller task of the same kind (seconds), `tour` is what the tour runs,
 * `proof` is full size. Only `proof` must reach every bar.
 */
export type Budget = 'test' | 'tour' | 'proof';

/** A figure that an experiment is judged by. */
export interface Bar {
  /** The key in `results`. */
  readonly result: string;
  /** The bar in words: what is measured, and on what. */
  readonly claim: string;
  /** The figure must not be below this. */
  readonly atLeast?: number;
  /** The figure must not be above this. */
  readonly atMost?: number;
  /** Whether it holds for the mean over the seeds or for each of them. */
  readonly over: 'mean' | 'each';
  /** The budgets that try for it. */
  readonly budgets: readonly Budget[];
}

/** What is known after a step. */
export interface Progress {
  /** What is being done, when an experiment has several parts. */
  readonly part: string;
  /** Counted from 1 within the part. */
  readonly step: number;
  /** How many steps the part has at most. */
  readonly steps: number;
  readonly loss: number;
  /** What else is known by now, such as `validationAccuracy`. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Draws what the model has learned so far, where that can be drawn. */
  readonly draw?: () => Promise<Picture>;
}

/** What an experiment ends with. */
export interface Outcome {
  /** Figures by name; `testAccuracy` between 0 and 1 where something was held out. */
  readonly results: Readonly<Record<string, number>>;
  /** One sentence about what was learned, with its figures. */
  readonly summary: string;
  /** What there is to look at. */
  readonly pictures: readonly Picture[];
  /** Training steps taken in all. */
  readonly steps: number;
}

/** One published result: its data, model, steps and what counts as reaching it. */
export interface Experiment {
  /** The name of its file, of its stop in the tour, and of `proof <id>`. */
  readonly id: string;
  readonly title: string;
  /** The year of the result. */
  readonly year: number;
  /** Where it was published. */
  readonly source: string;
  readonly bars: readonly Bar[];
  /** The seeds of a proof. */
  readonly seeds: readonly number[];
  /** Runs it: yields after steps, returns the outcome. The same seed and budget give the same figures. */
  run(options: { readonly seed: number; readonly budget: Budget }): AsyncGenerator<Progress, Outcome, void>;
}

/** Whether a figure reaches a bar. */
export function reaches(bar: Bar, figure: number): boolean {
  return figure >= (bar.atLeast ?? -Infinity) && figure <= (bar.atMost ?? Infinity);
}
