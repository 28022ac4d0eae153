import { ArgumentError, checkOptions } from '@thaw/backend';

import type { Callback } from './callback.ts';

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** The log to watch. @defaultValue 'validationLoss' */
  readonly monitor?: string;
  /** Whether less or more is better. @defaultValue 'max' for names that end in accuracy, else 'min' */
  readonly mode?: 'min' | 'max';
  /** Epochs without improvement before the run ends. @defaultValue 5 */
  readonly patience?: number;
  /** An improvement is a change of more than this. @defaultValue 0 */
  readonly minDelta?: number;
}

/**
 * Ends training when a figure no longer improves, and puts back the weights of the best epoch; also when the run
 * comes to its last epoch. (Keras leaves the last weights unless asked; here the best are what one gets.)
 *
 * @throws {ArgumentError} when patience is not a whole number from 1 on, minDelta is negative, or the run has no such log.
 * @see Prechelt 1998, "Early stopping, but when?", https://doi.org/10.1007/3-540-49430-8_3
 * @example
 * ```ts
 * import { earlyStopping } from '@thaw/core/callbacks';
 *
 * const callbacks = [earlyStopping({ monitor: 'validationAccuracy', patience: 3 })];
 * ```
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  checkOptions('earlyStopping', options, ['monitor', 'mode', 'patience', 'minDelta']);
  const { monitor = 'validationLoss', patience = 5, minDelta = 0 } = options;
  const mode = options.mode ?? (/accuracy$/i.test(monitor) ? 'max' : 'min');
  if (!Number.isInteger(patience) || patience < 1) {
    throw new ArgumentError(
      `earlyStopping: patience must be a whole number of epochs from 1 on, got ${patience}.`,
    );
  }
  if (!(minDelta >= 0))
    throw new ArgumentError(`earlyStopping: minDelta must be 0 or more, got ${minDelta}.`);
  const sign = mode === 'min' ? -1 : 1;
  let best = -Infinity;
  let bestEpoch = 0;
  let bestWeights = new Map<string, Float32Array>();
  return {
    onTrainBegin: () => {
      best = -Infinity;
      bestEpoch = 0;
      bestWeights = new Map();
    },
    onEpochEnd: async ({ epoch, logs }, { model, stop }) => {
      const value = logs[monitor];
      if (value === undefined) {
        const mend = monitor.startsWith('validation')
          ? ' Pass validation batches to fit, or watch another.'
          : '';
        throw new ArgumentError(
          `earlyStopping: there is no log "${monitor}"; this run has ${Object.keys(logs).join(', ')}.${mend}`,
        );
      }
      if (sign * value > best + minDelta) {
        best = sign * value;
        bestEpoch = epoch;
        bestWeights = new Map();
        for (const [path, weight] of model.weights()) bestWeights.set(path, await weight.data());
      } else if (epoch - bestEpoch >= patience) {
        stop(
          bestEpoch === 0
            ? `${monitor} was not a number in any epoch.`
            : `${monitor} did not improve for ${patience} epochs; the weights of epoch ${bestEpoch} are kept.`,
        );
      }
    },
    onTrainEnd: ({ model }) => {
      for (const [path, weight] of model.weights()) {
        const values = bestWeights.get(path);
        if (values) weight.assign(values);
      }
    },
  };
}
