import { beforeAll, test } from 'vitest';

import { expectPass } from '../../conformance/expect-pass.ts';
import { ensureDevice, Random, tf } from '../../index.ts';
import type { Step } from '../trace/trace-step.ts';
import { fuseProducts } from './fused-products.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (stream: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(stream).normal(shape.reduce((a, b) => a * b, 1)), shape);
const images = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, 2, 4, 5]) as tf.Tensor4D;
const filter = (w: tf.Tensor): tf.Tensor4D => tf.reshape(w, [1, 1, 5, 4]) as tf.Tensor4D;

const fused: [string, Step, string][] = [
  ['a bias', (x, w) => ({ y: tf.add(tf.matMul(x!, w!), tf.tensor1d([1, -2, 3, 0])) }), '_FusedMatMul'],
  [
    'a bias before it',
    (x, w) => ({ y: tf.add(tf.tensor2d([[1, -2, 3, 0]]), tf.matMul(x!, w!)) }),
    'Reshape _FusedMatMul',
  ],
  [
    'bias and relu',
    (x, w) => ({ y: tf.relu(tf.add(tf.matMul(x!, w!), tf.tensor1d([1, -2, 3, 0]))) }),
    '_FusedMatMul',
  ],
  ['sigmoid alone', (x, w) => ({ y: tf.sigmoid(tf.matMul(x!, w!)) }), '_FusedMatMul'],
  ['elu, relu6 and leaky relu', (x, w) => ({ a: tf.elu(tf.matMul(x!, w!)), b: tf.relu6(tf.matMul(x!, w!)), c: tf.leakyRelu(tf.matMul(x!, w!), 0.3) }), '_FusedMatMul _FusedMatMul _FusedMatMul'], // prettier-ignore
  ['tanh, which is none of them', (x, w) => ({ y: tf.tanh(tf.matMul(x!, w!)) }), 'BatchMatMul Tanh'],
  ['a batch', (_, w, b) => ({ y: tf.relu(tf.add(tf.matMul(b!, tf.reshape(w!, [1, 5, 4])), tf.tensor1d([1, -2, 3, 0]))) }), 'Reshape _FusedMatMul'], // prettier-ignore
  [
    'a column, which is no bias',
    (x, w) => ({ y: tf.add(tf.matMul(x!, w!), tf.tensor2d([[1], [2], [3]])) }),
    'BatchMatMul Add',
  ],
  ['two biases', (x, w) => ({ y: tf.add(tf.add(tf.matMul(x!, w!), tf.tensor1d([1, -2, 3, 0])), tf.tensor1d([1, 1, 1, 1])) }), '_FusedMatMul Add'], // prettier-ignore
  ['sums that are read besides', (x, w) => {
      const y = tf.matMul(x!, w!);
      return { y: tf.relu(y), z: tf.exp(y) };
    }, 'BatchMatMul Relu Exp'], // prettier-ignore
  ['sums that are an output', (x, w) => {
      const y = tf.matMul(x!, w!);
      return { y, z: tf.relu(y) };
    }, 'BatchMatMul Relu'], // prettier-ignore
  ['a convolution', (_, w, b) => ({ y: tf.relu(tf.add(tf.conv2d(images(b!), filter(w!), 1, 'same'), tf.tensor1d([1, -2, 3, 0]))) }), 'Reshape Reshape FusedConv2D'], // prettier-ignore
  ['a depthwise one', (_, w, b) => ({ y: tf.relu(tf.depthwiseConv2d(images(b!), tf.slice(filter(w!), [0, 0, 0, 0], [1, 1, 5, 1]) as tf.Tensor4D, 1, 'same')) }), 'Reshape Reshape Slice FusedDepthwiseConv2D'], // prettier-ignore
];

test.each(fused)('%s: what follows a product is computed in it', async (_, step, kernels) => {
  const inputs = [draw(1, 3, 5), draw(2, 5, 4), draw(3, 2, 4, 5)];
  await expectPass(fuseProducts, step, inputs, kernels);
  tf.dispose(inputs);
});
