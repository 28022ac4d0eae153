import { ArgumentError, checkOptions } from '@thaw/backend';

import { learningRateOf, setLearningRate } from '../training/optimizer.ts';
import type { Callback } from './callback.ts';
import { checkEpochs, Monitor, type MonitorOptions } from './monitor.ts';

/** Options of `reduceLearningRateOnPlateau`. */
export interface ReduceLearningRateOptions extends MonitorOptions {
  /** What the rate is multiplied by. @defaultValue 0.1 */
  readonly factor?: number;
  /** Epochs without improvement before the rate is reduced. @defaultValue 10 */
  readonly patience?: number;
  /** An improvement is a change of more than this. @defaultValue 1e-4 */
  readonly minDelta?: number;
  /** Epochs after a reduction that do not count. @defaultValue 0 */
  readonly cooldown?: number;
  /** The rate goes no lower. @defaultValue 0 */
  readonly minLearningRate?: number;
}

/**
 * Takes smaller steps when a figure no longer improves: α ← max(factor·α, minLearningRate).
 *
 * The rate that is set ends a schedule the optimizer may have had; groups with a rate of their own keep it.
 *
 * @throws {ArgumentError} when an option is out of its range, the run has no such log, or its optimizer has no learningRate to set.
 * @see the callback of Keras, https://keras.io/api/callbacks/reduce_lr_on_plateau/
 * @example
 * ```ts
 * import { reduceLearningRateOnPlateau } from '@thaw/core/callbacks';
 *
 * const callbacks = [reduceLearningRateOnPlateau({ monitor: 'validationLoss', factor: 0.5, patience: 3 })];
 * ```
 */
export function reduceLearningRateOnPlateau(options: ReduceLearningRateOptions = {}): Callback {
  const owner = 'reduceLearningRateOnPlateau';
  checkOptions(owner, options, [
    'monitor',
    'mode',
    'factor',
    'patience',
    'minDelta',
    'cooldown',
    'minLearningRate',
  ]);
  const figure = new Monitor(owner, options, 1e-4);
  const { factor = 0.1, minLearningRate = 0 } = options;
  const patience = checkEpochs(owner, 'patience', options.patience ?? 10, 1);
  const cooldown = checkEpochs(owner, 'cooldown', options.cooldown ?? 0, 0);
  if (!(factor > 0 && factor < 1))
    throw new ArgumentError(`${owner}: factor must be between 0 and 1, got ${factor}.`);
  if (!(minLearningRate >= 0))
    throw new ArgumentError(`${owner}: minLearningRate must be 0 or more, got ${minLearningRate}.`);
  let waited = 0;
  let resting = 0;
  return {
    onTrainBegin: ({ optimizer }) => {
      if (!optimizer || learningRateOf(optimizer) === undefined) {
        throw new ArgumentError(
          `${owner}: this run has no optimizer with a learningRate to set; those of @thaw/optimizers have one.`,
        );
      }
      figure.reset();
      waited = resting = 0;
    },
    onEpochEnd: ({ logs }, { optimizer }) => {
      if (resting > 0) {
        resting--;
        waited = 0;
      }
      if (figure.improves(logs)) waited = 0;
      else if (resting === 0) waited++;
      const rate = learningRateOf(optimizer!)!;
      if (waited < patience || rate <= minLearningRate) return;
      setLearningRate(optimizer!, Math.max(rate * factor, minLearningRate));
      waited = 0;
      resting = cooldown;
    },
  };
}
