import { tf } from '../../tfjs.ts';
import { type Cases, named, normal, overAxes, overShapes, positive, truth, whole } from './draw.ts';

type Reduce = (x: tf.Tensor, axis?: number) => tf.Tensor;

/** Whether there is something to bring together: of nothing, the cpu's mean is 0, its maximum NaN, and all of it false. */
const isFull = (shape: readonly number[], name = ''): boolean =>
  !shape.includes(0) || ['sum', 'prod', 'argMax', 'argMin'].includes(name);

const floats = 'sum mean max min prod logSumExp argMax argMin';

/** What brings the numbers along axes together. */
export function reductionSurvey(): Cases {
  const cases: Cases = {};
  for (const [name, reduce] of named<Reduce>(floats)) {
    Object.assign(
      cases,
      overAxes(name, (shape, axis) => (isFull(shape, name) ? reduce(normal(...shape), axis) : [])),
    );
    for (const values of [
      [NaN, 1, 2],
      [1, NaN, 2],
      [2, 1, NaN],
      [-Infinity, -Infinity],
      [Infinity, 1],
    ]) {
      cases[`${name}(${values})`] = () => reduce(tf.tensor1d(values));
    }
    for (const rows of [65_536, 70_001]) {
      cases[`${name} of ${rows} rows`] = () => [
        tf.slice(reduce(normal(rows, 5), 1), [rows - 3], [3]),
        reduce(positive(rows, 3).sub(0.2), 0),
      ];
    }
  }
  for (const [name, reduce] of named<Reduce>('sum max min mean prod argMax')) {
    Object.assign(
      cases,
      overAxes(`${name} of whole numbers`, (shape, axis) =>
        isFull(shape, name) ? reduce(whole(4, ...shape), axis) : [],
      ),
    );
  }
  for (const length of [31, 32, 33, 100, 5000]) {
    for (const [name, reduce] of named<Reduce>('argMax argMin')) {
      cases[`${name} of equals among ${length}`] = () => reduce(whole(3, 2, length), 1);
      cases[`${name} of great whole numbers among ${length}`] = () =>
        reduce(whole(99, 2, length).add(tf.scalar(67_108_864, 'int32')), 1);
    }
  }
  for (const exclusive of [false, true]) {
    for (const backwards of [false, true]) {
      const way = `${exclusive ? ', exclusive' : ''}${backwards ? ', backwards' : ''}`;
      Object.assign(cases, {
        ...overAxes(`cumsum${way}`, (shape, axis) => tf.cumsum(normal(...shape), axis, exclusive, backwards)),
        ...overAxes(`cumprod${way}`, (shape, axis) =>
          tf.cumprod(normal(...shape), axis, exclusive, backwards),
        ),
        [`cumsum${way} of 1000 and 70,001`]: () => [
          tf.cumsum(normal(1000), 0, exclusive, backwards),
          tf.cumsum(whole(9, 70_001), 0, exclusive, backwards),
        ],
      });
    }
  }
  const both = (shape: number[]): number[] => [...new Set([0, shape.length - 1])];
  return {
    ...cases,
    ...overAxes('all, any', (shape, axis) =>
      isFull(shape) ? [tf.all(truth(...shape), axis), tf.any(truth(...shape), axis)] : [],
    ),
    ...overShapes('of everything', (shape) =>
      isFull(shape)
        ? [
            tf.sum(normal(...shape)),
            tf.mean(normal(...shape)),
            tf.max(normal(...shape)),
            tf.sum(truth(...shape)),
          ]
        : [tf.sum(normal(...shape))],
    ),
    ...overShapes('of the first and last', (shape) =>
      isFull(shape)
        ? [tf.sum(normal(...shape), both(shape), true), tf.max(normal(...shape), both(shape))]
        : [],
    ),
    ...overShapes('moments', (shape) =>
      isFull(shape) ? Object.values(tf.moments(normal(...shape), shape.length - 1)) : [],
    ),
    ...overShapes('softmax', (shape) => tf.softmax(normal(...shape))),
    ...overShapes('logSoftmax', (shape) => tf.logSoftmax(normal(...shape))),
    ...overShapes('topk', (shape) => Object.values(tf.topk(normal(...shape), Math.min(2, shape.at(-1)!)))),
    ...overShapes('unsortedSegmentSum', (shape) =>
      tf.unsortedSegmentSum(normal(...shape), whole(5, shape[0]!).flatten() as tf.Tensor1D, 4),
    ),
    'softmax of 70,001 rows': () => [
      tf.softmax(normal(70_001, 5)).slice([69_990, 0]),
      tf.logSoftmax(normal(70_001, 5)).slice([69_990, 0]),
      tf.softmax(normal(2, 5000)),
    ],
    'topk of 300': () => Object.values(tf.topk(normal(2, 300), 5)),
    'unsortedSegmentSum of 70,001 rows': () =>
      tf.unsortedSegmentSum(normal(70_001, 3), whole(7, 70_001).flatten() as tf.Tensor1D, 7),
    'sums of millions': () => [
      tf.sum(tf.fill([4_194_305], 0.1)).div(4_194_305),
      tf.mean(tf.fill([1_000_003], 0.1)),
    ],
    'great whole numbers': () => [
      tf.sum(tf.tensor1d([16_777_217, 16_777_217, 1], 'int32')),
      tf.max(tf.tensor1d([16_777_217, 5], 'int32')),
    ],
  };
}
