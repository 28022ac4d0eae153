import { checkOptions } from '@thaw/backend';

import type { Callback } from './callback.ts';
import { checkEpochs, Monitor, type MonitorOptions } from './monitor.ts';

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement before the run ends. @defaultValue 5 */
  readonly patience?: number;
  /** An improvement is a change of more than this. @defaultValue 0 */
  readonly minDelta?: number;
}

/**
 * Ends training when a figure no longer improves, and puts back the weights of the best epoch; also when the run
 * comes to its last epoch. (Keras leaves the last weights unless asked, and has no patience: it ends at the first epoch that is no better.)
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
  const figure = new Monitor('earlyStopping', options, 0);
  const patience = checkEpochs('earlyStopping', 'patience', options.patience ?? 5, 1);
  let bestEpoch = 0;
  let bestWeights = new Map<string, Float32Array>();
  return {
    onTrainBegin: () => {
      figure.reset();
      bestEpoch = 0;
      bestWeights = new Map();
    },
    onEpochEnd: async ({ epoch, logs }, { model, stop }) => {
      if (figure.improves(logs)) {
        bestEpoch = epoch;
        bestWeights = new Map();
        for (const [path, weight] of model.weights()) bestWeights.set(path, await weight.data());
      } else if (epoch - bestEpoch >= patience) {
        stop(
          bestEpoch === 0
            ? `${figure.name} was not a number in any epoch.`
            : `${figure.name} did not improve for ${patience} epochs; the weights of epoch ${bestEpoch} are kept.`,
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
