import { ArgumentError, describe } from '@thaw/backend';

/**
 * Which curve the area is under:
 *
 * - `'ROC'`: the part of yes that is found over the part of no that is found too;
 * - `'PR'`: precision over recall, as average precision: Σ (recallᵢ − recallᵢ₋₁)·precisionᵢ.
 */
export type Curve = 'ROC' | 'PR';

/** @throws {ArgumentError} when the curve is none. */
export function requireCurve(owner: string, curve: unknown): void {
  if (curve === 'ROC' || curve === 'PR') return;
  throw new ArgumentError(`${owner}: curve must be 'ROC' or 'PR', got ${describe(curve)}.`);
}

/**
 * The area under a curve that goes from the highest scores to the lowest; NaN where there is no yes, or for ROC no no.
 *
 * @param groups weights of yes and of no with one score, or scores that are not told apart; the highest come first.
 */
export function areaUnder(curve: Curve, groups: readonly (readonly [yes: number, no: number])[]): number {
  let [yes, no, area] = [0, 0, 0];
  for (const [moreYes, moreNo] of groups) {
    if (curve === 'ROC') area += moreNo * (yes + moreYes / 2);
    yes += moreYes;
    no += moreNo;
    if (curve === 'PR' && moreYes > 0) area += (moreYes * yes) / (yes + no);
  }
  return curve === 'ROC' ? area / (yes * no) : area / yes;
}
