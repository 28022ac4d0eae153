import { checkOptions } from '@thaw/backend';

import { defaultStream, type ProgressStream } from '../callbacks/progress-bar.ts';
import type { SearchProgress } from './run-trials.ts';
import { figure, settingTexts, type Trial } from './trial.ts';

/** Options of `printTrials`. */
export interface PrintTrialsOptions {
  /** @defaultValue the terminal's standard output; in a browser, the console */
  readonly stream?: ProgressStream;
}

/**
 * Prints a line after every trial of a search: what it tried, its score, and the best so far. For `onTrial`.
 *
 * @example
 * ```ts
 * import { choice, gridSearch, printTrials } from '@thaw/core/search';
 *
 * await gridSearch({ units: choice(1, 2) }, ({ units }) => 1 / units, { onTrial: printTrials() });
 * // trial 1/2 · units 1 · score 1 · best 1
 * // trial 2/2 · units 2 · score 0.5 · best 0.5
 * ```
 */
export function printTrials(
  options: PrintTrialsOptions = {},
): (trial: Trial<unknown>, progress: SearchProgress<unknown>) => void {
  checkOptions('printTrials', options, ['stream']);
  const stream = options.stream ?? defaultStream();
  return ({ settings, budget, score, pruned }, { done, total, best }) => {
    const texts = Object.entries(settingTexts(settings as Record<string, unknown>));
    const parts = [
      `trial ${done}/${total}`,
      ...texts.map(([name, text]) => `${name} ${text}`),
      ...(budget === undefined ? [] : [`budget ${budget}`]),
      `score ${figure(score)}${pruned ? ' (pruned)' : ''}`,
      `best ${figure(best.score)}`,
    ];
    stream.write(`${parts.join(' · ')}\n`);
  };
}
