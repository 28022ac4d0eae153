import { conv2d, dense, tf } from '@thaw/backend';

import { type Choice, type Maker, operand, type Operand, pick, rank, upTo } from './action.ts';

/** Numbers that keep products of the size of their factors. */
export const scaled = (x: tf.Tensor, terms: number): tf.Tensor => tf.mul(x, 1 / Math.sqrt(terms));

/** Weights of this shape that a step makes of its numbers, lest it have none that fit. */
export function weights(shape: number[], from: tf.Tensor): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const flat = tf.reshape(from, [-1]);
  const rows = tf.tensor1d(
    Int32Array.from({ length: size }, (_, i) => (i * 7) % from.size),
    'int32',
  );
  return tf.sin(tf.add(tf.reshape(tf.gather(flat, rows), shape), tf.reshape(tf.range(0, size), shape)));
}

const floats = (choice: Choice, least: number, most: number): Operand | undefined =>
  operand(choice, 'float32', (each) => each.tensor.size > 0 && rank(least, most)(each));

const product: Maker = (choice) => {
  const a = floats(choice, 2, 4);
  if (!a) return undefined;
  const [turnA, turnB] = [upTo(choice.random, 2) === 0, upTo(choice.random, 2) === 0];
  const k = a.tensor.shape.at(turnA ? -2 : -1)!;
  const b = operand(choice, 'float32', ({ tensor }) => {
    const leading = tf.util.arraysEqual(tensor.shape.slice(0, -2), a.tensor.shape.slice(0, -2));
    return tensor.rank === a.tensor.rank && leading && tensor.shape.at(turnB ? -1 : -2) === k;
  });
  if (b) {
    const apply = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => scaled(tf.matMul(x, y, turnA, turnB), k);
    return { name: 'matMul', operands: [a, b], apply: (x, y) => apply(x!, y!), sums: true };
  }
  const width = 1 + upTo(choice.random, 9);
  const other = floats(choice, 0, 4)!;
  return {
    name: 'matMul by weights',
    operands: [a, other],
    apply: (x, y) => scaled(tf.matMul(x!, weights([k, width], y!), turnA), k),
    sums: true,
  };
};

const layer: Maker = (choice) => {
  const x = floats(choice, 2, 2);
  const other = floats(choice, 0, 4);
  if (!x || !other) return undefined;
  const [inputs, units] = [x.tensor.shape[1]!, 1 + upTo(choice.random, 9)];
  const activation = pick(choice.random, ['linear', 'relu', 'sigmoid', 'tanh', 'elu'] as const)!;
  return {
    name: `dense ${activation}`,
    operands: [x, other],
    apply: (t, y) =>
      dense(scaled(t!, inputs), weights([inputs, units], y!), weights([units], y!), activation),
    sums: true,
  };
};

/** What plain TensorFlow.js writes: a product, then a bias, then an activation. */
const plainLayer: Maker = (choice) => {
  const x = floats(choice, 2, 2);
  const other = floats(choice, 0, 4);
  if (!x || !other) return undefined;
  const [inputs, units] = [x.tensor.shape[1]!, 1 + upTo(choice.random, 9)];
  const activation = pick(choice.random, [tf.relu, tf.tanh, tf.sigmoid, tf.neg])!;
  const kernel = (y: tf.Tensor): tf.Tensor => weights([inputs, units], y);
  return {
    name: 'plain layer',
    operands: [x, other],
    apply: (t, y) => activation(tf.add(tf.matMul(scaled(t!, inputs), kernel(y!)), weights([units], y!))),
    sums: true,
  };
};

type Image = tf.Tensor4D;

/** An image of one shape, made of any numbers. */
const image = (x: tf.Tensor): Image => weights([2, 5, 6, 3], x) as Image;

const images: readonly Maker[] = (
  [
    ['conv2d', (x, y) => conv2d(image(x), weights([3, 2, 3, 4], y) as Image, undefined, { padding: 'same' })],
    [
      'conv2d in steps',
      (x, y) =>
        conv2d(
          image(x),
          weights([2, 3, 3, 2], y) as Image,
          weights([2], x) as tf.Tensor1D,
          { strides: 2 },
          'relu',
        ),
    ],
    [
      'plain conv2d',
      (x, y) => tf.relu(tf.add(tf.conv2d(image(x), weights([2, 2, 3, 3], y) as Image, 1, 'valid'), 0.5)),
    ],
    ['depthwise', (x, y) => tf.depthwiseConv2d(image(x), weights([3, 3, 3, 2], y) as Image, 1, 'same')],
    ['maxPool', (x) => tf.maxPool(image(x), 2, 2, 'same')],
    ['avgPool', (x) => tf.avgPool(image(x), [2, 3], 1, 'valid')],
  ] satisfies [string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor][]
).map(([name, apply]): Maker => (choice) => {
  const [x, y] = [floats(choice, 0, 4), floats(choice, 0, 4)];
  return x && y && { name, operands: [x, y], apply: (a, b) => tf.mul(apply(a!, b!), 0.3), sums: true };
});

/** Families of products. */
export const productMakers: readonly (readonly Maker[])[] = [[product, product, layer, plainLayer], images];
