import { tf } from '../../tfjs.ts';
import { type Cases, normal, overAxes, overShapes, truth, whole } from './draw.ts';

type Draw = (...shape: number[]) => tf.Tensor;

const draws: readonly [string, Draw][] = [
  ['', normal],
  [' of whole numbers', (...shape) => whole(9, ...shape)],
  [' of truths', truth],
];

/** What only moves numbers about. */
export function layoutSurvey(): Cases {
  const cases: Cases = {};
  for (const [of, draw] of draws) {
    Object.assign(cases, {
      ...overShapes(`transpose${of}`, (shape) => {
        const axes = shape.map((_, axis) => axis);
        const turned = axes.map((axis) => (axis + 1) % shape.length);
        return [tf.transpose(draw(...shape)), tf.transpose(draw(...shape), turned)];
      }),
      ...overShapes(`slice${of}`, (shape) => {
        const begin = shape.map((length) => Math.min(1, Math.max(0, length - 1)));
        return tf.slice(
          draw(...shape),
          begin,
          shape.map((length, axis) => length - begin[axis]!),
        );
      }),
      ...overShapes(`stridedSlice${of}`, (shape) => {
        const [zeros, twos] = [shape.map(() => 0), shape.map(() => 2)];
        const back = shape.map((length) => -length - 1);
        return [
          tf.stridedSlice(draw(...shape), zeros, shape, twos),
          tf.stridedSlice(
            draw(...shape),
            shape.map(() => -1),
            back,
            shape.map(() => -2),
          ),
        ];
      }),
      ...overShapes(`pad${of}`, (shape) =>
        tf.pad(
          draw(...shape),
          shape.map((_, axis) => [axis % 2, 1] as [number, number]),
          1,
        ),
      ),
      ...overShapes(`mirrorPad${of}`, (shape) => {
        if (shape.includes(0)) return []; // there is nothing to mirror
        const reflected = shape.map((length) => (length > 1 ? [1, 1] : [0, 0]) as [number, number]);
        const repeated = shape.map(() => [1, 1] as [number, number]);
        return [
          tf.mirrorPad(draw(...shape), reflected, 'reflect'),
          tf.mirrorPad(draw(...shape), repeated, 'symmetric'),
        ];
      }),
      ...overShapes(`tile${of}`, (shape) =>
        tf.tile(
          draw(...shape),
          shape.map((_, axis) => (axis % 2) + 1),
        ),
      ),
      ...overShapes(`reverse${of}`, (shape) => [tf.reverse(draw(...shape)), tf.reverse(draw(...shape), 0)]),
      ...overAxes(`concat${of}`, (shape, axis) =>
        tf.concat([draw(...shape), draw(...shape.with(axis, 2)), draw(...shape)], axis),
      ),
      ...overAxes(`stack, unstack${of}`, (shape, axis) => [
        tf.stack([draw(...shape), draw(...shape)], axis),
        ...tf.unstack(draw(...shape), axis),
      ]),
      ...overAxes(`gather${of}`, (shape, axis) =>
        shape[axis] === 0
          ? draw(...shape)
          : tf.gather(draw(...shape), whole(shape[axis]!, 2, 3) as tf.Tensor2D, axis),
      ),
    });
  }
  return {
    ...cases,
    ...overShapes('broadcastTo', (shape) =>
      tf.broadcastTo(normal(...shape.map((length, axis) => (axis % 2 ? 1 : length))), shape),
    ),
    ...overShapes('oneHot', (shape) => tf.oneHot(whole(7, ...shape).sub(tf.scalar(1, 'int32')), 5, 7, -1)),
    'concat of 12 and 40': () => [
      tf.concat(
        Array.from({ length: 12 }, (_, i) => normal(3, 5).add(i)),
        1,
      ),
      tf.concat(
        Array.from({ length: 40 }, (_, i) => normal(1, 5).add(i)),
        0,
      ),
    ],
    gatherND: () => tf.gatherND(normal(3, 4, 5), tf.tensor2d([0, 1, 2, 3], [2, 2], 'int32')),
    scatterND: () => [
      tf.scatterND(tf.tensor2d([1, 1, 2], [3, 1], 'int32'), normal(3, 4), [5, 4]),
      tf.scatterND(tf.tensor2d([1, 1, 2, 0, 1, 1], [3, 2], 'int32'), normal(3, 4), [5, 2, 4]),
      tf.scatterND(tf.tensor2d([1, 1, 2, 0, 1, 1], [3, 2], 'int32'), tf.tensor1d([1, 2, 3]), [5, 2]),
    ],
    'depthToSpace, spaceToBatchND, batchToSpaceND': () => [
      tf.depthToSpace(normal(2, 3, 3, 8) as tf.Tensor4D, 2),
      tf.spaceToBatchND(
        normal(2, 4, 4, 3),
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
      tf.batchToSpaceND(
        normal(8, 2, 2, 3),
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ],
    'eye, diag, bandPart': () => [tf.eye(5), tf.diag(normal(5)), tf.linalg.bandPart(normal(5, 5), 1, 0)],
    'more than 65,535 workgroups': () => {
      const count = 65_536 * 64 + 1;
      const x = tf.range(0, count);
      const moved = [tf.concat([x, x]), tf.pad(x, [[1, 1]]), tf.tile(x, [2]), tf.reverse(x)];
      const cut = [tf.slice(x, 2, count - 3), tf.stridedSlice(x, [1], [count], [1])];
      const computed = [
        tf.neg(x),
        tf.add(x, 1),
        tf.relu(x),
        tf.where(tf.greater(x, 5), x, 0),
        tf.cast(x, 'int32'),
      ];
      const turned = tf.transpose(tf.reshape(tf.slice(x, 0, count - 1), [-1, 2, 32])).flatten();
      const gathered = tf.gather(normal(10), whole(10, count).flatten() as tf.Tensor1D);
      return [...moved, ...cut, ...computed, turned, gathered].map((y) => tf.slice(y, y.size - 5, 5));
    },
  };
}
