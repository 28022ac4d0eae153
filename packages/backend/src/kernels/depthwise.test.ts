import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

type Pair = [number, number];
type Shape = [number, number, number, number];
interface Sliding {
  readonly x: Shape;
  readonly w: Shape;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pad: 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];
}

beforeAll(async () => {
  await useDevice('wasm');
});

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const draw = (seed: number, shape: readonly number[]): tf.Tensor4D =>
  tf.tensor4d(new Random(seed).normal(sizeOf(shape)), shape as Shape);
const convolve = (x: tf.Tensor, w: tf.Tensor, { strides, dilations, pad }: Sliding): tf.Tensor =>
  tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad, 'NHWC', dilations);

/** y, and the gradients in x and w where that in y is `dy`, in float64, by their definition. */
function defined(x: tf.Tensor, w: tf.Tensor, dy: tf.Tensor, sliding: Sliding): Float64Array[] {
  const [image, taps, come] = [x, w, dy].map((tensor) => tensor.dataSync());
  const [, height, width, channels] = sliding.x;
  const [filterHeight, filterWidth, , multiplier] = sliding.w;
  const [, outHeight, outWidth, filters] = dy.shape as Shape;
  const { top, left } = tf.backend_util.computeConv2DInfo(
    sliding.x,
    sliding.w,
    sliding.strides,
    sliding.dilations,
    sliding.pad,
    undefined,
    true,
  ).padInfo;
  const [y, dx, dw] = [dy, x, w].map(({ size }) => new Float64Array(size)) as [Float64Array, Float64Array, Float64Array];
  for (let at = 0; at < y.length; at++) {
    const [f, j, i] = [at % filters, Math.floor(at / filters) % outWidth, Math.floor(at / filters / outWidth) % outHeight];
    const n = Math.floor(at / filters / outWidth / outHeight);
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const row = i * sliding.strides[0] - top + Math.floor(tap / filterWidth) * sliding.dilations[0];
      const column = j * sliding.strides[1] - left + (tap % filterWidth) * sliding.dilations[1];
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const pixel = ((n * height + row) * width + column) * channels + Math.floor(f / multiplier);
      y[at]! += image![pixel]! * taps![tap * filters + f]!;
      dx[pixel]! += come![at]! * taps![tap * filters + f]!;
      dw[tap * filters + f]! += come![at]! * image![pixel]!;
    }
  }
  return [y, dx, dw];
} // prettier-ignore

test('one line of three, two taps, by hand: the sums, and both gradients', async () => {
  const [x, w] = [tf.tensor4d([1, 2, 3], [1, 1, 3, 1]), tf.tensor4d([10, 1], [1, 2, 1, 1])];
  const weighted = (image: tf.Tensor, taps: tf.Tensor): tf.Tensor =>
    tf.depthwiseConv2d(image as tf.Tensor4D, taps as tf.Tensor4D, 1, 'valid').mul(tf.tensor([5, 7], [1, 1, 2, 1])).sum();
  await expectClose(tf.depthwiseConv2d(x, w, 1, 'valid'), tf.tensor4d([12, 23], [1, 1, 2, 1]), 0);
  const [dx, dw] = tf.grads(weighted)([x, w]);
  await expectClose(dx!, tf.tensor4d([50, 75, 7], [1, 1, 3, 1]), 0);
  await expectClose(dw!, tf.tensor4d([19, 31], [1, 2, 1, 1]), 0);
}); // prettier-ignore

/** Odd shapes: channels around whole vectors, filters that are not square, borders wider than the filter. */
function drawn(seed: number): Sliding {
  const [h, w, c, q, n, sy, sx, dy, dx, pad, height, width] = new Random(seed).integers(12, 2 ** 20);
  const from = (word: number | undefined, low: number, high: number): number =>
    low + (word! % (high - low + 1));
  const apart = from(n, 0, 1) === 1; // TensorFlow.js has either strides or dilations
  return {
    x: [from(n, 1, 3), from(height, 15, 20), from(width, 15, 33), from(c, 1, 35)],
    w: [from(h, 1, 4), from(w, 1, 5), from(c, 1, 35), [1, 1, 2, 3][q! % 4]!],
    strides: apart ? [1, 1] : [from(sy, 1, 3), from(sx, 1, 4)],
    dilations: apart ? [from(dy, 1, 3), from(dx, 1, 3)] : [1, 1],
    pad: (['same', 'valid', 1, 2] as const)[pad! % 4]!,
  };
}

const chosen: Sliding[] = [
  { x: [2, 7, 6, 1], w: [3, 3, 1, 1], strides: [1, 1], dilations: [1, 1], pad: 'same' },
  { x: [1, 1, 40, 5], w: [1, 4, 5, 1], strides: [1, 1], dilations: [1, 1], pad: 'same' },
  { x: [4, 14, 14, 40], w: [3, 3, 40, 1], strides: [1, 1], dilations: [1, 1], pad: 'same' },
  { x: [8, 29, 15, 24], w: [5, 5, 24, 1], strides: [2, 1], dilations: [1, 1], pad: 'same' },
  { x: [4, 12, 12, 3], w: [1, 1, 3, 6], strides: [1, 1], dilations: [1, 1], pad: 'valid' },
  { x: [1, 4, 5, 2], w: [4, 5, 2, 2], strides: [1, 1], dilations: [1, 1], pad: 'valid' },
  { x: [1, 9, 4, 2], w: [1, 1, 2, 1], strides: [2, 3], dilations: [1, 1], pad: 2 },
  {
    x: [2, 6, 9, 5],
    w: [3, 2, 5, 1],
    strides: [2, 1],
    dilations: [1, 1],
    pad: [
      [0, 0],
      [1, 3],
      [0, 2],
      [0, 0],
    ],
  },
];

test.each([...chosen, ...Array.from({ length: 24 }, (_, i) => drawn(i))])(
  '$x with $w, strides $strides, dilations $dilations, padding $pad: all three by definition, the same bits on any number of threads',
  async (sliding) => {
    const [x, w] = [draw(1, sliding.x), draw(2, sliding.w)];
    const dy = draw(3, convolve(x, w, sliding).shape);
    const weighted = (image: tf.Tensor, taps: tf.Tensor): tf.Tensor => convolve(image, taps, sliding).mul(dy).sum();
    const expected = defined(x, w, dy, sliding);
    const seen: unknown[] = [];
    for (const threads of [1, 2, 3]) {
      await useDevice('wasm', { threads });
      const results = [convolve(x, w, sliding), ...tf.grads(weighted)([x, w])];
      expect(results.map(({ shape }) => shape)).toEqual([dy.shape, sliding.x, sliding.w]);
      for (const [i, result] of results.entries()) await expectClose(result.flatten(), expected[i]!, 4e-6);
      seen.push(results.map((result) => result.dataSync()));
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  },
); // prettier-ignore

test('both gradients equal central differences, with strides and with taps that lie apart', async () => {
  for (const [strides, dilations] of [[2, 1], [1, 2]] as Pair[]) {
    await checkGradient(
      (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, 'same', 'NHWC', dilations).square().mean(),
      [draw(1, [1, 6, 5, 3]), draw(2, [3, 2, 3, 2])],
    );
  }
}); // prettier-ignore

describe('fused with bias and activation', () => {
  test.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const)(
    '%s equals one operation after the other',
    async (activation) => {
      const [x, filter, bias] = [
        draw(1, [2, 7, 9, 5]),
        draw(2, [3, 3, 5, 1]),
        draw(3, [5, 1, 1, 1]).flatten(),
      ];
      const leakyreluAlpha = 0.3;
      const together = tf.fused.depthwiseConv2d({
        x,
        filter,
        strides: 1,
        pad: 'same',
        bias,
        activation,
        leakyreluAlpha,
      });
      const sum = tf.depthwiseConv2d(x, filter, 1, 'same').add(bias);
      const of = { linear: tf.clone, relu: tf.relu, relu6: tf.relu6, elu: tf.elu, sigmoid: tf.sigmoid };
      const after = activation === 'leakyrelu' ? tf.leakyRelu(sum, leakyreluAlpha) : of[activation](sum);
      await expectClose(together, after, 1e-6);
    },
  );
});

test('a number that is not finite stays where its windows are', () => {
  const x = tf.tensor4d([NaN, 1, 1, 1, 1, 1, 1, 1, Infinity], [1, 1, 9, 1]);
  const sums = tf.depthwiseConv2d(x, tf.ones([1, 2, 1, 1]), 1, 'valid').dataSync();
  expect(Array.from(sums)).toEqual([NaN, 2, 2, 2, 2, 2, 2, Infinity]);
});

test('no image and no channel are no work, and nothing is left behind', async () => {
  for (const shape of [[0, 4, 4, 3], [2, 4, 4, 0], [2, 4, 4, 3]] as Shape[]) {
    const [x, w] = [draw(1, shape), draw(2, [2, 2, shape[3], 2])];
    const gradients = tf.grads((image, taps) => tf.depthwiseConv2d(image as tf.Tensor4D, taps as tf.Tensor4D, 1, 'valid').sum());
    expect(tf.depthwiseConv2d(x, w, 1, 'valid').shape).toEqual([shape[0], 3, 3, 2 * shape[3]]);
    expect(gradients([x, w]).map((gradient) => gradient.shape)).toEqual([x.shape, w.shape]);
    await expectNoLeak(() => tf.dispose([tf.depthwiseConv2d(x, w, 1, 'valid'), ...gradients([x, w])]));
  }
}); // prettier-ignore
