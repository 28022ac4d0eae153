import { ArgumentError, checkSize, describe, tf } from '@thaw/backend';

import { type Algorithm, GradientOptimizer } from './gradient-optimizer.ts';
import { type GradientOptions, type OwnOptions, readOptions } from './gradient-options.ts';
import { flat, partsOf, rowsOf, shifted, twoLoops } from './quasi-newton.ts';
import { SearchingLbfgs } from './searching-lbfgs.ts';

/** Options of `lbfgs`, besides those in common; learningRate is 1. */
export interface LbfgsOptions extends GradientOptions {
  /** How many of the last steps it learns the curvature from. @defaultValue 10 */
  readonly historySize?: number;
  /** How the length of a step is found: it is learningRate, or a search that compares losses. @defaultValue 'none' */
  readonly lineSearch?: 'none' | 'strongWolfe';
}

type LbfgsSlots = 'steps' | 'changes' | 'gradient' | 'step';

/**
 * L-BFGS: a quasi-Newton step from the last steps and what the gradient did along them. For whole batches: noise spoils the
 * curvature.
 *
 * d = −H·g, H from the pairs (s, y) of steps and changes of the gradient, by the two loops of Nocedal
 * w ← w + α·d;  the first step is α·min(1, 1/Σ|g|)·(−g)
 *
 * Nothing is read from the device. Without a line search a step is an iteration, PyTorch's LBFGS with max_iter 1; a pair
 * whose s·y is not above 1e-10 counts for nothing, but takes its place among the last, and each parameter group has a
 * curvature of its own.
 *
 * With `lineSearch: 'strongWolfe'` α is found between 0 and what it takes, from learningRate on: one loss and gradient is one
 * step, which tries a place, and leaves the weights at the place to be tried next; most directions take one or two. The places
 * are PyTorch's with its `strong_wolfe`. The loss must be the whole of what is made least, at the weights where it was left:
 * no dropout, no other batch, no constraint, and regularizers in place of l2.
 *
 * @throws {ArgumentError} when there is no such option, a number is out of range, or there is weightDecay, which would be a
 * step that H does not know; l2 does instead; or a line search with options that change gradients or rates alone.
 * @see Nocedal 1980, https://doi.org/10.1090/S0025-5718-1980-0572855-7; Wolfe 1969, https://doi.org/10.1137/1011036
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { lbfgs } from '@thaw/optimizers';
 *
 * await useDevice();
 * const w = tf.variable(tf.tensor1d([3, -2]));
 * const optimizer = lbfgs({ learningRate: 1 });
 * for (let i = 0; i < 12; i++) optimizer.minimize(() => tf.mul(w.square(), [1, 10]).sum().asScalar());
 * w.print(); // 0 and 0, but for the last digits
 *
 * const searching = lbfgs({ lineSearch: 'strongWolfe' });
 * for (let i = 0; i < 12; i++) searching.minimize(() => tf.mul(w.sub(1).square(), [1, 10]).sum().asScalar());
 * w.print(); // 1 and 1
 * ```
 */
export function lbfgs(options: LbfgsOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('lbfgs', options, {
    learningRate: 1,
    historySize: 10,
    lineSearch: 'none',
  });
  const { historySize, lineSearch } = own;
  checkSize('lbfgs', 'historySize', historySize);
  if ([common, ...(common.groups ?? [])].some(({ weightDecay = 0 }) => weightDecay > 0)) {
    throw new ArgumentError(
      'lbfgs: weightDecay would be a step that the curvature does not know of; use l2.',
    );
  }
  if (lineSearch === 'strongWolfe') return searching(own, common);
  if (lineSearch !== 'none') {
    throw new ArgumentError(
      `lbfgs: lineSearch must be 'none' or 'strongWolfe', got ${describe(lineSearch)}.`,
    );
  }
  const algorithm: Algorithm<LbfgsSlots> = {
    name: 'lbfgs',
    config: own,
    start: ({ shape }) => ({
      steps: tf.zeros([historySize, ...shape]),
      changes: tf.zeros([historySize, ...shape]),
      gradient: tf.zeros(shape),
      step: tf.zeros(shape),
    }),
    update: (moves, pace) => {
      for (const { gradient, slots } of moves) {
        slots.steps.assign(shifted(slots.steps, slots.step));
        slots.changes.assign(shifted(slots.changes, tf.sub(gradient, slots.gradient)));
        slots.gradient.assign(tf.mul(gradient, 1));
      }
      const g = flat(moves, ({ gradient }) => gradient);
      const [steps, changes] = [rowsOf(moves, 'steps'), rowsOf(moves, 'changes')];
      const direction = twoLoops(g, steps, changes);
      const parts = partsOf(
        tf.mul(
          direction,
          pace.number(({ rate }) => rate),
        ),
        moves,
      );
      for (const [i, { variable, slots }] of moves.entries()) {
        slots.step.assign(parts[i]!);
        variable.assign(tf.add(variable, slots.step));
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** @throws {ArgumentError} when an option makes the gradient another than that of the loss, or parts the weights. */
function searching(own: OwnOptions<LbfgsOptions>, common: GradientOptions): GradientOptimizer {
  const given = ['l2', 'clipValue', 'clipNorm', 'globalClipNorm', 'groups'] as const;
  const wrong = given.find((name) => common[name] !== undefined && common[name] !== 0);
  if (wrong !== undefined) {
    throw new ArgumentError(
      `lbfgs: with a line search ${wrong} would step by another gradient than that of the loss it compares; leave it out.`,
    );
  }
  return new SearchingLbfgs(own, common);
}
