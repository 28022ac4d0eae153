import { checkOptions, checkSize } from '@thaw/backend';

import { requireParts } from './check-numbers.ts';
import { moveTowards } from './moving-mean.ts';
import { copyOf, OptimizerAround } from './optimizer-around.ts';
import type { VariableGradient, StatefulOptimizer } from './stateful-optimizer.ts';

/** Options of `lookahead`. */
export interface LookaheadOptions {
  /** How many steps the other optimizer goes ahead, k. @defaultValue 5 */
  readonly syncPeriod?: number;
  /** How far the slow weights follow, α. @defaultValue 0.5 */
  readonly slowStepSize?: number;
}

/**
 * Lookahead: another optimizer goes k steps ahead, then the weights go part of the way to where it came.
 *
 * every k steps: φ ← φ + α·(w − φ);  w ← φ
 *
 * @throws {ArgumentError} when there is no such option, a number is out of range, or the optimizer is none of this package.
 * @see Zhang et al. 2019, https://arxiv.org/abs/1907.08610
 * @example
 * ```ts
 * import { adam, lookahead } from '@thaw/optimizers';
 *
 * const optimizer = lookahead(adam(), { syncPeriod: 6, slowStepSize: 0.5 });
 * ```
 */
export function lookahead(optimizer: StatefulOptimizer, options: LookaheadOptions = {}): StatefulOptimizer {
  checkOptions('lookahead', options, ['syncPeriod', 'slowStepSize']);
  const { syncPeriod = 5, slowStepSize = 0.5 } = options;
  checkSize('lookahead', 'syncPeriod', syncPeriod);
  requireParts('lookahead', { slowStepSize });
  return new Lookahead(optimizer, syncPeriod, slowStepSize);
}

class Lookahead extends OptimizerAround {
  readonly #period: number;
  readonly #part: number;

  constructor(inner: StatefulOptimizer, syncPeriod: number, slowStepSize: number) {
    super('lookahead', inner, { syncPeriod, slowStepSize });
    this.#period = syncPeriod;
    this.#part = slowStepSize;
  }

  protected override way(step: number): string {
    return step % this.#period === 0 ? 'going back' : '';
  }

  protected override take(gradients: readonly VariableGradient[], step: number): void {
    const slots = gradients.map((given) => this.slotsOf(given, () => ({ slow: copyOf(given.variable) })));
    super.take(gradients, step);
    if (this.way(step) === '') return;
    for (const [i, { variable }] of gradients.entries()) {
      variable.assign(copyOf(moveTowards(slots[i]!.slow, variable, this.#part)));
    }
  }
}
