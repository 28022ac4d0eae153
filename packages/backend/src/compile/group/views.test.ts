import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { sizeOf } from '../trace/rule.ts';
import { accessAt, placeOf } from './access.ts';
import { Nest } from './nest.ts';
import { viewOf } from './views.ts';

beforeAll(async () => {
  await ensureDevice();
});

const image = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, 2, 3, 4]) as tf.Tensor4D;

/** Kernels that move the numbers of a tensor [2, 3, 4]. */
const steps: [string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[]][] = [
  ['Reshape', (x) => tf.reshape(x, [6, 4])],
  ['ExpandDims', (x) => tf.expandDims(x, 1)],
  ['Identity', (x) => tf.clone(x)],
  ['Tile', (x) => tf.tile(x, [2, 1, 3])],
  ['StridedSlice', (x) => tf.stridedSlice(x, [-1, 2, 0], [-3, 0, 4], [-1, -1, 2])],
  ['StridedSlice', (x) => tf.stridedSlice(x, [0, 1, 1], [2, 2, 3], [1, 1, 1], 0, 0, 0, 0, 2)],
  ['Slice', (x) => tf.slice(x, [1, 0, 2], [1, 2, 2])],
  ['Reverse', (x) => tf.reverse(x, [0, -1])],
  ['FlipLeftRight', (x) => tf.image.flipLeftRight(image(x))],
  ['Transpose', (x) => tf.transpose(x, [2, 0, 1])],
  ['SplitV', (x) => tf.split(x, [1, 3], 2)],
  ['Unpack', (x) => tf.unstack(x, 1)],
];

test.each(steps)('%s as a view finds each number where the kernel takes it from', async (kernel, move) => {
  const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
  const step: Step = (given) => Object.fromEntries([move(given!)].flat().entries());
  const graph = traceStep(step, [x]);
  const moved = Object.values(replay(graph, [x]));
  const operation = graph.operations.at(-1)!;
  expect(operation.kernel).toBe(kernel);
  for (const [i, output] of operation.outputs.entries()) {
    const view = viewOf(operation, output)!;
    expect(view.copies).toBe(!['Reshape', 'ExpandDims', 'Identity'].includes(kernel));
    let nest = new Nest(output.shape, output.shape.length);
    let found = look(nest);
    while (!found && nest.cut) found = look((nest = nest.cutUp(nest.cut)));
    const { offset, strides } = placeOf(found!, view.source.shape, nest.shape.length);
    const places = Array.from({ length: sizeOf(nest.shape) }, (_, at) =>
      nest.strides.reduce((place, stride, axis) => {
        return place + (Math.floor(at / stride) % nest.shape[axis]!) * strides[axis]!;
      }, offset),
    );
    // The numbers of x are their places.
    expect(places).toEqual([...(await moved[i]!.data())]);

    function look(within: Nest): ReturnType<typeof view.look> {
      const access = accessAt({ offset: 0, strides: within.strides }, output.shape, within);
      return access && view.look(access, within);
    }
  }
  tf.dispose([x, ...moved]);
});

test('what computes is no view, nor is a cast to another type; one to the same type is', () => {
  const step: Step = (x) => ({ y: tf.exp(x!), z: tf.cast(x!, 'int32'), same: tf.cast(x!, 'float32') });
  const { operations } = traceStep(step, [{ shape: [2], dtype: 'float32' }]);
  const isView = operations.map((operation) => [
    operation.kernel,
    viewOf(operation, operation.outputs[0]!) !== undefined,
  ]);
  expect(isView).toEqual([
    ['Exp', false],
    ['Cast', false],
    ['Cast', true],
  ]);
});

test('a reshape that parts an axis of the nest asks that it be cut there', () => {
  const graph = traceStep(
    (x) => ({ y: tf.reshape(tf.transpose(x!), [6]) }),
    [{ shape: [2, 3], dtype: 'float32' }],
  );
  const operation = graph.operations[1]!;
  const nest = new Nest([6], 1);
  const access = accessAt({ offset: 0, strides: [1] }, [6], nest)!;
  expect(viewOf(operation, operation.outputs[0]!)!.look(access, nest)).toBeUndefined();
  expect(nest.cut).toEqual({ axis: 0, inner: 2 });
});
