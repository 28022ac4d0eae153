import { tf } from '../tfjs.ts';
import { moved } from './moved.ts';
import type { Case, Operation } from './operation.ts';

/** Operations that move numbers and change none. */
export function shapeOperations(): Operation[] {
  return [
    moving(
      'reshape',
      [2, 3, 5],
      (x) => tf.reshape(x, [5, -1]),
      [5, 6],
      ([i, j]) => unravel(i! * 6 + j!, [2, 3, 5]),
    ),
    moving(
      'expandDims',
      [2, 3],
      (x) => tf.expandDims(x, -1),
      [2, 3, 1],
      ([i, j]) => [i!, j!],
    ),
    moving(
      'squeeze',
      [1, 3, 1, 2],
      (x) => tf.squeeze(x, [0, 2]),
      [3, 2],
      ([i, j]) => [0, i!, 0, j!],
    ),
    moving(
      'cast',
      [2, 3],
      (x) => tf.cast(x, 'float32'),
      [2, 3],
      (place) => place,
    ),
    { name: 'transpose', cases: permutations.map(transpose) },
    moving(
      'spaceToBatchND',
      [1, 3, 4, 2],
      (x) =>
        tf.spaceToBatchND(
          x,
          [2, 2],
          [
            [1, 0],
            [0, 0],
          ],
        ),
      [4, 2, 2, 2],
      ([b, i, j, c]) => [0, i! * 2 + Math.floor(b! / 2) - 1, j! * 2 + (b! % 2), c!],
    ),
    moving(
      'batchToSpaceND',
      [4, 2, 2, 2],
      (x) =>
        tf.batchToSpaceND(
          x,
          [2, 2],
          [
            [1, 0],
            [0, 0],
          ],
        ),
      [1, 3, 4, 2],
      ([, i, j, c]) => [((i! + 1) % 2) * 2 + (j! % 2), Math.floor((i! + 1) / 2), Math.floor(j! / 2), c!],
    ),
    moving(
      'depthToSpace',
      [1, 2, 3, 8],
      (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
      [1, 4, 6, 2],
      ([n, i, j, c]) => [n!, Math.floor(i! / 2), Math.floor(j! / 2), ((i! % 2) * 2 + (j! % 2)) * 2 + c!],
    ),
    moving(
      'diag',
      [3],
      (x) => tf.diag(x),
      [3, 3],
      ([i, j]) => (i === j ? [i!] : [-1]),
    ),
  ];
}

function moving(
  name: string,
  ...rest: [
    readonly number[],
    (x: tf.Tensor) => tf.Tensor,
    readonly number[],
    (place: readonly number[]) => readonly number[],
  ]
): Operation {
  return { name, cases: [moved(`[${rest[0].join(', ')}]`, ...rest)] };
}

const permutations = [
  [1, 0],
  [0, 2, 1],
  [2, 0, 1],
  [0, 2, 1, 3],
  [3, 1, 2, 0],
  [4, 0, 3, 1, 2],
  [5, 0, 4, 1, 3, 2],
];

function transpose(permutation: number[]): Case {
  const shape = [2, 3, 4, 1, 2, 3].slice(0, permutation.length);
  const source = (place: readonly number[]): number[] =>
    shape.map((_, axis) => place[permutation.indexOf(axis)]!);
  const output = permutation.map((axis) => shape[axis]!);
  return moved(`by ${permutation.join(', ')}`, shape, (x) => tf.transpose(x, permutation), output, source);
}

function unravel(index: number, shape: readonly number[]): number[] {
  const place = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place[axis] = index % shape[axis]!;
    index = Math.floor(index / shape[axis]!);
  }
  return place;
}
