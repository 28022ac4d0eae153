import { tf } from '../tfjs.ts';
import { at, build, type Float64 } from './float64.ts';
import { type Case, type Input, normal, type Operation, places, whole } from './operation.ts';

/** Operations that find or put numbers where whole numbers say. */
export function gathers(): Operation[] {
  return [
    {
      name: 'gather',
      cases: [
        gather([5], [4], 0),
        gather([7, 3], [2, 3], 0),
        gather([3, 5], [4], 1),
        gather([2, 3, 5], [2, 2], -2),
        gather([2, 5, 3], [2, 4], 1, 1),
        gather([2, 3, 5, 2], [2, 3, 4], 2, 2),
        gather([3, 4], [600], 0),
      ],
    },
    {
      name: 'gatherND',
      cases: [
        gatherND([5], [[1], [4], [1]]),
        gatherND(
          [3, 4, 2],
          [
            [2, 1],
            [0, 3],
            [2, 1],
          ],
        ),
        gatherND(
          [3, 4],
          [
            [1, 3],
            [2, 0],
          ],
        ),
      ],
    },
    {
      name: 'scatterND',
      cases: [
        scatterND([[4], [1], [4]], [6], []),
        scatterND(
          [
            [2, 1],
            [0, 3],
          ],
          [3, 4, 2],
          [2],
        ),
        scatterND(
          [
            [1, 1],
            [2, 0],
            [1, 1],
          ],
          [3, 2],
          [],
        ),
      ],
    },
    { name: 'tensorScatterUpdate', cases: [update([[4], [1]], [6], []), update([[2], [0]], [3, 4], [4])] },
    { name: 'sparseToDense', cases: [sparseToDense()] },
    { name: 'oneHot', flat: 'whole numbers', cases: [oneHot([4], 5), oneHot([2, 3], 4)] },
    {
      name: 'unsortedSegmentSum',
      cases: [segmentSum([7, 2, 3], 4), segmentSum([6], 2), segmentSum([600, 3], 5)],
    },
    { name: 'topk', cases: [topk([7], 3), topk([2, 3, 5], 2), topk([3, 4], 1)] },
    { name: 'denseBincount', cases: [bincount([6]), bincount([2, 5])] },
    { name: 'searchSorted', flat: 'whole numbers', cases: [searchSorted('left'), searchSorted('right')] },
  ];
}

function gather(shape: number[], indices: number[], axis: number, batchDims = 0): Case {
  const own = (axis + shape.length) % shape.length;
  const count = indices.reduce((a, b) => a * b, 1);
  const output = [...shape.slice(0, own), ...indices.slice(batchDims), ...shape.slice(own + 1)];
  const inner = indices.length - batchDims;
  return {
    name: `[${indices.join(', ')}] of [${shape.join(', ')}] along ${axis}${batchDims ? `, batches ${batchDims}` : ''}`,
    inputs: [normal(...shape), whole(places(count, shape[own]!), ...indices)],
    call: (x, ids) => tf.gather(x!, ids as tf.Tensor1D, axis, batchDims),
    truth: (x, ids) =>
      build(output, (place) => {
        const id = at(ids!, [...place.slice(0, batchDims), ...place.slice(own, own + inner)]);
        return at(x!, [...place.slice(0, own), id, ...place.slice(own + inner)]);
      }),
  };
}

function rows(indices: number[][]): Input {
  return whole(indices.flat(), indices.length, indices[0]!.length);
}

function gatherND(shape: number[], indices: number[][]): Case {
  const depth = indices[0]!.length;
  return {
    name: `${indices.length} places of [${shape.join(', ')}], ${depth} deep`,
    inputs: [normal(...shape), rows(indices)],
    call: (x, ids) => tf.gatherND(x!, ids!),
    truth: (x) =>
      build([indices.length, ...shape.slice(depth)], ([row, ...rest]) =>
        at(x!, [...indices[row!]!, ...rest]),
      ),
  };
}

function sameStart(place: readonly number[], start: readonly number[]): boolean {
  return start.every((value, axis) => place[axis] === value);
}

/** What is put twice into one place adds up there. */
function scatter(indices: number[][], shape: readonly number[], updates: Float64): Float64 {
  const depth = indices[0]!.length;
  return build(shape, (place) =>
    indices.reduce(
      (sum, start, row) => sum + (sameStart(place, start) ? at(updates, [row, ...place.slice(depth)]) : 0),
      0,
    ),
  );
}

function scatterND(indices: number[][], shape: number[], rest: number[]): Case {
  return {
    name: `${indices.length} into [${shape.join(', ')}]`,
    inputs: [rows(indices), normal(indices.length, ...rest)],
    call: (ids, updates) => tf.scatterND(ids!, updates!, shape),
    truth: (_, updates) => scatter(indices, shape, updates!),
  };
}

function update(indices: number[][], shape: number[], rest: number[]): Case {
  return {
    name: `${indices.length} into [${shape.join(', ')}]`,
    inputs: [normal(...shape), rows(indices), normal(indices.length, ...rest)],
    call: (x, ids, updates) => tf.tensorScatterUpdate(x!, ids!, updates!),
    truth: (x, _, updates) => {
      const put = scatter(indices, shape, updates!);
      return build(shape, (place) => at(indices.some((start) => sameStart(place, start)) ? put : x!, place));
    },
  };
}

function sparseToDense(): Case {
  const indices = [
    [0, 1],
    [2, 0],
    [1, 2],
  ];
  return {
    name: 'three places of [3, 4]',
    inputs: [rows(indices), normal(3)],
    call: (ids, values) => tf.sparseToDense(ids!, values!, [3, 4], 0),
    truth: (_, values) => scatter(indices, [3, 4], values!),
  };
}

function oneHot(shape: number[], depth: number): Case {
  return {
    name: `[${shape.join(', ')}] of ${depth}`,
    inputs: [
      whole(
        places(
          shape.reduce((a, b) => a * b, 1),
          depth,
        ),
        ...shape,
      ),
    ],
    call: (ids) => tf.oneHot(ids!, depth),
    truth: (ids) =>
      build([...shape, depth], (place) => Number(at(ids!, place.slice(0, -1)) === place.at(-1))),
  };
}

function segmentSum(shape: number[], segments: number): Case {
  const ids = places(shape[0]!, segments);
  return {
    name: `[${shape.join(', ')}] into ${segments}`,
    inputs: [normal(...shape), whole(ids, shape[0]!)],
    call: (x, segmentIds) => tf.unsortedSegmentSum(x!, segmentIds as tf.Tensor1D, segments),
    truth: (x) =>
      scatter(
        ids.map((id) => [id]),
        [segments, ...shape.slice(1)],
        x!,
      ),
  };
}

/** The values, and the rows found again by the indices. */
function topk(shape: number[], k: number): Case {
  return {
    name: `${k} of [${shape.join(', ')}]`,
    inputs: [normal(...shape)],
    call: (x) => {
      const { values, indices } = tf.topk(x!, k);
      return values.add(indices.toFloat().mul(10));
    },
    truth: (x) =>
      build([...shape.slice(0, -1), k], (place) => {
        const row = Array.from({ length: shape.at(-1)! }, (_, i) => ({
          i,
          value: at(x!, [...place.slice(0, -1), i]),
        }));
        const { i, value } = row.sort((a, b) => b.value - a.value)[place.at(-1)!]!;
        return value + 10 * i;
      }),
  };
}

function bincount(shape: number[]): Case {
  const [count, bins] = [shape.reduce((a, b) => a * b, 1), 4];
  return {
    name: `[${shape.join(', ')}] with weights`,
    inputs: [whole(places(count, bins), ...shape), normal(...shape)],
    call: (x, weights) => tf.denseBincount(x as tf.Tensor1D, weights as tf.Tensor1D, bins),
    truth: (x, weights) =>
      build([...shape.slice(0, -1), bins], (place) =>
        Array.from({ length: shape.at(-1)! }, (_, i) => [...place.slice(0, -1), i])
          .filter((from) => at(x!, from) === place.at(-1))
          .reduce((sum, from) => sum + at(weights!, from), 0),
      ),
  };
}

function searchSorted(side: 'left' | 'right'): Case {
  const sorted: Input = { shape: [2, 4], draw: [0, 1, 1, 3, -1, 2, 4, 4] };
  const values: Input = { shape: [2, 3], draw: [1, -5, 9, 4, 3, 2] };
  return {
    name: side,
    inputs: [
      { ...sorted, dtype: 'int32' },
      { ...values, dtype: 'int32' },
    ],
    call: (a, b) => tf.searchSorted(a!, b!, side),
    truth: (a, b) =>
      build([2, 3], ([row, i]) => {
        const value = at(b!, [row!, i!]);
        const before = (x: number): boolean => (side === 'left' ? x < value : x <= value);
        return [0, 1, 2, 3].filter((j) => before(at(a!, [row!, j]))).length;
      }),
  };
}
