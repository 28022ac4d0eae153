import { ArgumentError } from '../../errors.ts';
import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { clipReference, excess, globalNormReference, sumOfAll } from './reference.ts';

/**
 * The length of many tensors taken as one vector, √Σ x². Its bits depend on the tensors alone, and ten million numbers are no less
 * exact than ten: wasm adds in float64, WebGPU in a tree, where numbers above 1e19 have infinite squares.
 *
 * Shapes: any → [].
 * @example
 * ```ts
 * import { globalNorm, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * globalNorm([tf.tensor1d([3]), tf.tensor2d([[4]])]).print(); // 5
 * ```
 */
export function globalNorm(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => (tensors.length === 0 ? tf.scalar(0) : normOf(floats(tensors)).asScalar()));
}

/**
 * Tensors scaled by min(1, maximum/norm), so that their global norm is at most `maximum`. Nothing is read from the device.
 *
 * PyTorch's clip_grad_norm_ divides by norm + 1e-6; here what is clipped has the norm `maximum`. A norm of NaN makes all tensors NaN.
 *
 * Shapes: any → the same.
 *
 * @throws {ArgumentError} when maximum is not above 0.
 * @see Pascanu, Mikolov and Bengio 2013, https://arxiv.org/abs/1211.5063
 * @example
 * ```ts
 * import { clipByGlobalNorm, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [clipped] = clipByGlobalNorm([tf.tensor1d([3, 4])], 1);
 * clipped!.print(); // 0.6 and 0.8
 * ```
 */
export function clipByGlobalNorm(tensors: readonly tf.Tensor[], maximum: number): tf.Tensor[] {
  if (!(maximum > 0)) {
    throw new ArgumentError(`clipByGlobalNorm: maximum must be above 0, got ${String(maximum)}.`);
  }
  if (tensors.length === 0) return [];
  return tf.tidy(() => {
    const given = floats(tensors);
    return runOperation(clip, [normOf(given), ...given], { maximum });
  });
}

/** Inputs: the tensors. */
export const globalNormOperation: Operation = {
  name: 'ThawGlobalNorm',
  reference: (inputs) => globalNormReference(Object.values(inputs)),
  gradient: {
    allInputsToSave: true,
    compute: ([dy], tensors) => {
      // The norm is made anew, so that this has a gradient in the tensors too. Where it is 0 they are, and so is what comes out.
      const factor = tf.div(dy!, tf.add(normOf(tensors), 1e-20));
      return byNumber(tensors.map((tensor) => tf.mul(tensor, factor)));
    },
  },
};

/** Inputs: the norm, then the tensors. Outputs: the tensors scaled. */
export const clip: Operation = {
  name: 'ThawClipByNorm',
  reference: (inputs, { maximum }) => {
    const [norm, ...tensors] = Object.values(inputs);
    return clipReference(norm!, tensors, maximum as number);
  },
  gradient: {
    allInputsToSave: true,
    compute: (dys, [norm, ...tensors], { maximum }) => {
      const over = excess(norm!, maximum as number);
      const bounded = tf.add(over, maximum as number); // the larger of norm and maximum
      const along = sumOfAll(dys.map((dy, i) => tf.mul(dy, tensors[i]!)));
      const slope = tf.div(tf.mul(tf.step(over), -(maximum as number)), tf.square(bounded));
      const factor = tf.div(maximum as number, bounded);
      return byNumber([tf.mul(along, slope), ...dys.map((dy) => tf.mul(dy, factor))]);
    },
  },
};

function normOf(tensors: readonly tf.Tensor[]): tf.Tensor {
  return runOperation(globalNormOperation, tensors)[0]!;
}

function floats(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  return tensors.map((tensor) => (tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32')));
}

/** The names of a list's inputs are their places in it. */
function byNumber(gradients: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(gradients.map((gradient, i) => [String(i), gradient]));
}
