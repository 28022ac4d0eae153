import { tf } from '../../tfjs.ts';
import type { Operation, Value } from '../trace/graph.ts';
import { axisOf } from '../trace/rule.ts';
import { type Access, reshaped } from './access.ts';
import type { Nest } from './nest.ts';

/** What an operation makes that only moves numbers, or repeats them: another way to look at the numbers of its source. */
export interface View {
  readonly source: Value;
  /** Whether the kernel copies the numbers, where others share them. */
  readonly copies: boolean;
  /**
   * The access to the source that finds what this access to the view finds.
   *
   * @returns undefined where it has no affine place in the source; the nest is told of a cut that mends it.
   */
  readonly look: (access: Access, nest: Nest) => Access | undefined;
}

/** An output of an operation as a view; undefined where the operation computes something. */
export function viewOf({ kernel, inputs, attributes, outputs }: Operation, output: Value): View | undefined {
  const make = views[kernel];
  const source = inputs['x'] ?? inputs['input'] ?? inputs['value'] ?? inputs['image'];
  if (!make || !source || (kernel === 'Cast' && attributes['dtype'] !== source.dtype)) return undefined;
  const look = make(source, output, attributes, outputs);
  return { source, copies: !sharing.has(kernel), look };
}

const sharing = /* @__PURE__ */ new Set(['Reshape', 'ExpandDims', 'Identity', 'Cast']);

type Look = View['look'];
type MakeLook = (
  source: Value,
  output: Value,
  attributes: Operation['attributes'],
  outputs: readonly Value[],
) => Look;

const reshape: MakeLook = (source, output) => (access, nest) =>
  reshaped(access, output.shape, source.shape, nest);

/** Along each axis of the source: times·(the view's) + more. */
function along({ offsets, steps }: Access, times: readonly number[], more: readonly number[]): Access {
  return {
    offsets: offsets.map((offset, axis) => times[axis]! * offset + more[axis]!),
    steps: steps.map((step, axis) => step.map((length) => times[axis]! * length)),
  };
}

const reversed = ({ shape }: Value, axes: readonly number[]): Look => {
  const back = new Set(axes.map((axis) => axisOf(axis, shape.length)));
  const times = shape.map((_, axis) => (back.has(axis) ? -1 : 1));
  const more = shape.map((length, axis) => (back.has(axis) ? length - 1 : 0));
  return (access) => along(access, times, more);
};

const cut = (begin: readonly number[]): Look => {
  const ones = begin.map(() => 1);
  return (access) => along(access, ones, begin);
};

const stridedSlice: MakeLook = ({ shape }, output, attributes) => {
  const [begin, end, strides] = ['begin', 'end', 'strides'].map((name) => [
    ...(attributes[name] as number[]),
  ]);
  const masks = ['beginMask', 'endMask', 'ellipsisMask', 'newAxisMask', 'shrinkAxisMask'].map(
    (name) => attributes[name] as number,
  );
  const [a, b, c, d, e] = masks as [number, number, number, number, number];
  const info = tf.slice_util.sliceInfo([...shape], begin!, end!, strides!, a, b, c, d, e);
  const whole = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
  return (access, nest) => {
    const found = reshaped(access, output.shape, whole, nest);
    return found && along(found, info.strides, info.begin);
  };
};

/** An axis of length n repeated r times is [r, n], of which r does not matter. */
const tile: MakeLook = ({ shape }, output, attributes) => {
  const reps = attributes['reps'] as readonly number[];
  const apart = shape.flatMap((length, axis) => [reps[axis]!, length]);
  return (access, nest) => {
    const found = reshaped(access, output.shape, apart, nest);
    const inner = <T>(list: readonly T[]): T[] => list.filter((_, axis) => axis % 2 === 1);
    return found && { offsets: inner(found.offsets), steps: inner(found.steps) };
  };
};

const views: Readonly<Record<string, MakeLook>> = {
  Reshape: reshape,
  ExpandDims: reshape,
  Identity: reshape,
  Cast: reshape,
  Tile: tile,
  StridedSlice: stridedSlice,
  Slice: (source, _, { begin }) => {
    const x = { ...source, shape: [...source.shape] } as unknown as tf.TensorInfo;
    return cut(tf.slice_util.parseSliceParams(x, begin as number | number[])[0]!);
  },
  Reverse: (source, _, { dims }) => reversed(source, [dims as number | number[]].flat()),
  FlipLeftRight: (source) => reversed(source, [2]),
  Transpose:
    (source, _, { perm }) =>
    ({ offsets, steps }) => {
      const from = source.shape.map((_length, axis) => (perm as number[]).indexOf(axis));
      return { offsets: from.map((axis) => offsets[axis]!), steps: from.map((axis) => steps[axis]!) };
    },
  SplitV: (source, output, { axis }, outputs) => {
    const at = axisOf(axis as number, source.shape.length);
    const before = outputs.slice(0, outputs.indexOf(output));
    const begin = before.reduce((sum, { shape }) => sum + shape[at]!, 0);
    return cut(source.shape.map((_, i) => (i === at ? begin : 0)));
  },
  Unpack: (source, output, { axis }, outputs) => {
    const at = axisOf(axis as number, source.shape.length);
    const i = outputs.indexOf(output);
    return ({ offsets, steps }, { shape }) => ({
      offsets: offsets.toSpliced(at, 0, i),
      steps: steps.toSpliced(
        at,
        0,
        shape.map(() => 0),
      ),
    });
  },
};
