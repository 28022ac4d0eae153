import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

type Triple = [number, number, number];
type Shape = [number, number, number, number, number];
interface Sliding {
  readonly x: Shape;
  readonly w: Shape;
  readonly strides: Triple;
  readonly dilations: Triple;
  readonly pad: 'same' | 'valid';
}

beforeAll(async () => {
  await useDevice('wasm');
});

const draw = (seed: number, shape: readonly number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(tf.util.sizeFromShape([...shape])), [...shape]);
const convolve = (x: tf.Tensor, w: tf.Tensor, { strides, dilations, pad }: Sliding): tf.Tensor =>
  tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, strides, pad, 'NDHWC', dilations);

/** y, and the gradients in x and w where that in y is `dy`, in float64, by their definition. */
function defined(x: tf.Tensor, w: tf.Tensor, dy: tf.Tensor, sliding: Sliding): Float64Array[] {
  const { strides, dilations, pad } = sliding;
  const [image, taps, come] = [x, w, dy].map((tensor) => tensor.dataSync());
  const { front, top, left } = tf.backend_util.computeConv3DInfo(sliding.x, sliding.w, strides, dilations, pad).padInfo;
  const [y, dx, dw] = [dy, x, w].map(({ size }) => new Float64Array(size)) as [Float64Array, Float64Array, Float64Array];
  const [channels, filters] = [sliding.w[3], sliding.w[4]];
  const windows = tf.util.sizeFromShape(dy.shape.slice(0, 4));
  for (let window = 0; window < windows; window++) {
    const [n, ...at] = tf.util.indexToLoc(window, 4, tf.util.computeStrides(dy.shape.slice(0, 4).concat(1)));
    for (let tap = 0; tap < tf.util.sizeFromShape(sliding.w.slice(0, 3)); tap++) {
      const of = tf.util.indexToLoc(tap, 3, tf.util.computeStrides(sliding.w.slice(0, 3).concat(1)));
      const place = [front, top, left].map((before, axis) => at[axis]! * strides[axis]! - before + of[axis]! * dilations[axis]!);
      if (place.some((k, axis) => k < 0 || k >= sliding.x[axis + 1]!)) continue;
      const pixel = place.reduce((all, k, axis) => all * sliding.x[axis + 1]! + k, n!);
      for (let c = 0; c < channels; c++) {
        for (let f = 0; f < filters; f++) {
          const [to, from, weight] = [window * filters + f, pixel * channels + c, (tap * channels + c) * filters + f];
          y[to]! += image![from]! * taps![weight]!;
          dx[from]! += come![to]! * taps![weight]!;
          dw[weight]! += come![to]! * image![from]!;
        }
      }
    }
  }
  return [y, dx, dw];
} // prettier-ignore

test('a volume of two images of one pixel, by hand: the sum, and both gradients', async () => {
  const [x, w] = [tf.tensor([2, 3], [1, 2, 1, 1, 1]), tf.tensor([10, 1], [2, 1, 1, 1, 1])];
  const sum = (volume: tf.Tensor, taps: tf.Tensor): tf.Tensor =>
    tf.conv3d(volume as tf.Tensor5D, taps as tf.Tensor5D, 1, 'valid').mul(5).sum();
  await expectClose(sum(x, w), 5 * 23, 0);
  const [dx, dw] = tf.grads(sum)([x, w]);
  await expectClose(dx!.flatten(), [50, 5], 0);
  await expectClose(dw!.flatten(), [10, 15], 0);
}); // prettier-ignore

/** Odd shapes, with strides or with taps that lie apart: TensorFlow.js has either. */
function drawn(seed: number): Sliding {
  const words = [...new Random(seed).integers(20, 2 ** 20)];
  const from = (low: number, high: number): number => low + (words.pop()! % (high - low + 1));
  const three = (high: number): Triple => [from(1, high), from(1, high), from(1, high)];
  const [apart, channels, pad] = [from(0, 1) === 1, from(1, 9), from(0, 1) === 1];
  return {
    x: [from(1, 2), from(5, 8), from(5, 9), from(5, 11), channels],
    w: [...three(3), channels, from(1, 9)],
    strides: apart ? [1, 1, 1] : three(3),
    dilations: apart ? three(2) : [1, 1, 1],
    pad: pad ? 'same' : 'valid',
  };
}

test.each(Array.from({ length: 16 }, (_, i) => drawn(i)))(
  '$x with $w, strides $strides, dilations $dilations, $pad: all three by definition, the same bits on any number of threads',
  async (sliding) => {
    const [x, w] = [draw(1, sliding.x), draw(2, sliding.w)];
    const dy = draw(3, convolve(x, w, sliding).shape);
    const weighted = (volume: tf.Tensor, taps: tf.Tensor): tf.Tensor => convolve(volume, taps, sliding).mul(dy).sum();
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
  for (const [stride, dilation] of [[2, 1], [1, 2]] as const) {
    const sliding = { strides: [stride, 1, stride], dilations: [dilation, dilation, 1], pad: 'same' } as const;
    const [x, w] = [draw(1, [1, 4, 3, 5, 2]), draw(2, [3, 2, 2, 2, 2])];
    await checkGradient((volume, taps) => convolve(volume!, taps!, sliding as never).square().mean(), [x, w]);
  }
}); // prettier-ignore

test('no volume and no channel are no work, and nothing is left behind', async () => {
  for (const shape of [[0, 3, 4, 4, 3], [2, 3, 4, 4, 0], [2, 3, 4, 4, 3]]) {
    for (const depth of [1, 2]) {
      const [x, w] = [draw(1, shape), draw(2, [depth, 2, 2, shape[4]!, 5])];
      const volumes = (): tf.Tensor => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'valid');
      const gradients = tf.grads((volume, taps) => tf.conv3d(volume as tf.Tensor5D, taps as tf.Tensor5D, 1, 'valid').sum());
      expect(volumes().shape).toEqual([shape[0], 4 - depth, 3, 3, 5]);
      expect(gradients([x, w]).map((gradient) => gradient.shape)).toEqual([x.shape, w.shape]);
      await expectNoLeak(() => tf.dispose([volumes(), ...gradients([x, w])]));
    }
  }
}); // prettier-ignore
