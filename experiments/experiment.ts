import type { ArrayData } from '@thaw/core';

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

/** A number that the reader of a Lab may move, or one of several ways that may be chosen. */
export type Setting = NumberSetting | ChoiceSetting;

/** A number with its limits: a slider. */
export interface NumberSetting {
  readonly kind: 'number';
  /** The key in the `settings` of `run`. */
  readonly name: string;
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly value: number;
  /** Whether the slider moves by factors: rates from 0.0001 to 1. @defaultValue false */
  readonly logarithmic?: boolean;
}

/** One of several ways: a few buttons. */
export interface ChoiceSetting {
  readonly kind: 'choice';
  readonly name: string;
  readonly label: string;
  readonly choices: readonly string[];
  readonly value: string;
}

/** What `run` is asked for; settings that are left out have their declared values. */
export interface RunOptions {
  readonly seed: number;
  readonly budget: Budget;
  readonly settings?: Readonly<Record<string, number | string>>;
  /**
   * Whether models outlive the run, so that the outcome's `answer` can be called. Whoever says so takes the memory, as a
   * Lab does, whose worker ends with the run. @defaultValue false
   */
  readonly keepModel?: boolean;
}

/** Shows a model an input of the reader's own, one row, and draws what it answers. */
export type Answer = (input: ArrayData) => Promise<Picture>;

/** What is known after a step. */
export interface Progress {
  /** What is being done, when an experiment has several parts. */
  readonly part: string;
  /** Counted from 1 within the part. */
  readonly step: number;
  /** How many steps the part has at most. */
  readonly steps: number;
  readonly loss: number;
  /** Whether what counts as solved, `solvedWhen`, holds by now. */
  readonly solved?: boolean;
  /** What else is known by now, such as `validationAccuracy`. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Draws what the model has learned so far, where that can be drawn. */
  readonly draw?: () => Promise<Picture>;
  /** Asks the model as it is by now, where a reader has something to ask: a digit drawn by hand. */
  readonly answer?: Answer | undefined;
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
  /** Asks the trained model; only with `keepModel`. */
  readonly answer?: Answer | undefined;
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
  /** What counts as solved while it still learns, in words: a reader may stop there. */
  readonly solvedWhen?: string;
  /** What a reader may change, at most four; the bars are for the declared values. */
  readonly settings?: readonly Setting[];
  /** Fails where something is missing that the project does not ship, such as a data set, and says what to do. */
  ready?(): Promise<void>;
  /** Runs it: yields after steps, returns the outcome. The same options give the same figures. */
  run(options: RunOptions): AsyncGenerator<Progress, Outcome, void>;
}

/**
 * The value of a number setting in this run.
 *
 * @throws {Error} when the experiment declares no such setting, or the value given is no number within its limits.
 */
export function numberOf(experiment: Experiment, options: RunOptions, name: string): number {
  const setting = declared(experiment, name);
  const value = options.settings?.[name] ?? setting.value;
  if (
    setting.kind !== 'number' ||
    typeof value !== 'number' ||
    !(value >= setting.low && value <= setting.high)
  ) {
    const limits =
      setting.kind === 'number' ? `a number from ${setting.low} to ${setting.high}` : 'one of its choices';
    throw new Error(`${experiment.id}: the setting ${name} must be ${limits}, got ${value}.`);
  }
  return value;
}

/**
 * The value of a choice setting in this run.
 *
 * @throws {Error} when the experiment declares no such setting, or the value given is none of its choices.
 */
export function choiceOf(experiment: Experiment, options: RunOptions, name: string): string {
  const setting = declared(experiment, name);
  const value = options.settings?.[name] ?? setting.value;
  if (setting.kind !== 'choice' || typeof value !== 'string' || !setting.choices.includes(value)) {
    const expected = setting.kind === 'choice' ? `one of ${setting.choices.join(', ')}` : 'a number';
    throw new Error(`${experiment.id}: the setting ${name} must be ${expected}, got ${value}.`);
  }
  return value;
}

function declared({ id, settings = [] }: Experiment, name: string): Setting {
  const setting = settings.find((each) => each.name === name);
  if (!setting)
    throw new Error(
      `${id} declares no setting ${name}; it has ${settings.map((each) => each.name).join(', ') || 'none'}.`,
    );
  return setting;
}

/** Whether a figure reaches a bar. */
export function reaches(bar: Bar, figure: number): boolean {
  return figure >= (bar.atLeast ?? -Infinity) && figure <= (bar.atMost ?? Infinity);
}
