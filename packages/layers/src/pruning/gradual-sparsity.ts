import { ArgumentError, checkOptions, checkSize, describe } from '@thaw/backend';

/** Options of `gradualSparsity`. */
export interface GradualSparsityOptions {
  /** At the beginning. @defaultValue 0 */
  readonly initial?: number;
  /** At the end. */
  readonly final: number;
  /** The step until which it is the initial one. @defaultValue 0 */
  readonly beginStep?: number;
  /** The step from which it is the final one. */
  readonly endStep: number;
}

/**
 * How sparse a model should be at each step: fast at first, while there is much to spare, then ever slower:
 *
 * s(t) = final + (initial − final)·(1 − (t − beginStep)/(endStep − beginStep))³
 *
 * It is a function of the step, to be asked between steps and handed to `prune`.
 *
 * @throws {ArgumentError} when a sparsity is not from 0 to below 1, or the steps are not whole numbers in order.
 * @see Zhu and Gupta 2017, equation 1, https://arxiv.org/abs/1710.01878
 * @example
 * ```ts
 * import { gradualSparsity } from '@thaw/layers';
 *
 * const sparsity = gradualSparsity({ final: 0.8, endStep: 100 });
 * console.log([0, 50, 100].map(sparsity).map((s) => s.toFixed(2))); // [ '0.00', '0.70', '0.80' ]
 * ```
 */
export function gradualSparsity(options: GradualSparsityOptions): (step: number) => number {
  checkOptions('gradualSparsity', options, ['initial', 'final', 'beginStep', 'endStep']);
  const { initial = 0, final, beginStep = 0, endStep } = options;
  checkSparsity('gradualSparsity', 'initial', initial);
  checkSparsity('gradualSparsity', 'final', final);
  checkSize('gradualSparsity', 'beginStep', beginStep, 0);
  checkSize('gradualSparsity', 'endStep', endStep, beginStep + 1);
  return (step) => {
    const left = 1 - Math.min(Math.max((step - beginStep) / (endStep - beginStep), 0), 1);
    return final + (initial - final) * left ** 3;
  };
}

/** @throws {ArgumentError} when a sparsity is not a number from 0 to below 1. */
export function checkSparsity(owner: string, name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new ArgumentError(
    `${owner}: ${name} is the part that becomes zero, from 0 to below 1, got ${describe(value)}.`,
  );
}
