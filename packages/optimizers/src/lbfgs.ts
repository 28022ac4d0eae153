import { ArgumentError, checkSize, tf } from '@thaw/backend';

import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';

/** Options of `lbfgs`, besides those in common; learningRate is 1. */
export interface LbfgsOptions extends GradientOptions {
  /** How many of the last steps it learns the curvature from. @defaultValue 10 */
  readonly historySize?: number;
}

type LbfgsSlots = 'steps' | 'changes' | 'gradient' | 'step';

/**
 * L-BFGS: a quasi-Newton step from the last steps and what the gradient did along them. For whole batches: noise spoils the
 * curvature.
 *
 * d = −H·g, H from the pairs (s, y) of steps and changes of the gradient, by the two loops of Nocedal
 * w ← w + α·d;  the first step is α·min(1, 1/Σ|g|)·(−g)
 *
 * One step an iteration and no line search, PyTorch's LBFGS with max_iter 1; nothing is read from the device. A pair whose
 * s·y is not above 1e-10 counts for nothing, but takes its place among the last. Each parameter group has a curvature of its
 * own.
 *
 * @throws {ArgumentError} when there is no such option, a number is out of range, or there is weightDecay, which would be a
 * step that H does not know; l2 does instead.
 * @see Nocedal 1980, https://doi.org/10.1090/S0025-5718-1980-0572855-7
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
 * ```
 */
export function lbfgs(options: LbfgsOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('lbfgs', options, { learningRate: 1, historySize: 10 });
  const { historySize } = own;
  checkSize('lbfgs', 'historySize', historySize);
  if ([common, ...(common.groups ?? [])].some(({ weightDecay = 0 }) => weightDecay > 0)) {
    throw new ArgumentError(
      'lbfgs: weightDecay would be a step that the curvature does not know of; use l2.',
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
    update: (moves, { rate }) => {
      for (const { gradient, slots } of moves) {
        push(slots.steps, slots.step);
        push(slots.changes, tf.sub(gradient, slots.gradient));
        slots.gradient.assign(tf.mul(gradient, 1));
      }
      const g = flat(moves, ({ gradient }) => gradient);
      const [steps, changes] = [rowsOf(moves, 'steps'), rowsOf(moves, 'changes')];
      const direction = twoLoops(g, steps, changes);
      let from = 0;
      const step = tf.mul(direction, rate);
      for (const { variable, slots } of moves) {
        slots.step.assign(tf.reshape(tf.slice(step, [from], [variable.size]), variable.shape));
        variable.assign(tf.add(variable, slots.step));
        from += variable.size;
      }
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** The oldest goes, a new one comes. */
function push(rows: tf.Variable, row: tf.Tensor): void {
  const [count] = rows.shape as [number];
  const kept = tf.slice(rows, [1, ...row.shape.map(() => 0)], [count - 1, ...row.shape]);
  rows.assign(tf.concat([kept, tf.expandDims(row, 0)], 0));
}

/** All tensors as one vector. */
function flat(moves: readonly Move<LbfgsSlots>[], of: (move: Move<LbfgsSlots>) => tf.Tensor): tf.Tensor1D {
  return tf.concat(moves.map((move) => of(move).as1D()));
}

/** The history of all tensors, a vector for each step, the oldest first. */
function rowsOf(moves: readonly Move<LbfgsSlots>[], slot: 'steps' | 'changes'): tf.Tensor1D[] {
  const [count] = moves[0]!.slots[slot].shape as [number];
  return Array.from({ length: count }, (_, i) => flat(moves, ({ slots }) => tf.slice(slots[slot], [i], [1])));
}

/** −H·g. A pair without curvature, as all are before the first step, has ρ = 0 and does nothing. */
function twoLoops(g: tf.Tensor1D, steps: readonly tf.Tensor1D[], changes: readonly tf.Tensor1D[]): tf.Tensor {
  const dot = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sum(tf.mul(a, b));
  // Before there is curvature a step is no longer than 1 in sum.
  let scale = tf.minimum(1, tf.div(1, tf.maximum(tf.sum(tf.abs(g)), 1e-30)));
  const rhos = steps.map((s, i) => {
    const curvature = dot(s, changes[i]!);
    const isCurved = tf.greater(curvature, 1e-10);
    const safe = tf.where(isCurved, curvature, tf.onesLike(curvature));
    const length = tf.maximum(dot(changes[i]!, changes[i]!), 1e-30);
    scale = tf.where(isCurved, tf.div(safe, length), scale);
    return tf.where(isCurved, tf.div(1, safe), tf.zerosLike(curvature));
  });
  let q: tf.Tensor = tf.neg(g);
  const alphas: tf.Tensor[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    alphas[i] = tf.mul(rhos[i]!, dot(steps[i]!, q));
    q = tf.sub(q, tf.mul(alphas[i]!, changes[i]!));
  }
  q = tf.mul(q, scale);
  for (const [i, s] of steps.entries()) {
    const beta = tf.mul(rhos[i]!, dot(changes[i]!, q));
    q = tf.add(q, tf.mul(s, tf.sub(alphas[i]!, beta)));
  }
  return q;
}
