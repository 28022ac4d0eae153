import { tf } from '../tfjs.ts';
import { at, build } from './float64.ts';
import { type Case, type Input, normal, type Operation } from './operation.ts';
import { moved } from './moved.ts';

/** Operations that join tensors and take them apart. */
export function joins(): Operation[] {
  return [
    {
      name: 'concat',
      cases: [concat([2, 3], [4, 3], 0), concat([2, 1, 3], [2, 5, 3], -2), concat([3], [1], 0)],
    },
    { name: 'stack', cases: [0, 1, 2].map(stack) },
    { name: 'unstack', cases: [unstack([3, 4], 0), unstack([3, 4], 1), unstack([2, 1, 3], -1)] },
    {
      name: 'split',
      cases: [split([7, 2], [2, 4, 1], 0), split([2, 6], [3, 3], -1), split([2, 5, 1, 2], [1, 4], 1)],
    },
  ];
}

function concat(a: number[], b: number[], axis: number): Case {
  const own = (axis + a.length) % a.length;
  return {
    name: `[${a.join(', ')}] and [${b.join(', ')}] along ${axis}`,
    inputs: [normal(...a), normal(...b)],
    call: (x, y) => tf.concat([x!, y!], axis),
    truth: (x, y) =>
      build(a.with(own, a[own]! + b[own]!), (place) =>
        place[own]! < a[own]! ? at(x!, place) : at(y!, place.with(own, place[own]! - a[own]!)),
      ),
  };
}

function stack(axis: number): Case {
  const inputs: Input[] = [normal(2, 3), normal(2, 3), normal(2, 3)];
  return {
    name: `along ${axis}`,
    inputs,
    call: (...all) => tf.stack(all, axis),
    truth: (...all) =>
      build([2, 3].toSpliced(axis, 0, 3), (place) => at(all[place[axis]!]!, place.toSpliced(axis, 1))),
  };
}

/** Each part is weighed differently, so that none may stand for another. */
function unstack(shape: number[], axis: number): Case {
  const own = (axis + shape.length) % shape.length;
  return {
    name: `[${shape.join(', ')}] along ${axis}`,
    inputs: [normal(...shape)],
    call: (x) => tf.addN(tf.unstack(x!, axis).map((part, i) => part.mul(i + 1))),
    truth: (x) =>
      build(shape.toSpliced(own, 1), (place) =>
        parts(shape[own]!, (i) => (i + 1) * at(x!, place.toSpliced(own, 0, i))),
      ),
  };
}

function parts(count: number, of: (i: number) => number): number {
  return Array.from({ length: count }, (_, i) => of(i)).reduce((sum, value) => sum + value, 0);
}

/** The parts in the other order. */
function split(shape: number[], lengths: number[], axis: number): Case {
  const own = (axis + shape.length) % shape.length;
  const begins = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const order = lengths
    .flatMap((length, i) => [Array.from({ length }, (_, j) => begins[i]! + j)])
    .reverse()
    .flat();
  return moved(
    `[${shape.join(', ')}] into ${lengths.join(', ')} along ${axis}`,
    shape,
    (x) => tf.concat(tf.split(x, lengths, axis).toReversed(), axis),
    shape,
    (place) => place.with(own, order[place[own]!]!),
  );
}
