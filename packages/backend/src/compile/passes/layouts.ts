import { tf } from '../../tfjs.ts';
import type { Graph, Value } from '../trace/graph.ts';
import type { Attributes } from '../trace/rule.ts';
import { reshaped } from './identities.ts';
import { rewrite, type Visit, type Visits } from './rewrite.ts';

/**
 * Makes one of several changes of layout: reshapes, transposes and slices that follow one another; and leaves out those that move
 * nothing. To the bit.
 */
export function joinLayouts(graph: Graph): Graph {
  return rewrite(graph, visits);
}

/** A reshape of a reshape is the last; a length that is left to be found is written down, so that equal ones are seen to be. */
const reshape: Visit = ({ inputs, attributes, outputs }, rewriting) => {
  const [x, { shape }] = [inputs['x']!, outputs[0]!];
  const isPlain =
    !rewriting.madeBy('Reshape', x) &&
    String(attributes['shape']) === String(shape) &&
    String(x.shape) !== String(shape);
  return isPlain ? undefined : reshaped(x, { shape }, rewriting);
};

/** An axis more is a reshape. */
const expandDims: Visit = ({ inputs, outputs }, rewriting) =>
  reshaped(inputs['input']!, outputs[0]!, rewriting);

/** Transposes in a row are one; what changes the places of axes of length 1 alone is a reshape. */
const transpose: Visit = ({ inputs, attributes, outputs }, rewriting) => {
  const [x, perm] = [inputs['x']!, attributes['perm'] as readonly number[]];
  const before = rewriting.madeBy('Transpose', x);
  const first = before?.attributes['perm'] as readonly number[] | undefined;
  const source = before?.inputs['x'] ?? x;
  const all = first ? perm.map((axis) => first[axis]!) : perm;
  const moved = all.filter((axis) => source.shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || moved[i - 1]! < axis))
    return reshaped(source, outputs[0]!, rewriting);
  return before && rewriting.call('Transpose', { x: source }, { perm: all });
};

/** Slices in a row are one; a slice of all is what it was cut from. */
const slice: Visit = ({ inputs, attributes, outputs }, rewriting) => {
  const [x, { shape }] = [inputs['x']!, outputs[0]!];
  if (String(x.shape) === String(shape)) return [x];
  const before = rewriting.madeBy('Slice', x);
  if (!before) return undefined;
  const first = beginOf(before.inputs['x']!, before.attributes);
  const begin = beginOf(x, attributes).map((place, i) => place + first[i]!);
  return rewriting.call('Slice', { x: before.inputs['x']! }, { begin, size: [...shape] });
};

function beginOf(x: Value, { begin, size }: Attributes): number[] {
  const tensor = { rank: x.shape.length, shape: x.shape } as unknown as tf.Tensor;
  return tf.slice_util.parseSliceParams(tensor, begin as number[], size as number[])[0]!;
}

/** One that takes neighbours is a slice under another shape. */
const stridedSlice: Visit = ({ inputs, attributes, outputs }, rewriting) => {
  const x = inputs['x']!;
  const lists = ['begin', 'end', 'strides'].map((name) => [...(attributes[name] as readonly number[])]);
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'].map(
    (name) => attributes[name] as number,
  );
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    ...(lists as [number[], number[], number[]]),
    ...(masks as [number, number, number, number, number]),
  );
  if (!info.isSimpleSlice) return undefined;
  const { begin, end } = info;
  const size = end.map((place, i) => place - begin[i]!);
  const isAll = size.every((length, i) => length === x.shape[i]);
  const [part] = isAll ? [x] : rewriting.call('Slice', { x }, { begin, size });
  return reshaped(part!, outputs[0]!, rewriting);
};

const visits: Visits = {
  ExpandDims: expandDims,
  Reshape: reshape,
  Slice: slice,
  StridedSlice: stridedSlice,
  Transpose: transpose,
};
