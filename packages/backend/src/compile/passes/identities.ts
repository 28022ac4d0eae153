import { sizeOf } from '../trace/rule.ts';
import type { Graph, Value } from '../trace/graph.ts';
import { rewrite, type Rewriting, type Visit, type Visits } from './rewrite.ts';

/**
 * Leaves out operations that change nothing: copies, casts to the same type, what repeats, pads, joins, cuts or turns nothing; and what
 * undoes what came just before. All to the bit.
 */
export function leaveOutIdentities(graph: Graph): Graph {
  return rewrite(graph, visits);
}

type Pairs = readonly (readonly [number, number])[];

const given =
  (input: string): Visit =>
  ({ inputs }) => [inputs[input]!];

/** Where one tensor is joined, cut or added up, the whole is the part but for its shape. */
const whole: Visit = ({ inputs, outputs }, rewriting) => {
  const parts = Object.values(inputs);
  return parts.length === 1 && outputs.length === 1 ? reshaped(parts[0]!, outputs[0]!, rewriting) : undefined;
};

/** The extremes and the product of single numbers are these; a sum of one turns −0 into 0, so it stays. */
const ofOne: Visit = ({ inputs, outputs }, rewriting) =>
  sizeOf(inputs['x']!.shape) === sizeOf(outputs[0]!.shape)
    ? reshaped(inputs['x']!, outputs[0]!, rewriting)
    : undefined;

/** The same kernel twice is the same as none. */
const twice =
  (kernel: string): Visit =>
  ({ inputs }, rewriting) => {
    const before = rewriting.madeBy(kernel, inputs['x']);
    return before && [before.inputs['x']!];
  };

/** The same kernel twice is the same as once. */
const once =
  (kernel: string): Visit =>
  ({ inputs }, rewriting) =>
    rewriting.madeBy(kernel, inputs['x']) && [inputs['x']!];

const cast: Visit = ({ inputs, attributes, outputs }, rewriting) => {
  const x = inputs['x']!;
  if (x.dtype === outputs[0]!.dtype) return [x];
  const before = rewriting.madeBy('Cast', x);
  // Every type holds the truth values; of other types some have numbers that others have not.
  return before?.inputs['x']!.dtype === 'bool'
    ? castTo(before.inputs['x']!, attributes['dtype'] as Value['dtype'], rewriting)
    : undefined;
};

function castTo(x: Value, dtype: Value['dtype'], rewriting: Rewriting): readonly Value[] {
  return x.dtype === dtype ? [x] : rewriting.call('Cast', { x }, { dtype });
}

const pad: Visit = ({ inputs, attributes }) =>
  (attributes['paddings'] as Pairs).every(([before, after]) => before === 0 && after === 0)
    ? [inputs['x']!]
    : undefined;

const tile: Visit = ({ inputs, attributes }) =>
  (attributes['reps'] as readonly number[]).every((count) => count === 1) ? [inputs['x']!] : undefined;

const reverse: Visit = ({ inputs, attributes }) => {
  const { shape } = inputs['x']!;
  const dims = [attributes['dims'] as number | readonly number[]].flat();
  return dims.every((axis) => shape.at(axis)! <= 1) ? [inputs['x']!] : undefined;
};

/** A value under another shape: itself, or what it is a reshape of, where that has the shape already. */
export function reshaped(x: Value, { shape }: Pick<Value, 'shape'>, rewriting: Rewriting): readonly Value[] {
  if (String(x.shape) === String(shape)) return [x];
  const source = rewriting.madeBy('Reshape', x)?.inputs['x'];
  if (source) return reshaped(source, { shape }, rewriting);
  return rewriting.call('Reshape', { x }, { shape: [...shape] });
}

const visits: Visits = {
  Abs: once('Abs'),
  AddN: whole,
  Cast: cast,
  Concat: whole,
  Identity: given('x'),
  LogicalNot: twice('LogicalNot'),
  Max: ofOne,
  Min: ofOne,
  MirrorPad: pad,
  Neg: twice('Neg'),
  Pack: whole,
  PadV2: pad,
  Prod: ofOne,
  Relu: once('Relu'),
  Relu6: once('Relu6'),
  Reverse: reverse,
  SplitV: whole,
  Tile: tile,
  Unpack: whole,
};
