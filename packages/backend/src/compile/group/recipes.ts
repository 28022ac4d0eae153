import type { tf } from '../../tfjs.ts';
import type { Operation, Value } from '../trace/graph.ts';
import { type Attributes, axisOf, sizeOf } from '../trace/rule.ts';
import { type Access, broadcastFrom } from './access.ts';
import { binaryTypes, type ReductionName, reductionTypes, unaryTypes } from './elements.ts';
import type { GroupStep } from './group.ts';

/** Writes the steps of a group. What cannot be had is undefined. */
export interface StepWriter {
  /** The step that gives the numbers of a value at this access. */
  read(value: Value, access: Access): number | undefined;
  /** A step of its own. */
  write(step: GroupStep): number;
  /** The access to all that a reduction makes the number at this access of: the columns of a row. */
  columns(reduction: Reduction, access: Access): Access | undefined;
}

/** A reduction of a value over its last axes. */
export interface Reduction {
  readonly of: Value;
  /** Axes of it, from 0, in order. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** How an operation is computed, element by element, in steps of a group. */
export interface Recipe {
  /** The reduction over rows that it needs, if any. */
  readonly reduction?: Reduction;
  /** The step that gives the output's number at this access. */
  readonly make: (writer: StepWriter, access: Access) => number | undefined;
}

/** The recipe of an operation; undefined for one that cannot be part of a group. */
export function recipeOf(operation: Operation): Recipe | undefined {
  const all = [...Object.values(operation.inputs), ...operation.outputs];
  if (operation.outputs.length !== 1 || all.some(({ shape }) => sizeOf(shape) === 0)) return undefined;
  const { kernel } = operation;
  if (unaryTypes[kernel]) return unary(operation);
  if (binaryTypes[kernel]) return binary(operation);
  if (kernel in reductionTypes) return reduction(operation, kernel as ReductionName);
  return others[kernel]?.(operation);
}

type MakeRecipe = (operation: Operation) => Recipe | undefined;

const unary: MakeRecipe = ({ kernel, inputs: { x }, attributes }) => {
  if (!unaryTypes[kernel]!.takes.includes(x!.dtype)) return undefined;
  const kept = keep(attributes, unaryTypes[kernel]!.attributes);
  return {
    make: (writer, access) => {
      const a = writer.read(x!, access);
      return a === undefined ? undefined : writer.write({ op: 'unary', kernel, a, ...kept });
    },
  };
};

const binary: MakeRecipe = ({ kernel, inputs, attributes, outputs }) => {
  const { takes, inputs: names, attributes: known } = binaryTypes[kernel]!;
  const [a, b] = names.map((name) => inputs[name]!) as [Value, Value];
  if (a.dtype !== b.dtype || !takes.includes(a.dtype)) return undefined;
  const kept = keep(attributes, known);
  return of(outputs[0]!, [a, b], (writer, [first, second]) =>
    writer.write({ op: 'binary', kernel, a: first!, b: second!, ...kept }),
  );
};

/** A recipe of operands that are broadcast to the output. */
function of(
  { shape }: Value,
  operands: readonly Value[],
  make: (writer: StepWriter, steps: readonly number[]) => number,
): Recipe {
  return {
    make: (writer, access) => {
      const steps: number[] = [];
      for (const operand of operands) {
        const step = writer.read(operand, broadcastFrom(access, shape, operand.shape));
        if (step === undefined) return undefined;
        steps.push(step);
      }
      return make(writer, steps);
    },
  };
}

const reduction = ({ inputs: { x }, attributes }: Operation, kernel: ReductionName): Recipe | undefined => {
  const { axis, reductionIndices = axis, keepDims } = attributes;
  const axes = axesOf((reductionIndices ?? x!.shape.map((_, i) => i)) as number | number[], x!);
  if (!reductionTypes[kernel].takes.includes(x!.dtype) || !areLast(axes, x!)) return undefined;
  const found = { of: x!, axes, keepDims: keepDims === true };
  return {
    reduction: found,
    make: (writer, access) => {
      const columns = writer.columns(found, access);
      const a = columns && writer.read(x!, columns);
      return a === undefined ? undefined : writer.write({ op: 'reduce', kernel, a });
    },
  };
};

function axesOf(axes: number | readonly number[], { shape }: Value): readonly number[] {
  return [axes]
    .flat()
    .map((axis) => axisOf(axis as number, shape.length))
    .toSorted((a, b) => a - b);
}

/** Whether only axes of length 1 stand behind and between the axes, and there is more than one number to reduce. */
function areLast(axes: readonly number[], { shape }: Value): boolean {
  const first = axes.find((axis) => shape[axis] !== 1);
  return (
    first !== undefined && shape.every((length, axis) => axis < first || length === 1 || axes.includes(axis))
  );
}

/** exp(x − max) / Σ exp(x − max), or its logarithm: x − max − log Σ exp(x − max). */
const softmax =
  (isLog: boolean): MakeRecipe =>
  ({ inputs: { logits }, attributes: { dim, axis = dim } }) => {
    const axes = axesOf((axis as number | undefined) ?? -1, logits!);
    if (!areLast(axes, logits!) || logits!.dtype !== 'float32') return undefined;
    const reduction = { of: logits!, axes, keepDims: true };
    return {
      reduction,
      make: (writer, access) => {
        const row = broadcastFrom(access, logits!.shape, logits!.shape.with(axes[0]!, 1));
        const columns = writer.columns(reduction, row);
        const [x, all] = [writer.read(logits!, access), columns && writer.read(logits!, columns)];
        if (x === undefined || all === undefined) return undefined;
        const max = writer.write({ op: 'reduce', kernel: 'Max', a: all });
        const centre = (a: number): number => writer.write({ op: 'binary', kernel: 'Sub', a, b: max });
        const exponential = (a: number): number => writer.write({ op: 'unary', kernel: 'Exp', a: centre(a) });
        const sum = writer.write({ op: 'reduce', kernel: 'Sum', a: exponential(all) });
        if (!isLog) return writer.write({ op: 'binary', kernel: 'RealDiv', a: exponential(x), b: sum });
        const logarithm = writer.write({ op: 'unary', kernel: 'Log', a: sum });
        return writer.write({ op: 'binary', kernel: 'Sub', a: centre(x), b: logarithm });
      },
    };
  };

const cast: MakeRecipe = ({ inputs: { x }, attributes }) => {
  const dtype = attributes['dtype'] as tf.DataType;
  if (!numeric.has(x!.dtype) || !numeric.has(dtype)) return undefined;
  return {
    make: (writer, access) => {
      const a = writer.read(x!, access);
      return a === undefined ? undefined : writer.write({ op: 'cast', a, dtype });
    },
  };
};

const numeric = /* @__PURE__ */ new Set<tf.DataType>(['float32', 'int32', 'bool']);

/** A condition of one axis, where the alternatives have more, says it for whole rows; any may be one number. */
const select: MakeRecipe = ({ inputs: { condition, t, e }, outputs }) => {
  const { shape } = outputs[0]!;
  if (condition!.dtype !== 'bool' || t!.dtype !== e!.dtype || !numeric.has(t!.dtype)) return undefined;
  const isLike = (value: Value): boolean => value.shape.join() === shape.join();
  const isWhole = (value: Value): boolean =>
    isLike(value) || (sizeOf(value.shape) === 1 && value.shape.length <= shape.length);
  if (!isWhole(t!) || !isWhole(e!)) return undefined;
  const ofRows = condition!.shape.length === 1 && shape.length > 1 && condition!.shape[0] === shape[0];
  if (!ofRows && !isWhole(condition!)) return undefined;
  return {
    make: (writer, access) => {
      const at = (value: Value): number | undefined =>
        writer.read(value, broadcastFrom(access, shape, value.shape));
      const byRow = { offsets: access.offsets.slice(0, 1), steps: access.steps.slice(0, 1) };
      const [test, yes, no] = [ofRows ? writer.read(condition!, byRow) : at(condition!), at(t!), at(e!)];
      if (test === undefined || yes === undefined || no === undefined) return undefined;
      return writer.write({ op: 'select', condition: test, yes, no });
    },
  };
};

/** The kernels that are neither of one nor of two numbers, or several steps. */
const others: Readonly<Record<string, MakeRecipe>> = {
  Cast: cast,
  Select: select,
  Softmax: softmax(false),
  LogSoftmax: softmax(true),
  AddN: ({ inputs, outputs }) => {
    const parts = Object.values(inputs);
    if (parts.some(({ dtype }) => dtype !== 'float32')) return undefined;
    return of(outputs[0]!, parts, (writer, steps) =>
      steps.reduce((a, b) => writer.write({ op: 'binary', kernel: 'Add', a, b })),
    );
  },
  ThawBiasActivation: ({ inputs: { x, bias }, attributes, outputs }) =>
    of(outputs[0]!, [x!, bias!], (writer, [a, b]) => {
      const sum = writer.write({ op: 'binary', kernel: 'Add', a: a!, b: b! });
      const kept = keep(attributes, ['name']);
      return writer.write({ op: 'unary', kernel: 'ThawActivation', a: sum, ...kept });
    }),
};

/** Those of the attributes that the kernel knows. */
function keep(attributes: Attributes, known: readonly string[] = []): { attributes?: Attributes } {
  const kept = Object.entries(attributes).filter(
    ([name, value]) => known.includes(name) && value !== undefined,
  );
  return kept.length > 0 ? { attributes: Object.fromEntries(kept) } : {};
}
