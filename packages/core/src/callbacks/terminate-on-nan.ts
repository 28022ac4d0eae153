import { checkOptions } from '@thaw/backend';

import { HeldStep } from '../training/held-step.ts';
import type { Callback } from './callback.ts';
import { firstNotFinite } from './first-not-finite.ts';

/** Options of `terminateOnNaN`. */
export interface TerminateOnNaNOptions {
  /** Whether to find the module that went bad; before each step the weights are then copied. @defaultValue true */
  readonly locate?: boolean;
}

/**
 * Ends training when the loss is no longer a finite number, and says at which step and which module was the first to give what is
 * not finite.
 *
 * One bad step spoils every weight, so the module is found by running that step's forward pass again with the weights, inputs and
 * random numbers it had. For this the weights that training changes are copied before each step and kept until its loss was read, a few
 * steps later: with `{ locate: false }` they are not, and the module is not named. The weights stay as training left them.
 *
 * @throws {ArgumentError} when there is no such option.
 * @example
 * ```ts
 * import { fit, meanSquaredError } from '@thaw/core';
 * import { terminateOnNaN } from '@thaw/core/callbacks';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { sgd } from '@thaw/optimizers';
 *
 * const { stopped } = await fit(new Dense(2, 1), xor().batches(4), {
 *   loss: meanSquaredError, optimizer: sgd({ learningRate: 1e30 }), epochs: 20, callbacks: [terminateOnNaN()],
 * });
 * console.log(stopped);
 * // The loss became Infinity at step 2 (epoch 2): a smaller learning rate often helps. What every module gave was finite, so it was
 * // the loss itself.
 * ```
 */
export function terminateOnNaN(options: TerminateOnNaNOptions = {}): Callback {
  checkOptions('terminateOnNaN', options, ['locate']);
  const held = new Map<number, HeldStep>();
  const release = (): void => {
    for (const step of held.values()) step.dispose();
    held.clear();
  };
  const watch: Callback = {
    onStepEnd: async ({ step, epoch, loss }, { model, stop, stopped }) => {
      const start = held.get(step);
      held.delete(step);
      try {
        if (Number.isFinite(loss) || stopped !== undefined) return;
        const first = start ? ` ${await firstNotFinite(model, start)}` : '';
        stop(
          `The loss became ${loss} at step ${step} (epoch ${epoch}): a smaller learning rate often helps.${first}`,
        );
      } finally {
        start?.dispose();
      }
    },
  };
  if (options.locate === false) return watch;
  return {
    ...watch,
    onStepBegin: (start) => void held.set(start.step, new HeldStep(start)),
    onTrainEnd: release,
  };
}
