import type { Device, DeviceName, Memory } from '@thaw/core';
import type { Bar, Outcome, Setting } from '@thaw/experiments/experiment';
import type { Picture } from '@thaw/experiments/picture';

/** Values of an experiment's settings by name. */
export type SettingValues = Readonly<Record<string, number | string>>;

/** A module as a sandbox gets it: its imports read `"lab:KEY"`. */
export interface ModuleText {
  readonly key: string;
  readonly code: string;
}

/** What a run is asked for. */
export interface RunRequest {
  readonly seed: number;
  readonly settings: SettingValues;
  /** Whether to pause once the experiment counts as solved. */
  readonly stopWhenSolved: boolean;
  /** Undefined: the best there is. */
  readonly device: DeviceName | undefined;
}

/** What the page asks of the sandbox. */
export type Request =
  | { readonly type: 'modules'; readonly modules: readonly ModuleText[] }
  /** Modules that were asked for cannot be had. */
  | { readonly type: 'missing'; readonly key: string; readonly reason: string }
  /** Runs the experiment that a module exports. */
  | ({ readonly type: 'run'; readonly key: string } & RunRequest)
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  /** The wait after each step: 0 is as fast as it goes. */
  | { readonly type: 'pace'; readonly milliseconds: number }
  /** Shows an input to the model as it is by now. */
  | { readonly type: 'ask'; readonly data: readonly number[]; readonly shape: readonly number[] };

/** The loss after a step of a part of the experiment. */
export interface Point {
  readonly part: string;
  readonly step: number;
  readonly loss: number;
}

/** A bar, the figure that is held against it, and whether it is reached. */
export interface Judgement extends Pick<Bar, 'result' | 'claim'> {
  readonly figure: number;
  readonly reached: boolean;
}

/** What an experiment ended with, as data. */
export interface Ended extends Omit<Outcome, 'answer'> {
  readonly judgements: readonly Judgement[];
  readonly seconds: number;
}

/** What the sandbox tells the page: how the run goes, or which module it needs now. */
export type Report = ShownReport | { readonly type: 'need'; readonly key: string };

/** What a page shows of a run. */
export type ShownReport =
  | {
      readonly type: 'started';
      readonly title: string;
      readonly device: Device;
      readonly settings: readonly Setting[];
    }
  | {
      readonly type: 'progress';
      readonly points: readonly Point[];
      readonly steps: number;
      readonly figures: Readonly<Record<string, number>>;
      readonly memory: Memory;
    }
  | { readonly type: 'picture'; readonly picture: Picture }
  /** It counts as solved, and pauses. */
  | { readonly type: 'solved'; readonly step: number }
  /** Paused, the step under way taken and told. */
  | { readonly type: 'standing' }
  | { readonly type: 'answer'; readonly picture: Picture }
  | ({ readonly type: 'finished' } & Ended)
  /** The loss was no number any more; `part` and `step` say where. */
  | { readonly type: 'diverged'; readonly part: string; readonly step: number }
  | { readonly type: 'failed'; readonly message: string; readonly line: number | undefined };
