import { tf } from '../../tfjs.ts';
import { type Attributes, axisOf, like, type Metas, output, type Rule, same, sizeOf } from './rule.ts';

type Pairs = readonly (readonly [number, number])[];

const insert = (shape: readonly number[], axis: number, length: number): readonly number[] =>
  shape.toSpliced(axis, 0, length);
const replace = (shape: readonly number[], axis: number, length: number): readonly number[] =>
  shape.with(axis, length);

/** One length may be −1: what is left. */
const reshape: Rule = ({ x }, attributes) => {
  const shape = attributes['shape'] as readonly number[];
  const left = sizeOf(x!.shape) / sizeOf(shape.filter((length) => length !== -1));
  return output(
    shape.map((length) => (length === -1 ? left : length)),
    x!.dtype,
  );
};

const concat: Rule = (inputs, { axis }) => {
  const parts = Object.values(inputs);
  const { shape, dtype } = parts[0]!;
  const at = axisOf(axis as number, shape.length);
  const length = parts.reduce((sum, part) => sum + part.shape[at]!, 0);
  return output(replace(shape, at, length), dtype);
};

const pack: Rule = (inputs, { axis }) => {
  const parts = Object.values(inputs);
  const { shape, dtype } = parts[0]!;
  return output(insert(shape, axisOf(axis as number, shape.length + 1), parts.length), dtype);
};

const unpack: Rule = ({ value }, { axis }) => {
  const { shape, dtype } = value!;
  const at = axisOf(axis as number, shape.length);
  return Array.from({ length: shape[at]! }, () => ({ shape: shape.toSpliced(at, 1), dtype }));
};

const split: Rule = ({ x }, { numOrSizeSplits, axis }) => {
  const at = axisOf(axis as number, x!.shape.length);
  const sizes = tf.backend_util.prepareSplitSize(
    { ...x!, shape: [...x!.shape] } as tf.Tensor,
    numOrSizeSplits as number | number[],
    at,
  );
  return sizes.map((size) => ({ shape: replace(x!.shape, at, size), dtype: x!.dtype }));
};

/** Begin and size may be a number, or leave axes out. */
const slice: Rule = ({ x }, { begin, size }) => {
  const tensor = { rank: x!.shape.length, shape: x!.shape } as unknown as tf.Tensor;
  const [, sizes] = tf.slice_util.parseSliceParams(tensor, begin as number[], size as number[]);
  return output(sizes!, x!.dtype);
};

const stridedSlice: Rule = ({ x }, attributes) => {
  const lists = ['begin', 'end', 'strides'].map((name) => [...(attributes[name] as readonly number[])]);
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'].map(
    (name) => attributes[name] as number,
  );
  const [begin, end, strides] = lists as [number[], number[], number[]];
  const [a, b, c, d, e] = masks as [number, number, number, number, number];
  return output(
    tf.slice_util.sliceInfo([...x!.shape], begin, end, strides, a, b, c, d, e).finalShape,
    x!.dtype,
  );
};

const pad: Rule = ({ x }, attributes) => {
  const paddings = attributes['paddings'] as Pairs;
  return output(
    x!.shape.map((length, i) => paddings[i]![0] + length + paddings[i]![1]),
    x!.dtype,
  );
};

/** Blocks of the image become rows of the batch. */
const spaceToBatch: Rule = ({ x }, attributes) => {
  const blocks = attributes['blockShape'] as readonly number[];
  const paddings = attributes['paddings'] as Pairs;
  const [batch, ...rest] = x!.shape;
  const image = blocks.map((block, i) => (paddings[i]![0] + rest[i]! + paddings[i]![1]) / block);
  return output([batch! * sizeOf(blocks), ...image, ...rest.slice(blocks.length)], x!.dtype);
};

/** Back again. */
const batchToSpace: Rule = ({ x }, attributes) => {
  const blocks = attributes['blockShape'] as readonly number[];
  const crops = attributes['crops'] as Pairs;
  const [batch, ...rest] = x!.shape;
  const image = blocks.map((block, i) => rest[i]! * block - crops[i]![0] - crops[i]![1]);
  return output([batch! / sizeOf(blocks), ...image, ...rest.slice(blocks.length)], x!.dtype);
};

const depthToSpace: Rule = ({ x }, { blockSize }) => {
  const [batch, height, width, channels] = x!.shape as [number, number, number, number];
  const block = blockSize as number;
  return output([batch, height * block, width * block, channels / block ** 2], x!.dtype);
};

const made = (_: Metas, attributes: Attributes): ReturnType<Rule> =>
  output(attributes['shape'] as readonly number[], (attributes['dtype'] ?? 'float32') as tf.DataType);

const range: Rule = (_, { start, stop, step, dtype }) => {
  const [from, to, by] = [start as number, stop as number, step as number];
  const count = by > 0 === to > from && by !== 0 ? Math.ceil(Math.abs((to - from) / by)) : 0;
  return output([count], dtype as tf.DataType);
};

/** Kernels that move numbers and change none, and those that make some of nothing. */
export const layoutRules: Readonly<Record<string, Rule>> = {
  ...same('PadV2 MirrorPad', pad),
  BatchToSpaceND: batchToSpace,
  Concat: concat,
  DepthToSpace: depthToSpace,
  Diag: ({ x }) => output([...x!.shape, ...x!.shape], x!.dtype),
  ExpandDims: ({ input }, { dim }) => {
    const { shape, dtype } = input!;
    return output(insert(shape, axisOf(dim as number, shape.length + 1), 1), dtype);
  },
  Fill: made,
  FlipLeftRight: like('image'),
  Pack: pack,
  Range: range,
  Reshape: reshape,
  Slice: slice,
  SpaceToBatchND: spaceToBatch,
  SplitV: split,
  StridedSlice: stridedSlice,
  Tile: ({ x }, { reps }) =>
    output(
      x!.shape.map((length, i) => length * (reps as readonly number[])[i]!),
      x!.dtype,
    ),
  Transpose: ({ x }, { perm }) =>
    output(
      (perm as readonly number[]).map((axis) => x!.shape[axis]!),
      x!.dtype,
    ),
  Unpack: unpack,
};
