import { ArgumentError } from '../../errors.ts';
import { tf } from '../../tfjs.ts';
import { checkShape } from '../check-shape.ts';
import { activate, type ActivationName, biasActivation } from '../bias-activation/bias-activation.ts';

/** What may follow the sums of a product in one operation; linear is nothing. */
export type FusedActivation = 'linear' | ActivationName;

/** How a filter goes over images. */
export interface Convolution {
  /** Places from one to the next, along both axes or [height, width]. @defaultValue 1 */
  readonly strides?: number | readonly [number, number];
  /**
   * With zeros around, so that a stride of 1 keeps the size, or only within; or how many zeros [before, after] the height and the width.
   * @defaultValue 'valid'
   */
  readonly padding?: 'same' | 'valid' | readonly [readonly [number, number], readonly [number, number]];
  /** How far apart neighbouring taps of the filter lie, along both axes or [height, width]. @defaultValue 1 */
  readonly dilationRate?: number | readonly [number, number];
}

/**
 * A dense layer in one operation: y = f(x·W + b).
 *
 * linear and relu are computed where the sums are made, so nothing else is kept for the gradient than x, W and y; the other
 * activations follow with the bias as `biasActivation`.
 *
 * Shapes: x [rows, inputs], kernel [inputs, units], bias [units] or none → [rows, units]; whole numbers count as float32.
 *
 * @throws {ShapeError} when a shape does not fit the others.
 * @throws {ArgumentError} when there is no such activation.
 * @example
 * ```ts
 * import { dense, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [x, kernel] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, -1], [1, -1]])];
 * dense(x, kernel, tf.tensor1d([1, 1]), 'relu').print(); // 4 and 0
 * ```
 */
export function dense(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias?: tf.Tensor,
  activation: FusedActivation = 'linear',
): tf.Tensor {
  checkShape('dense', { x }, ['rows', 'inputs']);
  checkShape('dense', { kernel }, [x.shape[1]!, 'units'], { x });
  if (bias) checkShape('dense', { bias }, [kernel.shape[1]!], { kernel });
  const attributes = { transposeA: false, transposeB: false };
  return finish('_FusedMatMul', { a: x, b: kernel }, attributes, bias, activation);
}

/**
 * A 2D convolution with bias and activation in one operation, as `dense` is a product.
 *
 * y[n, i, j, f] = f(Σ x[n, i·s + u·d, j·s + v·d, c] · W[u, v, c, f] + b[f])   over u, v, c
 *
 * Shapes: x [batch, height, width, channels], filter [filterHeight, filterWidth, channels, filters], bias [filters] or none →
 * [batch, outHeight, outWidth, filters].
 *
 * @throws {ShapeError} when a shape does not fit the others.
 * @throws {ArgumentError} when there is no such activation, or strides and dilationRate both go beyond 1, for which TensorFlow.js has no kernels.
 * @see Yu and Koltun 2016 for taps that lie apart, https://arxiv.org/abs/1511.07122
 * @example
 * ```ts
 * import { conv2d, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [x, filter] = [tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 2])];
 * conv2d(x, filter, tf.tensor1d([0, -10]), { padding: 'same' }, 'relu').max([1, 2]).print(); // 9 and 0
 * ```
 */
export function conv2d(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias?: tf.Tensor,
  { strides = 1, padding = 'valid', dilationRate = 1 }: Convolution = {},
  activation: FusedActivation = 'linear',
): tf.Tensor {
  checkShape('conv2d', { x }, ['batch', 'height', 'width', 'channels']);
  checkShape('conv2d', { filter }, ['filterHeight', 'filterWidth', x.shape[3]!, 'filters'], { x });
  if (bias) checkShape('conv2d', { bias }, [filter.shape[3]!], { filter });
  const [steps, dilations] = [pair(strides), pair(dilationRate)];
  if (Math.max(...steps) > 1 && Math.max(...dilations) > 1) {
    throw new ArgumentError(
      `conv2d: strides or dilationRate must be 1, got ${steps.join('x')} and ${dilations.join('x')}; give a filter with zeros between its taps.`,
    );
  }
  const pad = typeof padding === 'string' ? padding : [[0, 0], ...padding, [0, 0]];
  const attributes = { strides: steps, pad, dataFormat: 'NHWC', dilations };
  return finish('FusedConv2D', { x, filter }, attributes, bias, activation);
}

function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

function finish(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, unknown>,
  bias: tf.Tensor | undefined,
  activation: FusedActivation,
): tf.Tensor {
  const given = Object.values(bias ? { ...inputs, bias } : inputs);
  if (given.some(({ dtype }) => dtype !== 'float32')) {
    return tf.tidy(() => {
      const cast = Object.entries(inputs).map(
        ([name, tensor]) => [name, tf.cast(tensor, 'float32')] as const,
      );
      const floats = Object.fromEntries(cast);
      return finish(kernelName, floats, attributes, bias && tf.cast(bias, 'float32'), activation);
    });
  }
  const run = (given: Record<string, tf.Tensor>, folded: 'linear' | 'relu'): tf.Tensor => {
    const all = { ...attributes, activation: folded };
    return tf.engine().runKernel(kernelName, given as tf.NamedTensorMap, all as unknown as tf.NamedAttrMap);
  };
  if (activation === 'linear' || activation === 'relu') {
    return run(bias ? { ...inputs, bias } : inputs, activation);
  }
  return tf.tidy(() => {
    const sums = run(inputs, 'linear');
    return bias ? biasActivation(sums, bias, activation) : activate(sums, activation);
  });
}
