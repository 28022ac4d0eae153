import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { type DeviceName, Random, tf, useDevice } from '../index.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

interface Convolution {
  readonly image: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number;
}

const at = (text: string): Convolution => {
  const [image, filter, strides, pad] = text.split(' ');
  const numbers = (part: string): number[] => part.split('x').map(Number);
  return {
    image: numbers(image!) as Convolution['image'],
    filter: numbers(filter!) as Convolution['filter'],
    strides: numbers(strides!) as Convolution['strides'],
    pad: Number.isNaN(Number(pad)) ? (pad as 'same' | 'valid') : Number(pad),
  };
};

// image [batch, height, width, channels], filter [height, width, channels, filters], strides, padding
const convolutions = [
  '2x7x5x3 3x3x3x4 1x1 valid',
  '2x7x5x3 3x3x3x4 1x1 same',
  '2x7x5x3 3x3x3x4 2x2 valid',
  '2x7x5x3 3x3x3x4 2x2 same',
  '1x8x9x2 3x3x2x2 3x3 valid', // a last row and column that no window reaches
  '1x8x9x2 3x3x2x2 3x3 same',
  '2x9x6x1 3x2x1x3 2x1 valid', // rectangular strides and filter
  '2x9x6x1 3x2x1x3 1x2 same',
  '3x6x6x2 2x2x2x2 1x1 same', // even filters pad more after than before
  '3x6x7x2 4x4x2x2 2x3 same',
  '1x9x9x2 2x2x2x3 3x3 valid', // strides beyond the filter
  '1x9x8x2 2x1x2x3 3x3 same',
  '4x5x5x3 1x1x3x2 1x1 valid', // one tap
  '4x5x5x3 1x1x3x2 2x2 same',
  '2x5x4x1 5x4x1x6 1x1 valid', // one place
  '1x1x1x2 1x1x2x1 1x1 valid', // one pixel
  '1x3x3x1 5x5x1x1 1x1 same', // a filter beyond the image
  '1x12x3x1 7x3x1x2 1x1 same',
  '2x6x6x2 3x3x2x2 1x1 2', // explicit padding
  '2x6x6x2 3x3x2x2 2x2 1',
  '2x5x5x1 1x1x1x2 1x1 1', // more padding than the filter reaches: TensorFlow.js's own loop is used
].map((text) => [text, at(text)] as const);

async function gradients(
  { image, filter, strides, pad }: Convolution,
  device: DeviceName,
): Promise<tf.TypedArray[]> {
  await useDevice(device);
  const random = new Random(4);
  const draw = <Rank extends tf.Rank>(shape: number[]): tf.Tensor<Rank> =>
    tf.tensor(random.normal(shape.reduce((a, b) => a * b, 1)), shape as tf.ShapeMap[Rank]);
  const [x, w] = [draw<tf.Rank.R4>(image), draw<tf.Rank.R4>(filter)];
  const convolve = (a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D => tf.conv2d(a, b, strides, pad);
  const dy = draw<tf.Rank.R4>(convolve(x, w).shape);
  const both = tf.grads((a: tf.Tensor, b: tf.Tensor) => convolve(a as tf.Tensor4D, b as tf.Tensor4D))(
    [x, w],
    dy,
  );
  expect(both.map(({ shape }) => shape)).toEqual([image, filter]);
  return Promise.all(both.map((gradient) => gradient.data()));
}

test.each(convolutions)(
  'the gradients of a convolution on wasm equal those on cpu: %s',
  async (_, convolution) => {
    const [image, filter] = await gradients(convolution, 'wasm');
    const [sameImage, sameFilter] = await gradients(convolution, 'cpu');
    await expectClose(image!, sameImage!, 1e-5, 1);
    await expectClose(filter!, sameFilter!, 1e-5, 1);
  },
);

test('they equal central differences', async () => {
  await useDevice('wasm');
  const random = new Random(5);
  const inputs = [
    tf.tensor(random.normal(2 * 5 * 4 * 2), [2, 5, 4, 2]),
    tf.tensor(random.normal(36), [3, 3, 2, 2]),
  ];
  await checkGradient(
    (x, w) => tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [2, 1], 'same')).mean(),
    inputs,
  );
});

test('they leave no tensor behind', async () => {
  await useDevice('wasm');
  const x = tf.ones<tf.Rank.R4>([1, 6, 6, 2]);
  const w = tf.ones<tf.Rank.R4>([3, 3, 2, 2]);
  await expectNoLeak(() => {
    const compute = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'),
    );
    tf.dispose(compute([x, w]));
  });
});
