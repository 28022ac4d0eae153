import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { constant, identity, type Module, relu, silu, zeros } from '@thaw/core';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  Bottleneck,
  DenseBlock,
  DenseTransition,
  FeedForward,
  Highway,
  Inception,
  Maxout,
  ResidualBlock,
  SqueezeExcite,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const set = (module: Module, path: string, values: number[]): void =>
  module.weights().get(path)!.assign(Float32Array.from(values));

test('a maxout unit of the pieces x and −x is the absolute value', async () => {
  const layer = new Maxout(1, 1);
  set(layer, 'affine.kernel', [1, -1]);
  await expectClose(layer.forward(tf.tensor2d([[-3], [0], [2]])), [[3], [0], [2]], 0);
});

test('each piece is drawn as a kernel [inputs, units] of its own, and they stand side by side', async () => {
  const drawn = [0, 10];
  const kernelInitializer = (shape: readonly number[]): Float32Array => {
    expect(shape).toEqual([2, 3]);
    const first = drawn.shift()!;
    return Float32Array.from({ length: 6 }, (_, i) => first + i);
  };
  const { kernel } = new Maxout(2, 3, { kernelInitializer }).affine;
  expect(await kernel.data()).toEqual(Float32Array.of(0, 1, 2, 10, 11, 12, 3, 4, 5, 13, 14, 15));
});

test('a highway whose gate is shut carries its input through; one whose gate is open gives what it made', async () => {
  const x = tf.tensor2d([[1, -2]]);
  const made = { kernelInitializer: identity };
  const shut = new Highway(2, { ...made, gateBiasInitializer: constant(-100) });
  await expectClose(shut.forward(x), x, 1e-6);
  const open = new Highway(2, { ...made, gateBiasInitializer: constant(100) });
  await expectClose(open.forward(x), tf.relu(x), 1e-6);
});

test('squeeze and excite without weights halves every channel; a large bias lets one through', async () => {
  const layer = new SqueezeExcite(2, { kernelInitializer: zeros });
  const x = tf.tensor3d([[[2, 4], [6, 8]]]); // prettier-ignore
  await expectClose(layer.forward(x), tf.mul(x, 0.5), 1e-6);
  set(layer, 'excite.bias', [100, -100]);
  await expectClose(layer.forward(x), tf.mul(x, tf.tensor1d([1, 0])), 1e-6);
});

const image = (): tf.Tensor => tf.reshape(tf.range(-12, 13), [1, 5, 5, 1]);

test('a residual block whose last gamma is zero is its way past: relu(x), and x itself with preActivation', async () => {
  const after = new ResidualBlock(1, 1);
  set(after, 'normalizations.1.gamma', [0]);
  await expectClose(after.forward(image()), tf.relu(image()), 0);
  const before = new ResidualBlock(1, 1, { preActivation: true });
  set(before, 'convolutions.1.kernel', Array.from<number>({ length: 9 }).fill(0));
  await expectClose(before.forward(image()), image(), 0);
});

test('the steps of a block and of its projection begin at the same pixel, the first', async () => {
  const block = new ResidualBlock(1, 1, { strides: 2, normalization: () => new Maxout(1, 1) });
  const pass = [1, 0]; // the larger of x and 0
  for (const path of ['normalizations.0', 'normalizations.1', 'projectionNormalization']) {
    set(block, `${path}.affine.kernel`, pass);
  }
  set(block, 'projection.kernel', [1]);
  for (const i of [0, 1]) set(block, `convolutions.${i}.kernel`, [0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const steps = tf.relu(tf.stridedSlice(image(), [0, 0, 0, 0], [1, 5, 5, 1], [1, 2, 2, 1]));
  await expectClose(block.forward(image()), tf.mul(steps, 2), 1e-6);
});

test('a dense block hands on its input to the bit, before what it adds', async () => {
  const block = new DenseBlock(1, 3, { growthRate: 2 });
  const y = block.forward(image());
  expect([y.shape, block.filters]).toEqual([[1, 5, 5, 7], 7]);
  await expectClose(tf.slice(y, [0, 0, 0, 0], [1, 5, 5, 1]), image(), 0);
});

test('SwiGLU by hand: silu(2)·3 of one hidden unit; without the gate silu(2)', async () => {
  for (const [gated, factor] of [
    [true, 3],
    [false, 1],
  ] as const) {
    // prettier-ignore
    const net = new FeedForward(1, 1, { activation: silu, gated, useBias: false });
    set(net, 'hidden.kernel', [2]);
    if (gated) set(net, 'values.kernel', [3]);
    set(net, 'output.kernel', [1]);
    await expectClose(net.forward(tf.ones([1, 1])), [[(factor * 2) / (1 + Math.exp(-2))]], 1e-6);
  }
});

const narrow = { one: 1, three: [1, 1], five: [1, 1], pool: 1 } as const;
const flag = 1 as never;

describe('error texts', () => {
  test.each<[() => unknown, string]>([
    [() => new Maxout(2, 3, { pieces: 0 }), 'Maxout: pieces must be a whole number from 1 on, got 0.'],
    [() => new Highway(0), 'Highway: units must be a whole number from 1 on, got 0.'],
    [
      () => new Highway(2, { activation: 'relu' as never }),
      "Dense: activation is a function here, got the string 'relu'; import { relu } from '@thaw/core' and pass relu.",
    ],
    [
      () => new SqueezeExcite(4, { ratio: 0.5 }),
      'SqueezeExcite: ratio must be a whole number from 1 on, got 0.5.',
    ],
    [() => new Inception(3, 64 as never), 'Inception: one must be a whole number from 1 on, got undefined.'],
    [
      () => new Inception(3, { ...narrow, three: 4 as never }),
      'Inception: three must be two whole numbers, [of the 1×1 before, its own], got 4.',
    ],
    [
      () => new Inception(3, { ...narrow, five: [2, 0] }),
      'Inception: five[1] must be a whole number from 1 on, got 0.',
    ],
    [
      () => new ResidualBlock(2, 2, { stride: 2 } as never),
      'ResidualBlock: there is no option "stride"; the options are strides, preActivation, activation, normalization, kernelInitializer.',
    ],
    [
      () => new ResidualBlock(2, 2, { preActivation: flag }),
      'ResidualBlock: preActivation must be true or false, got 1.',
    ],
    [
      () => new ResidualBlock(2, 2, { normalization: (() => relu) as never }),
      'ResidualBlock: normalization must be a function that makes a layer for so many channels, as in (channels) => new GroupNormalization(channels), got the function relu.',
    ],
    [
      () => new Bottleneck(2, 6),
      'Bottleneck: filters is how many channels come out, and expansion must divide it, got 6 and 4.',
    ],
    [() => new DenseBlock(2, 0), 'DenseBlock: numLayers must be a whole number from 1 on, got 0.'],
    [
      () => new DenseBlock(2, 2, { bottleneck: flag }),
      'DenseBlock: bottleneck must be true or false, got 1.',
    ],
    [
      () => new DenseTransition(2, 1, { normalization: 'batch' as never }),
      "DenseTransition: normalization must be a function that makes a layer for so many channels, as in (channels) => new GroupNormalization(channels), got the string 'batch'.",
    ],
    [() => new DenseTransition(2, 0), 'DenseTransition: filters must be a whole number from 1 on, got 0.'],
    [() => new FeedForward(4, 0), 'FeedForward: hiddenUnits must be a whole number from 1 on, got 0.'],
    [
      () => new FeedForward(4, 2, { gated: silu as never }),
      'FeedForward: gated must be true or false, got the function silu; the activation says which gate it is.',
    ],
  ])('of arguments %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });

  const channels = 'its first argument says how many channels it takes';
  test.each<[() => unknown, string]>([
    [
      () => new SqueezeExcite(4).forward(tf.ones([2, 4])),
      `SqueezeExcite: expected input [batch, …, 4], got [2, 4]; ${channels}.`,
    ],
    [
      () => new Inception(3, narrow).forward(tf.ones([2, 4, 4, 1])),
      `Inception: expected input [batch, height, width, 3], got [2, 4, 4, 1]; ${channels}, and channels come last.`,
    ],
    [
      () => new Bottleneck(4, 4).forward(tf.ones([4, 4, 4])),
      `Bottleneck: expected input [batch, height, width, 4], got [4, 4, 4]; ${channels}, and channels come last.`,
    ],
    [
      () => new DenseBlock(4, 1).forward([1] as never),
      `DenseBlock: expected input [batch, height, width, 4], got object, which is no tensor; ${channels}, and channels come last.`,
    ],
    [
      () => new Highway(4).forward(tf.ones([2, 3])),
      'Dense at transform: expected input [batch, 4], got [2, 3]; its first argument says how many inputs it takes.',
    ],
  ])('of shapes %#', (act, message) => {
    expect(act).toThrow(new ShapeError(message));
  });
});
