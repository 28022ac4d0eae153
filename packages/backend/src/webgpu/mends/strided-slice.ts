import { tf } from '../../tfjs.ts';
import { type Compute, viewed } from '../stock-kernels.ts';
import { stridedCopy } from '../strided-copy.ts';

/** Every so many numbers along each axis, of any rank: TensorFlow.js's kernel is invalid above 4. */
export const stridedSlice: Compute = ({ x }, attributes, backend) => {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
    attributes as unknown as Parts;
  const { shape, dtype } = x!;
  if (shape.length <= 4 || dtype === 'string' || dtype === 'complex64') return undefined;
  const slice = tf.slice_util.sliceInfo(
    shape,
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  const apart = [...tf.util.computeStrides(shape), 1];
  const numbers = {
    shape: slice.finalShapeSparse,
    begin: slice.begin.reduce((place, first, axis) => place + first * apart[axis]!, 0),
    strides: slice.strides.map((step, axis) => step * apart[axis]!),
  };
  return viewed(stridedCopy(x!, numbers, backend), slice.finalShape);
};

interface Parts {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}
