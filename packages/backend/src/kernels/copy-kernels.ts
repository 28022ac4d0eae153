import type { tf } from '../tfjs.ts';
import { concat, pack, split, unpack } from './concat.ts';
import type { OwnKernels } from './kernel-table.ts';
import { pad } from './pad.ts';
import { gatherRows, oneHot } from './rows.ts';
import { reverse, slice, type StridedSlice, stridedSlice } from './slice.ts';
import { tile } from './tile.ts';
import { transpose } from './transpose.ts';

/** What moves numbers and computes none, for float32, int32 and bool. */
export const copyKernels: OwnKernels = {
  Transpose: (kernels, { x }, { perm }) => transpose(kernels, x!, perm as number[]),
  Slice: (kernels, { x }, { begin, size }) => slice(kernels, x!, begin as number[], size as number[]),
  StridedSlice: (kernels, { x }, attributes) =>
    stridedSlice(kernels, x!, attributes as unknown as StridedSlice),
  Reverse: (kernels, { x }, { dims }) => reverse(kernels, x!, dims as number[]),
  Concat: (kernels, tensors, { axis }) => concat(kernels, tensors as unknown as tf.Tensor[], axis as number),
  Pack: (kernels, tensors, { axis }) => pack(kernels, tensors as unknown as tf.Tensor[], axis as number),
  SplitV: (kernels, { x }, { numOrSizeSplits, axis }) =>
    split(kernels, x!, numOrSizeSplits as number[], axis as number),
  Unpack: (kernels, { value }, { axis }) => unpack(kernels, value!, axis as number),
  PadV2: (kernels, { x }, { paddings, constantValue }) =>
    pad(kernels, x!, paddings as [number, number][], constantValue as number),
  Tile: (kernels, { x }, { reps }) => tile(kernels, x!, reps as number[]),
  GatherV2: (kernels, { x, indices }, { axis, batchDims }) =>
    gatherRows(kernels, x!, indices!, axis as number, batchDims as number),
  OneHot: (kernels, { indices }, { depth, onValue, offValue, dtype }) => {
    const [on, off] = [onValue as number, offValue as number];
    return oneHot(kernels, indices!, depth as number, on, off, dtype as tf.DataType);
  },
};
