import { tf } from '../tfjs.ts';
import type { PoolingAttributes } from './attributes.ts';

/**
 * The gradient of 2D max pooling: each window hands its gradient to the first of its largest values. TensorFlow.js's own
 * for wasm starts its search at the smallest positive number, and loses the gradient of windows without a positive value.
 *
 * Shapes: dy [batch, outHeight, outWidth, channels], input [batch, height, width, channels] → the input's.
 */
export function maxPoolGrad(dy: tf.Tensor4D, input: tf.Tensor4D, attributes: PoolingAttributes): tf.Tensor4D {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const {
    batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    strideHeight,
    strideWidth,
    padInfo,
  } = info;
  const [x, gradient, out] = [input.dataSync(), dy.dataSync(), new Float32Array(input.size)];
  let window = 0;
  for (let n = 0; n < batchSize; n++) {
    for (let i = 0; i < outHeight; i++) {
      const top = i * strideHeight - padInfo.top;
      const bottom = Math.min(inHeight, top + info.filterHeight);
      for (let j = 0; j < outWidth; j++) {
        const left = j * strideWidth - padInfo.left;
        const right = Math.min(inWidth, left + info.filterWidth);
        for (let c = 0; c < inChannels; c++, window++) {
          let largest = -1;
          for (let row = Math.max(0, top); row < bottom; row++) {
            for (let column = Math.max(0, left); column < right; column++) {
              const place = ((n * inHeight + row) * inWidth + column) * inChannels + c;
              if (largest < 0 || x[place]! > x[largest]!) largest = place;
            }
          }
          if (largest >= 0) out[largest]! += gradient[window]!;
        }
      }
    }
  }
  return tf.tensor4d(out, input.shape);
}
