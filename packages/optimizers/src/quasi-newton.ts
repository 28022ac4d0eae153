import { tf } from '@thaw/backend';

import type { Move } from './gradient-optimizer.ts';

/** A history without its oldest, and with a new one. */
export function shifted(rows: tf.Tensor, row: tf.Tensor): tf.Tensor {
  const [count] = rows.shape as [number];
  const kept = tf.slice(rows, [1, ...row.shape.map(() => 0)], [count - 1, ...row.shape]);
  return tf.concat([kept, tf.expandDims(row, 0)], 0);
}

/** All tensors as one vector. */
export function flat<Names extends string>(
  moves: readonly Move<Names>[],
  of: (move: Move<Names>) => tf.Tensor,
): tf.Tensor1D {
  return tf.concat(moves.map((move) => of(move).as1D()));
}

/** A vector of all numbers as tensors in the shapes of the variables. */
export function partsOf(vector: tf.Tensor, moves: readonly Pick<Move, 'variable'>[]): tf.Tensor[] {
  let from = 0;
  return moves.map(({ variable: { size, shape } }) => {
    from += size;
    return tf.reshape(tf.slice(vector, [from - size], [size]), shape);
  });
}

/** The history of all tensors, a vector for each step, the oldest first. */
export function rowsOf<Slot extends string>(moves: readonly Move<Slot>[], slot: Slot): tf.Tensor1D[] {
  const [count] = moves[0]!.slots[slot].shape as [number];
  return Array.from({ length: count }, (_, i) => flat(moves, ({ slots }) => tf.slice(slots[slot], [i], [1])));
}

/** a·b, one number. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(a, b));
}

/** −H·g. A pair without curvature, as all are before the first step, has ρ = 0 and does nothing. */
export function twoLoops(
  g: tf.Tensor,
  steps: readonly tf.Tensor1D[],
  changes: readonly tf.Tensor1D[],
): tf.Tensor {
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
