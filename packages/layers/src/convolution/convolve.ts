import { activate, biasActivation, conv2d, type FusedActivation, tf } from '@thaw/backend';

import { bordersOf, leavesOut } from '../same-borders.ts';
import { asImage, lay, type Sliding } from './sliding.ts';

type Pair = [number, number];
type Triple = [number, number, number];

/**
 * A convolution over one, two or three axes, in groups of channels that do not see each other, with bias and activation.
 *
 * One group is one operation; as many groups as channels are one depthwise operation over one or two axes; any other number, and more
 * than one over three axes, an operation for each group.
 *
 * Shapes: x [batch, …lengths, channels], kernel […size, channels/groups, filters], bias [filters] → [batch, …windows, filters].
 */
export function convolve(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  sliding: Sliding,
  groups: number,
  activation: FusedActivation,
): tf.Tensor {
  if (x.rank === 3) {
    const image = [tf.expandDims(x, 1), tf.expandDims(kernel, 0)] as const;
    return tf.squeeze(convolve(...image, bias, asImage(sliding), groups, activation), [1]);
  }
  const channels = x.shape.at(-1)!;
  if (groups > 1 && groups === channels && x.rank === 4) {
    const [height, width, , filters] = kernel.shape as [number, number, number, number];
    const apart = tf.reshape(kernel, [height, width, channels, filters / channels]);
    return depthwise(x, apart, bias, sliding, activation);
  }
  if (groups > 1) {
    const [images, kernels, biases] = [x, kernel, bias].map((given) => given && tf.split(given, groups, -1));
    const parts = images!.map((image, i) =>
      convolve(image, kernels![i]!, biases?.[i], sliding, 1, activation),
    );
    return tf.concat(parts, -1);
  }
  const { border, ...laid } = lay(kernel, sliding);
  const [strides, dilationRate] = [[...laid.strides], [...laid.dilationRate]];
  if (x.rank === 4) {
    const how = { strides: strides as Pair, padding: border, dilationRate: dilationRate as Pair };
    return conv2d(x, laid.kernel, bias, how, activation);
  }
  const reach = laid.kernel.shape.slice(0, 3);
  const byHand = border === 'same' && leavesOut(reach, strides);
  const sums = tf.conv3d(
    (byHand
      ? tf.pad(x, [[0, 0], ...bordersOf(x.shape.slice(1, 4), reach, strides), [0, 0]])
      : x) as tf.Tensor5D,
    laid.kernel as tf.Tensor5D,
    strides as Triple,
    byHand ? 'valid' : (border as 'same' | 'valid'),
    'NDHWC',
    dilationRate as Triple,
  );
  return finish(sums, bias, activation);
}

/**
 * A convolution of each channel by itself, over one or two axes, with bias and activation.
 *
 * Shapes: x [batch, …lengths, channels], kernel […size, channels, multiplier], bias [channels·multiplier] →
 * [batch, …windows, channels·multiplier], those of a channel side by side.
 */
export function depthwise(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  sliding: Sliding,
  activation: FusedActivation,
): tf.Tensor {
  if (x.rank === 3) {
    const image = [tf.expandDims(x, 1), tf.expandDims(kernel, 0)] as const;
    return tf.squeeze(depthwise(...image, bias, asImage(sliding), activation), [1]);
  }
  const { border, strides, dilationRate, ...laid } = lay(kernel, sliding);
  const sums = tf.depthwiseConv2d(
    x as tf.Tensor4D,
    laid.kernel as tf.Tensor4D,
    [...strides] as Pair,
    typeof border === 'string' ? border : [[0, 0], [...border[0]], [...border[1]], [0, 0]],
    'NHWC',
    [...dilationRate] as Pair,
  );
  return finish(sums, bias, activation);
}

/** Sums with their bias, and the activation. */
export function finish(sums: tf.Tensor, bias: tf.Tensor | undefined, activation: FusedActivation): tf.Tensor {
  if (activation === 'linear') return bias ? tf.add(sums, bias) : sums;
  return bias ? biasActivation(sums, bias, activation) : activate(sums, activation);
}
