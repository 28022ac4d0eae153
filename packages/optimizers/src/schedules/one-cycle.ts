import { ArgumentError } from '@thaw/backend';

import { requireFlags, requireFractions, requirePositive } from '../check-numbers.ts';
import { halfWave } from './cosine-decay.ts';
import { type NamedSchedule, readSchedule, schedule } from './schedule.ts';

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** The highest rate. */
  readonly maxLearningRate: number;
  /** How many steps the cycle takes. */
  readonly totalSteps: number;
  /** The part of them in which the rate rises. @defaultValue 0.3 */
  readonly pctStart?: number;
  /** How many times lower than the highest it begins. @defaultValue 25 */
  readonly divFactor?: number;
  /** How many times lower than it began it ends. @defaultValue 10000 */
  readonly finalDivFactor?: number;
  /** Whether it comes down to where it began first, in as many steps as it rose. @defaultValue false */
  readonly threePhase?: boolean;
}

/**
 * Up, and further down: the one-cycle policy in cosine waves, PyTorch's OneCycleLR without its cycle of momentum.
 *
 * From max/divFactor to max over pctStart·totalSteps − 1 steps, then down to max/divFactor/finalDivFactor at
 * step totalSteps − 1, and there it stays.
 *
 * @throws {ArgumentError} when a number is out of range, or too few steps are left for a rise and a fall.
 * @see Smith and Topin 2018, https://arxiv.org/abs/1708.07120
 * @example
 * ```ts
 * import { oneCycle } from '@thaw/optimizers';
 *
 * const rate = oneCycle({ maxLearningRate: 1, totalSteps: 10 });
 * console.log(Array.from({ length: 10 }, (_, step) => rate(step)));
 * ```
 */
export function oneCycle(options: OneCycleOptions): NamedSchedule {
  const defaults = { pctStart: 0.3, divFactor: 25, finalDivFactor: 10000, threePhase: false };
  const read = readSchedule('oneCycle', options, ['maxLearningRate', 'totalSteps'], defaults);
  const { maxLearningRate: most, totalSteps, pctStart, divFactor, finalDivFactor, threePhase } = read;
  requirePositive('oneCycle', { maxLearningRate: most, totalSteps, divFactor, finalDivFactor });
  requireFractions('oneCycle', { pctStart });
  requireFlags('oneCycle', { threePhase });
  const [first, top] = [most / divFactor, pctStart * totalSteps - 1];
  const turns: [step: number, rate: number][] = [
    [0, first],
    [top, most],
    ...(threePhase ? [[2 * pctStart * totalSteps - 2, first] as [number, number]] : []),
    [totalSteps - 1, first / finalDivFactor],
  ];
  if (turns.some(([step], i) => i > 0 && !(step > turns[i - 1]![0]))) {
    throw new ArgumentError(
      `oneCycle: a rise over ${pctStart} of ${totalSteps} steps leaves no step for ${top > 0 ? 'the fall' : 'it'}; take more steps or another pctStart.`,
    );
  }
  return schedule('oneCycle', read, (step) => {
    const next = turns.findIndex(([at]) => step <= at);
    if (next <= 0) return turns.at(next)![1]; // the first at step 0, the last after the end
    const [[from, start], [to, end]] = [turns[next - 1]!, turns[next]!];
    return end + (start - end) * halfWave((step - from) / (to - from));
  });
}
