import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { draw } from '../../conformance/fused-operations.ts';
import {
  activate,
  ArgumentError,
  conv2d,
  dense,
  ensureDevice,
  type FusedActivation,
  ShapeError,
  tf,
} from '../../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const names: FusedActivation[] = ['linear', 'relu', 'elu', 'sigmoid', 'tanh', 'gelu', 'geluTanh'];
const apply = (y: tf.Tensor, name: FusedActivation): tf.Tensor => (name === 'linear' ? y : activate(y, name));

test('values by hand', async () => {
  const kernel = tf.tensor2d([
    [1, -1],
    [1, -1],
  ]);
  await expectClose(dense(tf.tensor2d([[1, 2]]), kernel, tf.tensor1d([1, 1]), 'relu'), [[4, 0]], 0);
  await expectClose(dense(tf.tensor2d([[1, 2]]), kernel), [[3, -3]], 0);
  const image = tf.tensor4d([
    [
      [[1], [2]],
      [[3], [4]],
    ],
  ]);
  const filter = tf.ones([2, 2, 1, 1]);
  await expectClose(conv2d(image, filter, tf.tensor1d([-9]), {}, 'relu'), [[[[1]]]], 0);
  await expectClose(
    conv2d(image, filter, undefined, { padding: 'same', strides: [1, 2] }),
    [[[[10]], [[7]]]],
    0,
  );
  await expectClose(
    conv2d(image, tf.tensor4d([1, 10], [1, 2, 1, 1]), undefined, { padding: [[0, 0], [2, 0]], dilationRate: [1, 2] }),
    [[[[10], [20]], [[30], [40]]]],
    0,
  ); // prettier-ignore
});

describe.each(names)('with %s', (name) => {
  test('it is the product, the bias and the activation one after the other', async () => {
    const [x, kernel, bias] = [draw(1, 37, 9), draw(2, 9, 13), draw(3, 13)];
    await expectClose(
      dense(x, kernel, bias, name),
      apply(tf.add(tf.matMul(x, kernel), bias), name),
      1e-5,
      1e-2,
    );
    await expectClose(dense(x, kernel, undefined, name), apply(tf.matMul(x, kernel), name), 1e-5, 1e-2);
    const [image, filter] = [draw(4, 2, 7, 6, 3), draw(5, 3, 2, 3, 5)] as [tf.Tensor4D, tf.Tensor4D];
    const sums = tf.add(tf.conv2d(image, filter, [2, 1], 'same'), draw(6, 5));
    const convolution = { strides: [2, 1], padding: 'same' } as const;
    await expectClose(conv2d(image, filter, draw(6, 5), convolution, name), apply(sums, name), 1e-5, 1e-2);
  });

  test('the gradients are those of central differences', async () => {
    // A small step, lest it go over the kink of relu. Where the activation is a kernel of its own, whose gradient is tried in all its
    // coordinates elsewhere, the product's is that of 'linear': some coordinates show that they are joined right.
    const nearby = { step: 1e-3, coordinates: ['linear', 'relu'].includes(name) ? 64 : 8 };
    const weigh = (y: tf.Tensor): tf.Tensor => y.mul(draw(9, ...y.shape)).sum();
    const inputs = [draw(1, 4, 3), draw(2, 3, 5), draw(3, 5)];
    await checkGradient((x, kernel, bias) => weigh(dense(x!, kernel!, bias, name)), inputs, nearby);
    await checkGradient(
      (x, kernel) => weigh(dense(x!, kernel!, undefined, name)),
      inputs.slice(0, 2),
      nearby,
    );
    const images = [draw(4, 2, 4, 3, 2), draw(5, 2, 2, 2, 3), draw(6, 3)];
    const convolve = (x?: tf.Tensor, filter?: tf.Tensor, bias?: tf.Tensor): tf.Tensor =>
      weigh(conv2d(x!, filter!, bias, { strides: 2, padding: 'same' }, name));
    await checkGradient(convolve, images, nearby);
    await checkGradient(convolve, images.slice(0, 2), nearby);
    if (name !== 'linear') return;
    const before = { padding: [[2, 0], [0, 3]], dilationRate: [2, 3] } as const; // prettier-ignore
    await checkGradient((x, filter, bias) => weigh(conv2d(x!, filter!, bias, before)), images, nearby);
  });
});

test.each(['relu', 'linear'] as const)('NaN passes through %s', async (name) => {
  const y = dense(tf.tensor2d([[NaN], [-1]]), tf.ones([1, 2]), tf.zeros([2]), name);
  expect([...(await y.data())].map(Number.isNaN)).toEqual([true, true, false, false]);
  const image = conv2d(tf.fill([1, 1, 1, 1], NaN), tf.ones([1, 1, 1, 1]), tf.zeros([1]), {}, name);
  expect(await image.data()).toEqual(Float32Array.of(NaN));
});

test('no tensor is left, neither ahead nor back', async () => {
  const [x, kernel, bias] = [draw(1, 4, 3), draw(2, 3, 5), draw(3, 5)];
  const gradients = tf.grads((...given) => dense(given[0]!, given[1]!, given[2], 'relu').sum());
  await expectNoLeak(() => tf.dispose([dense(x, kernel, bias, 'relu'), ...gradients([x, kernel, bias])]));
});

test('an activation that its kernel folds in, but whose gradient it does not tell, is refused', () => {
  const run = (a: tf.Tensor): tf.Tensor => {
    const attributes = { transposeA: false, transposeB: false, activation: 'relu6' };
    return tf.engine().runKernel('_FusedMatMul', { a, b: tf.ones([3, 2]) }, attributes);
  };
  expect(() => tf.grad(run)(tf.ones([1, 3]))).toThrow(
    new ArgumentError(
      'The gradient of a product with its activation in one kernel is known for linear and relu, not for relu6; apply that with activate().',
    ),
  );
});

test('shapes that do not fit are refused at the door', () => {
  const cases: [() => unknown, string][] = [
    [
      () => dense(tf.ones([2, 3]), tf.ones([4, 5])),
      'dense: expected kernel [3, units] with x [2, 3], got [4, 5].',
    ],
    [() => dense(tf.ones([3]), tf.ones([3, 5])), 'dense: expected x [rows, inputs], got [3].'],
    [
      () => dense(tf.ones([2, 3]), tf.ones([3, 5]), tf.ones([3])),
      'dense: expected bias [5] with kernel [3, 5], got [3].',
    ],
    [
      () => conv2d(tf.ones([1, 4, 4, 2]), tf.ones([3, 3, 1, 5])),
      'conv2d: expected filter [filterHeight, filterWidth, 2, filters] with x [1, 4, 4, 2], got [3, 3, 1, 5].',
    ],
    [
      () => conv2d(tf.ones([1, 4, 4, 2]), tf.ones([3, 3, 2, 5]), tf.ones([2])),
      'conv2d: expected bias [5] with filter [3, 3, 2, 5], got [2].',
    ],
    [
      () => conv2d(tf.ones([4, 4, 2]), tf.ones([3, 3, 2, 5])),
      'conv2d: expected x [batch, height, width, channels], got [4, 4, 2].',
    ],
  ];
  for (const [compute, message] of cases) expect(compute).toThrow(new ShapeError(message));
  expect(() => dense(tf.ones([2, 3]), tf.ones([3, 5]), undefined, 'swish' as never)).toThrow(ArgumentError);
  const both = { strides: 2, dilationRate: [1, 3] } as const;
  expect(() => conv2d(tf.ones([1, 8, 8, 2]), tf.ones([3, 3, 2, 5]), undefined, both)).toThrow(
    new ArgumentError(
      'conv2d: strides or dilationRate must be 1, got 2x2 and 1x3; give a filter with zeros between its taps.',
    ),
  );
});

test('whole numbers, such as the bytes of an image, count as float32', async () => {
  const [bytes, kernel] = [tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.ones([2, 1])];
  await expectClose(dense(bytes, kernel, tf.tensor1d([1]), 'relu'), [[4]], 0);
  await expectClose(dense(bytes, kernel, undefined, 'tanh'), [[Math.tanh(3)]], 1e-6);
  const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1], 'int32');
  await expectClose(conv2d(image, tf.ones([2, 2, 1, 1])), [[[[10]]]], 0);
  const [gradient] = tf.grads((w) => dense(bytes, w!).sum())([kernel]);
  await expectClose(gradient!, [[1], [2]], 0);
  await expectNoLeak(() => dense(bytes, kernel).dispose());
});
