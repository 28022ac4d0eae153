import type { AnyModule } from '../module/module.ts';
import type { Course } from '../training/course.ts';
import type { StepStart } from '../training/held-step.ts';
import type { LearningRule } from '../training/learning-rule.ts';
import type { Optimizer } from '../training/optimizer.ts';

/** What callbacks know of the run they watch. */
export interface Run {
  readonly model: AnyModule;
  readonly optimizer: Optimizer | undefined;
  readonly rule: LearningRule | undefined;
  readonly epochs: number;
  /** How far the run has come; on the way into a step (`onStepBegin`), before that step. */
  readonly course: Course;
  /** Known once the batches tell, or the first epoch is over. */
  readonly stepsPerEpoch: number | undefined;
  /** Why the run ends before its last epoch, once something stopped it. */
  readonly stopped: string | undefined;
  /** Ends the run after this step or epoch; the reason stands in the history. */
  stop(reason: string): void;
}

/** One step, read from the device. On a GPU it comes a few steps late. */
export interface StepReport {
  readonly epoch: number;
  readonly step: number;
  /** Which step of its epoch, counted from 1. */
  readonly stepOfEpoch: number;
  readonly loss: number;
  /** The means of loss and metrics over this epoch so far, by name. */
  readonly logs: Readonly<Record<string, number>>;
}

/** One epoch. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly steps: number;
  readonly seconds: number;
  readonly learningRate: number | undefined;
  /** `loss`, each metric, and with validation data `validationLoss`, `validationAccuracy` and so on. */
  readonly logs: Readonly<Record<string, number>>;
}

/** What a run of `fit` leaves behind. */
export interface History {
  readonly epochs: readonly EpochReport[];
  /** The loss of every step. */
  readonly losses: readonly number[];
  /** Why the run ended before its last epoch, if it did. */
  readonly stopped?: string;
}

/**
 * Something that watches `fit` and may stop it. Every method is optional; one that returns a promise is waited for.
 * `onTrainEnd` is called also when training failed, so that what was begun can be ended.
 *
 * @example
 * ```ts
 * import type { Callback } from '@thaw/core/callbacks';
 *
 * const printLoss: Callback = { onEpochEnd: ({ epoch, logs }) => console.log(epoch, logs.loss) };
 * ```
 */
export interface Callback {
  /** Once, before the first epoch. */
  onTrainBegin?(run: Run): void | Promise<void>;
  /** Before the first step of an epoch, counted from 1. */
  onEpochBegin?(epoch: number, run: Run): void | Promise<void>;
  /** Before every step, as soon as the one before is on its way. */
  onStepBegin?(start: StepStart, run: Run): void | Promise<void>;
  /** After every step, once its loss was read. */
  onStepEnd?(step: StepReport, run: Run): void | Promise<void>;
  /** After an epoch and its validation. */
  onEpochEnd?(epoch: EpochReport, run: Run): void | Promise<void>;
  /** Once, after the last epoch, a stop, or a failure. */
  onTrainEnd?(run: Run): void | Promise<void>;
}
