import type { Callback } from './callback.ts';

/**
 * Ends training when the loss is no longer a finite number, and says at which step.
 *
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
 * console.log(stopped); // The loss became Infinity at step 2 (epoch 2): a smaller learning rate often helps.
 * ```
 */
export function terminateOnNaN(): Callback {
  return {
    onStepEnd: ({ step, epoch, loss }, { stop }) => {
      if (Number.isFinite(loss)) return;
      stop(`The loss became ${loss} at step ${step} (epoch ${epoch}): a smaller learning rate often helps.`);
    },
  };
}
