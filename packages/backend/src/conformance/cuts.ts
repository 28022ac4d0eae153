import { tf } from '../tfjs.ts';
import { add } from './float64.ts';
import type { Case, Operation } from './operation.ts';
import { moved } from './moved.ts';

/** Operations that cut, pad, repeat and turn. */
export function cuts(): Operation[] {
  return [
    {
      name: 'slice',
      cases: [
        slice([7], [2], [4]),
        slice([3, 5], [1, 0], [2, 3]),
        slice([2, 3, 1, 4, 2, 3], [1, 1, 0, 1, 0, 2], [1, 2, 1, 3, 2, 1]),
      ],
    },
    { name: 'stridedSlice', cases: stridedSlices },
    {
      name: 'pad',
      cases: [
        pad([5], [[2, 1]], 0),
        pad(
          [2, 3],
          [
            [1, 0],
            [0, 2],
          ],
          0.5,
        ),
        pad(
          [2, 1, 3, 2, 2, 1],
          [
            [0, 1],
            [1, 1],
            [0, 0],
            [2, 0],
            [0, 1],
            [1, 0],
          ],
          0,
        ),
      ],
    },
    {
      name: 'mirrorPad',
      cases: [
        mirror([5], [[2, 3]], 'reflect'),
        mirror(
          [3, 4],
          [
            [1, 2],
            [3, 0],
          ],
          'reflect',
        ),
        mirror(
          [3, 4],
          [
            [3, 2],
            [1, 4],
          ],
          'symmetric',
        ),
      ],
    },
    {
      name: 'tile',
      cases: [tile([3], [2]), tile([2, 1, 3], [1, 4, 2]), tile([1, 2, 1, 3, 2], [2, 1, 3, 1, 2])],
    },
    {
      name: 'broadcastTo',
      cases: [broadcast([3], [2, 3]), broadcast([2, 1], [2, 5]), broadcast([1, 2, 1, 3, 1], [2, 2, 2, 3, 2])],
    },
    {
      name: 'reverse',
      cases: [reverse([7], [0]), reverse([2, 3, 4], [0, -1]), reverse([2, 3, 1, 2, 2], [1, 3])],
    },
  ];
}

function slice(shape: number[], begin: number[], size: number[]): Case {
  return moved(
    `[${shape.join(', ')}] from ${begin.join(', ')}`,
    shape,
    (x) => tf.slice(x, begin, size),
    size,
    (place) => add(place, begin),
  );
}

const stridedSlices: Case[] = [
  moved(
    'every second',
    [7],
    (x) => tf.stridedSlice(x, [1], [7], [2]),
    [3],
    ([i]) => [1 + 2 * i!],
  ),
  moved(
    'backwards',
    [7],
    (x) => tf.stridedSlice(x, [-1], [-8], [-1]),
    [7],
    ([i]) => [6 - i!],
  ),
  moved(
    'backwards by twos',
    [3, 6],
    (x) => tf.stridedSlice(x, [2, 5], [0, 0], [-1, -2]),
    [2, 3],
    ([i, j]) => [2 - i!, 5 - 2 * j!],
  ),
  moved(
    'masks of begin and end',
    [3, 5],
    (x) => tf.stridedSlice(x, [1, 1], [2, 3], [1, 2], 2, 1),
    [2, 2],
    ([i, j]) => [1 + i!, 2 * j!],
  ),
  moved(
    'one row, its axis gone',
    [3, 5],
    (x) => tf.stridedSlice(x, [1, 0], [2, 5], [1, 1], 0, 0, 0, 0, 1),
    [5],
    ([j]) => [1, j!],
  ),
  moved(
    'a new axis',
    [3, 5],
    (x) => tf.stridedSlice(x, [0, 0, 1], [3, 1, 4], [1, 1, 1], 0, 0, 0, 2),
    [3, 1, 3],
    ([i, , j]) => [i!, 1 + j!],
  ),
  moved(
    'all axes after some',
    [2, 3, 4],
    (x) => tf.stridedSlice(x, [0, 1], [2, 3], [1, 1], 0, 0, 1),
    [2, 3, 2],
    ([i, j, k]) => [i!, j!, 1 + k!],
  ),
];

function pad(shape: number[], border: [number, number][], value: number): Case {
  const output = shape.map((length, axis) => length + border[axis]![0] + border[axis]![1]);
  return moved(
    `[${shape.join(', ')}] with ${value}`,
    shape,
    (x) => tf.pad(x, border, value),
    output,
    (place) => place.map((i, axis) => i - border[axis]![0]),
    value,
  );
}

function mirror(shape: number[], border: [number, number][], mode: 'reflect' | 'symmetric'): Case {
  const output = shape.map((length, axis) => length + border[axis]![0] + border[axis]![1]);
  const edge = mode === 'reflect' ? 0 : 1;
  const source = (place: readonly number[]): number[] =>
    place.map((i, axis) => {
      const from = i - border[axis]![0];
      if (from < 0) return -from - edge;
      return from < shape[axis]! ? from : 2 * (shape[axis]! - 1) - from + edge;
    });
  return moved(`[${shape.join(', ')}] ${mode}`, shape, (x) => tf.mirrorPad(x, border, mode), output, source);
}

function tile(shape: number[], times: number[]): Case {
  return moved(
    `[${shape.join(', ')}] by ${times.join(', ')}`,
    shape,
    (x) => tf.tile(x, times),
    shape.map((length, axis) => length * times[axis]!),
    (place) => place.map((i, axis) => i % shape[axis]!),
  );
}

function broadcast(shape: number[], output: number[]): Case {
  return moved(
    `[${shape.join(', ')}] to [${output.join(', ')}]`,
    shape,
    (x) => tf.broadcastTo(x, output),
    output,
    (place) => place.slice(output.length - shape.length).map((i, axis) => i % shape[axis]!),
  );
}

function reverse(shape: number[], axes: number[]): Case {
  const turned = new Set(axes.map((axis) => (axis + shape.length) % shape.length));
  return moved(
    `[${shape.join(', ')}] along ${axes.join(', ')}`,
    shape,
    (x) => tf.reverse(x, axes),
    shape,
    (place) => place.map((i, axis) => (turned.has(axis) ? shape[axis]! - 1 - i : i)),
  );
}
