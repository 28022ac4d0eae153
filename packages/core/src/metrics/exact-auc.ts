import { ArgumentError, checkOptions } from '@thaw/backend';

import { requireProbabilities } from '../losses/probabilities.ts';
import { areaUnder, type Curve, requireCurve } from './area-under-curve.ts';

/** Options of `exactAuc`. */
export interface ExactAUCOptions {
  /** Which curve. @defaultValue 'ROC' */
  readonly curve?: Curve;
  /** How much each score counts. @defaultValue 1 for all */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * The area under the ROC curve, or under precision over recall, of scores that are all at hand, on the host: exact, and equal
 * scores count as half right. What `auc` measures over batches, to within the bound it states.
 *
 * @param targets 0 for no, 1 for yes.
 * @param scores logits, probabilities, or what else is higher for yes.
 * @returns NaN where there is no yes, or for ROC no no.
 * @throws {ArgumentError} when there are not as many scores, or weights, as targets, or a target is not from 0 to 1.
 * @example
 * ```ts
 * import { exactAuc } from '@thaw/core';
 *
 * console.log(exactAuc([1, 0, 1, 0], [3, 1, 0, -2])); // 3 of 4 pairs are right: 0.75
 * console.log(exactAuc([1, 0, 1, 0], [3, 1, 0, -2], { curve: 'PR' })); // (1 + 2/3)/2 = 0.8333
 * ```
 */
export function exactAuc(
  targets: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: ExactAUCOptions = {},
): number {
  checkOptions('exactAuc', options, ['curve', 'sampleWeight']);
  const { curve = 'ROC', sampleWeight } = options;
  requireCurve('exactAuc', curve);
  const lengths = [scores.length, sampleWeight?.length ?? targets.length];
  if (lengths.some((length) => length !== targets.length)) {
    throw new ArgumentError(
      `exactAuc: expected as many scores and weights as targets, got ${targets.length} targets, ${scores.length} scores` +
        (sampleWeight ? ` and ${sampleWeight.length} weights.` : '.'),
    );
  }
  requireProbabilities('exactAuc', targets);
  const order = Array.from(targets, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const groups: [number, number][] = [];
  let before = NaN;
  for (const i of order) {
    if (scores[i] !== before) groups.push([0, 0]);
    before = scores[i]!;
    const weight = sampleWeight?.[i] ?? 1;
    groups.at(-1)![0] += weight * targets[i]!;
    groups.at(-1)![1] += weight * (1 - targets[i]!);
  }
  return areaUnder(curve, groups);
}
