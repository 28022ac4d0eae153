import { tf } from '../tfjs.ts';
import { padded, seen, sentBack, type SlidingAxis, tapsOf } from './taps.ts';

/** What the kernels of a dilation are told. */
export interface DilationAttributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dilations: number | [number, number];
}

/**
 * Grey-scale dilation, max over u, v of x[n, s·i + d·u, s·j + d·v, c] + w[u, v, c]. TensorFlow.js's own for wasm starts its
 * search at the smallest positive number.
 *
 * Shapes: x [batch, height, width, channels], filter [height, width, channels] → [batch, outHeight, outWidth, channels].
 */
export function dilation2D(x: tf.Tensor4D, filter: tf.Tensor3D, attributes: DilationAttributes): tf.Tensor {
  return tf.tidy(() => sumsOf(x, filter, attributes).sums.reduce((a, b) => tf.maximum(a, b)));
}

/**
 * Its gradients: each window hands what came to the first place whose sum is the largest, in the image and in the filter.
 * TensorFlow.js's own for webgpu add in an order that differs from run to run.
 */
export function dilation2DGradient(
  of: 'x' | 'filter',
  x: tf.Tensor4D,
  filter: tf.Tensor3D,
  dy: tf.Tensor,
  attributes: DilationAttributes,
): tf.Tensor {
  return tf.tidy(() => {
    const { axes, sums } = sumsOf(x, filter, attributes);
    const largest = sums.reduce((a, b) => tf.maximum(a, b));
    let open = dy; // what no place took yet
    const taken = sums.map((sum) => {
      const own = tf.mul(open, tf.cast(tf.equal(sum, largest), 'float32'));
      open = tf.sub(open, own);
      return own;
    });
    const channels = filter.shape[2];
    if (of === 'filter') {
      const rows = taken.map((own) => tf.sum(tf.reshape(own, [-1, channels]), 0));
      return tf.reshape(tf.stack(rows), filter.shape);
    }
    return tapsOf(axes)
      .map((tap, i) => sentBack(taken[i]!, axes, tap, x.shape))
      .reduce((a, b) => tf.add(a, b));
  });
}

/** What each place of the window brings, and how the windows slide. */
function sumsOf(
  x: tf.Tensor4D,
  filter: tf.Tensor3D,
  { strides, pad, dilations }: DilationAttributes,
): { axes: SlidingAxis[]; sums: tf.Tensor[] } {
  const info = tf.backend_util.computeDilation2DInfo(
    x.shape,
    filter.shape,
    strides,
    pad as 'same',
    'NHWC',
    dilations,
  );
  const { top, bottom, left, right } = info.padInfo;
  const axes: SlidingAxis[] = [
    {
      axis: 1,
      windows: info.outHeight,
      stride: info.strideHeight,
      size: info.filterHeight,
      dilation: info.dilationHeight,
      border: [top, bottom],
    },
    {
      axis: 2,
      windows: info.outWidth,
      stride: info.strideWidth,
      size: info.filterWidth,
      dilation: info.dilationWidth,
      border: [left, right],
    },
  ];
  const image = padded(x, axes, LOWEST);
  const channels = filter.shape[2];
  const sums = tapsOf(axes).map((tap) => {
    const weight = tf.reshape(tf.slice3d(filter, [tap[0]!, tap[1]!, 0], [1, 1, channels]), [channels]);
    return tf.add(seen(image, axes, tap), weight);
  });
  return { axes, sums };
}

/** Low enough that no border is the largest, and far enough from the lowest number that a weight does not make it infinite. */
const LOWEST = -1e38;
