import { checkGradient, expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  type Activation,
  ArgumentError,
  gelu,
  geluTanh,
  linear,
  logSoftmax,
  relu,
  requireActivation,
  sigmoid,
  softmax,
  step,
  tanh,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const e = Math.E;
const total = 1 + e + e * e;

// name, function, inputs, outputs by hand
const table: [string, Activation, number[], number[]][] = [
  ['linear', linear, [-2, 0, 3], [-2, 0, 3]],
  ['relu', relu, [-2, 0, 3], [0, 0, 3]],
  ['gelu', gelu, [-10, -1, 0, 1, 10], [0, -0.158655254, 0, 0.841344746, 10]],
  ['geluTanh', geluTanh, [-10, -1, 0, 1, 10], [0, -0.158808009, 0, 0.841191991, 10]],
  ['sigmoid', sigmoid, [-1000, 0, Math.log(3)], [0, 0.5, 0.75]],
  ['tanh', tanh, [-1000, 0, Math.log(2)], [-1, 0, 0.6]],
  ['step', step, [-1e-9, 0, 3], [0, 1, 1]],
  ['softmax', softmax, [0, 1, 2], [1 / total, e / total, (e * e) / total]],
  ['softmax of large numbers', softmax, [1000, 1000, -1000], [0.5, 0.5, 0]],
  ['logSoftmax', logSoftmax, [0, 0, 0], [-Math.log(3), -Math.log(3), -Math.log(3)]],
  ['logSoftmax of large numbers', logSoftmax, [1000, 0, -1000], [0, -1000, -2000]],
];

test.each(table)('%s: values by hand, one row and two', async (_, activation, inputs, outputs) => {
  await expectClose(activation(tf.tensor1d(inputs)), outputs, 1e-6);
  await expectClose(activation(tf.tensor2d([inputs, inputs])), [outputs, outputs], 1e-6);
});

test.each([
  ['linear', linear],
  ['relu', relu],
  ['gelu', gelu],
  ['geluTanh', geluTanh],
  ['sigmoid', sigmoid],
  ['tanh', tanh],
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
])('%s: its gradient equals central differences', async (_, activation) => {
  const weights = tf.tensor2d([
    [1, -2, 0.5],
    [0.3, 1, -1],
  ]);
  const x = tf.tensor2d([
    [-0.7, 0.4, 1.3],
    [2, -1.5, 0.2],
  ]);
  await checkGradient((input) => activation(input!).mul(weights).sum(), [x]);
});

test('an activation at the door of a layer is a function', () => {
  const square: Activation = (input) => input.square();
  expect(requireActivation(square, 'Dense')).toBe(square);
});

test.each<[unknown, string]>([
  [
    'relu',
    "Dense: activation is a function here, got the string 'relu'; import { relu } from '@thaw/core' and pass relu.",
  ],
  [
    'log_softmax',
    "Dense: activation is a function here, got the string 'log_softmax'; import { logSoftmax } from '@thaw/core' and pass logSoftmax.",
  ],
  [
    'swish',
    "Dense: activation is a function here, got the string 'swish'; import one from '@thaw/core' (linear, relu, gelu, geluTanh, sigmoid, tanh, step, softmax, logSoftmax) or pass any function of a tensor.",
  ],
  [null, 'Dense: activation must be a function of a tensor, got null.'],
  [{}, 'Dense: activation must be a function of a tensor, got [object Object].'],
])('%j is no activation', (given, message) => {
  expect(() => requireActivation(given, 'Dense')).toThrow(new ArgumentError(message));
});
