import { ArgumentError, describe, tf } from '@thaw/backend';

import type { StatefulOptimizer } from './stateful-optimizer.ts';

/**
 * Lets `tf.loadLayersModel` make optimizers again that `model.save(…, { includeOptimizer: true })` of tf.layers wrote down: with their
 * options, and with what they remember, so that training goes on. Nothing is registered without it.
 *
 * Schedules and groups are functions and patterns that a saved model cannot hold: one that was saved with them is refused when it is
 * loaded.
 *
 * @param makers such as adam and sgd; not those around another optimizer.
 * @throws {ArgumentError} when one is no maker of an optimizer.
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { adam, registerOptimizers } from '@thaw/optimizers';
 *
 * await useDevice();
 * registerOptimizers(adam);
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * model.compile({ optimizer: adam({ learningRate: 0.1 }), loss: 'meanSquaredError' });
 * const handler = tf.io.withSaveHandler(async (artifacts) => {
 *   const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
 *   console.log(again.optimizer.getConfig().learningRate); // 0.1
 *   return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
 * });
 * await model.save(handler, { includeOptimizer: true });
 * ```
 */
export function registerOptimizers(...makers: readonly ((options?: never) => StatefulOptimizer)[]): void {
  for (const make of makers) {
    const className = nameOf(make);
    const Registered = class {
      static readonly className = className;

      static fromConfig(
        _: unknown,
        { customObjects: _added, ...options }: tf.serialization.ConfigDict,
      ): StatefulOptimizer {
        if (options['groups'] === undefined && typeof options['learningRate'] === 'number')
          return make(options as never);
        throw new ArgumentError(
          `${className}: it was saved with a schedule or groups, which a saved model cannot hold; load the model without its optimizer, and compile it with one made as before.`,
        );
      }
    };
    tf.serialization.registerClass(Registered as never);
  }
}

/** By which name a saved model knows what it makes. */
function nameOf(make: unknown): string {
  const made = typeof make === 'function' ? makeOne(make as () => StatefulOptimizer) : undefined;
  if (typeof made?.restore === 'function') return made.getClassName();
  throw new ArgumentError(
    `registerOptimizers: expected makers of optimizers such as adam, not called, got ${describe(make)}.`,
  );
}

function makeOne(make: () => StatefulOptimizer): StatefulOptimizer | undefined {
  try {
    return make();
  } catch {
    return undefined; // around another optimizer, which it lacks
  }
}
