import { Random } from '../random/random.ts';
import { tf } from '../tfjs.ts';
import type { Step } from '../compile/trace/trace-step.ts';

/**
 * A step that takes any turns: operations one after the other on what came before, chosen by a seed. Its input is [4, 6].
 *
 * For the fusion into groups: views of views of any shape, run backwards, cut and repeated, between what groups compute. Updates and literals,
 * which the other passes look for, are `randomUpdates`'; whole steps with layers, gradients and a generator are drawn by
 * experiments/random-steps, which may import what this package may not.
 */
export function randomTurns(seed: number, length: number): Step {
  const chances = new Random(seed).uniform(16 * length);
  return (x) => {
    let drawn = 0;
    const below = (count: number): number => Math.floor(chances[drawn++]! * count);
    const made: tf.Tensor[] = [x!, tf.scalar(0.75), tf.mul(x!, 0.5)];
    for (let i = 0; i < length; i++) {
      const old = made[below(made.length)]!;
      const like = made.filter(({ shape }) => tf.util.arraysEqual(shape, old.shape));
      const turn = turns[below(turns.length)]!;
      made.push(turn(old, like[below(like.length)]!, below));
    }
    const kept = made.slice(3).filter((_, i) => i % 4 === 3 || i === length - 1);
    return Object.fromEntries(kept.entries());
  };
}

type Turn = (a: tf.Tensor, b: tf.Tensor, below: (count: number) => number) => tf.Tensor;

/** The last axis, where there is one. */
const last = (a: tf.Tensor): number[] => (a.rank === 0 ? [] : [a.rank - 1]);

const turns: readonly Turn[] = [
  (a, b) => tf.add(a, b),
  (a, b) => tf.mul(a, b),
  (a, b) => tf.sub(a, tf.mul(b, 0.25)),
  (a, b) => tf.maximum(a, tf.neg(b)),
  (a, b) => tf.div(a, tf.add(tf.abs(b), 1)),
  (a, b) => tf.where(tf.greater(a, b), b, tf.scalar(0.5)),
  (a, b) => tf.cast(tf.logicalAnd(tf.less(a, b), tf.notEqual(a, tf.scalar(0))), 'float32'),
  (a) => tf.cast(tf.add(tf.cast(tf.mul(a, 3), 'int32'), tf.scalar(2, 'int32')), 'float32'),
  (a) => tf.tanh(a),
  (a) => tf.relu(a),
  (a) => tf.sqrt(tf.abs(a)),
  (a) => tf.clipByValue(a, -1, 0.5),
  (a) => tf.transpose(a),
  (a) => tf.reshape(a, [-1]),
  (a) => (a.size % 3 === 0 ? tf.reshape(a, [3, -1]) : tf.reshape(a, [a.size, 1])),
  (a) => (a.rank === 0 ? a : tf.reverse(a, [a.rank - 1])),
  (a, _, below) =>
    a.rank === 0
      ? a
      : tf.slice(
          a,
          a.shape.map((length) => below(length)),
        ),
  (a) => (a.rank === 0 ? a : tf.stridedSlice(a, [-1], [0], [-2], 0, 1)),
  (a) =>
    a.rank === 0 || a.size > 200
      ? a
      : tf.tile(
          a,
          a.shape.map(() => 2),
        ),
  (a) => (a.rank < 2 ? a : tf.unstack(a)[0]!),
  (a) => tf.sum(a, last(a), true),
  (a) => tf.sub(a, tf.mean(a, last(a), true)),
  (a) => (a.rank === 0 ? a : tf.max(a, last(a))),
  (a) => (a.rank === 0 ? a : tf.sum(a, 0)),
  (a) => (a.rank === 0 ? a : tf.softmax(a)),
  (a) => (a.rank === 2 && a.size < 400 ? tf.matMul(a, a, false, true) : a),
];
