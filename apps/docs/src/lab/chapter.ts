import type { DeviceName } from '@thaw/core';
import type { Setting } from '@thaw/experiments/experiment';

import type { Judgement } from '../sandbox/messages.ts';

/** An experiment as a page has it from the start: what lab/recorded-loader.cjs makes of recorded/ID.json. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly year: number;
  readonly settings: readonly Setting[];
  /** What counts as solved while it runs, where anything does. */
  readonly solvedWhen?: string;
  /** The experiment's own file, experiments/ID.ts. */
  readonly code: string;
  // The recorded run:
  readonly seed: number;
  readonly device: DeviceName;
  readonly seconds: number;
  readonly steps: number;
  readonly stepsOfPart: number;
  readonly points: readonly (readonly [part: string, step: number, loss: number])[];
  readonly figures: Readonly<Record<string, number>>;
  readonly judgements: readonly Judgement[];
  readonly results: Readonly<Record<string, number>>;
  readonly summary: string;
  /** The pictures of its outcome as the text of HTML. */
  readonly drawings: readonly { readonly title: string; readonly html: string }[];
}
