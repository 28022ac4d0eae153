import type { Callback } from './callback.ts';

/**
 * Ends training when the loss is no longer a finite number, and says at which step.
 *
 * @example
 * ```ts
 * import { terminateOnNaN } from '@thaw/core/callbacks';
 *
 * const { stopped } = await fit(model, batches, { loss, optimizer, callbacks: [terminateOnNaN()] });
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
