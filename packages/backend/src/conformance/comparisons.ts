import { tf } from '../tfjs.ts';
import { broadcastAt, broadcastShape, build, type Float64, size, zip } from './float64.ts';
import { type Case, normal, type Operation, truths } from './operation.ts';
import { binary, type Call, pair } from './pairs.ts';

/** Operations that compare, and those on truth values. */
export function comparisons(): Operation[] {
  return [
    binary(
      'equal',
      normal,
      normal,
      (a, b) => tf.equal(a, b),
      (a, b) => Number(a === b),
    ),
    binary(
      'greater',
      normal,
      normal,
      (a, b) => tf.greater(a, b),
      (a, b) => Number(a > b),
    ),
    binary(
      'greaterEqual',
      normal,
      normal,
      (a, b) => tf.greaterEqual(a, b),
      (a, b) => Number(a >= b),
    ),
    binary(
      'less',
      normal,
      normal,
      (a, b) => tf.less(a, b),
      (a, b) => Number(a < b),
    ),
    binary(
      'lessEqual',
      normal,
      normal,
      (a, b) => tf.lessEqual(a, b),
      (a, b) => Number(a <= b),
    ),
    binary(
      'notEqual',
      normal,
      normal,
      (a, b) => tf.notEqual(a, b),
      (a, b) => Number(a !== b),
    ),
    logical(
      'logicalAnd',
      (a, b) => tf.logicalAnd(a, b),
      (a, b) => a && b,
    ),
    logical(
      'logicalOr',
      (a, b) => tf.logicalOr(a, b),
      (a, b) => a || b,
    ),
    logical(
      'logicalXor',
      (a, b) => tf.logicalXor(a, b),
      (a, b) => Number(a !== b),
    ),
    logical(
      'logicalNot',
      (a, b) => tf.logicalNot(a).logicalAnd(b),
      (a, b) => Number(!a) && b,
    ),
    where(),
  ];
}

function logical(name: string, call: Call, truth: (a: number, b: number) => number): Operation {
  const a = truths([0, 1, 1, 0, 1, 0], 2, 3);
  const [same, other] = [truths([1, 1, 0, 0, 1, 0], 2, 3), truths([1, 0], 2, 1)];
  return { name, flat: 'truth values', cases: [pair(a, same, call, truth), pair(a, other, call, truth)] };
}

function where(): Operation {
  const choose = (condition: Float64, a: Float64, b: Float64): Float64 => {
    const shape = [a, b].reduce((all, { shape }) => broadcastShape(all, shape), [...condition.shape]);
    return build(shape, (place) => broadcastAt(broadcastAt(condition, place) ? a : b, place));
  };
  const shapes = [
    [
      [3, 5],
      [3, 5],
      [3, 5],
    ],
    [[5], [3, 5], [3, 1]],
    [[2, 1, 3, 1, 2], [2, 2, 1, 1, 2], [1]],
  ] as const;
  const drawn = shapes.map(([c, a, b]): Case => ({
    name: `[${c.join(', ')}] ? [${a.join(', ')}] : [${b.join(', ')}]`,
    inputs: [
      truths(
        Array.from({ length: size(c) }, (_, i) => ((i * 5) % 3 === 0 ? 1 : 0)),
        ...c,
      ),
      normal(...a),
      normal(...b),
    ],
    call: (condition, x, y) => tf.where(condition!, x!, y!),
    truth: (condition, x, y) => choose(condition!, x!, y!),
  }));
  const compared: Case = {
    name: 'x > y ? x² : −y, of what is compared',
    inputs: [normal(3, 5), normal(1, 5)],
    call: (x, y) => tf.where(tf.greater(x!, y!), tf.square(x!), tf.neg(y!)),
    truth: (x, y) => zip(x!, y!, (a, b) => (a > b ? a * a : -b)),
  };
  return { name: 'where', cases: [...drawn, compared] };
}
