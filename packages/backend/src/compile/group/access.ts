import { type Nest, stridesOf } from './nest.ts';

/**
 * Which number of a tensor each element of a nest uses: along axis i of the tensor, the one at
 * offsets[i] + steps[i][0]·n₀ + steps[i][1]·n₁ + …, where n is the element's place in the nest.
 */
export interface Access {
  readonly offsets: readonly number[];
  readonly steps: readonly (readonly number[])[];
}

/** The place in the tensor's numbers, counted through: offset + strides[0]·n₀ + … */
export interface Place {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Where an access finds its numbers in a dense tensor of this shape. */
export function placeOf({ offsets, steps }: Access, shape: readonly number[], rank: number): Place {
  const dense = stridesOf(shape);
  const along = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number, axis) => sum + number * dense[axis]!, 0);
  const strides = Array.from({ length: rank }, (_, k) => along(steps.map((step) => step[k]!)));
  return { offset: along(offsets), strides };
}

/**
 * The access that finds its numbers at these places of a dense tensor of this shape.
 *
 * @returns undefined where there is none: a step along an axis of the nest would cross from one row of the tensor into the next. Where
 * it is one once the axis is cut in two, the nest is told so.
 */
export function accessAt(place: Place, shape: readonly number[], nest: Nest): Access | undefined {
  const dense = stridesOf(shape);
  const lasts = nest.shape.map((length) => length - 1);
  // An axis that is run through backwards is taken as if it ran forwards, and turned about in the end.
  const start = place.strides.reduce(
    (sum, stride, k) => (stride < 0 ? sum + stride * lasts[k]! : sum),
    place.offset,
  );
  const steps: number[][] = shape.map(() => lasts.map(() => 0));
  const offsets = shape.map((length, i) => Math.floor(start / dense[i]!) % length);
  for (const [k, last] of lasts.entries()) {
    let rest = last === 0 ? 0 : Math.abs(place.strides[k]!);
    for (const [i, length] of shape.entries()) {
      if (length === 1) continue;
      const times = Math.floor(rest / dense[i]!);
      rest -= times * dense[i]!;
      steps[i]![k] = times;
    }
    if (rest !== 0) return undefined;
  }
  for (const [i, length] of shape.entries()) {
    const end = steps[i]!.reduce((sum, step, k) => sum + step * lasts[k]!, offsets[i]!);
    if (end < length) continue;
    askForCut(steps[i]!, length, nest);
    return undefined;
  }
  for (const [k, stride] of place.strides.entries()) {
    if (stride >= 0) continue;
    for (const i of shape.keys()) {
      offsets[i]! += steps[i]![k]! * lasts[k]!;
      steps[i]![k] = -steps[i]![k]! || 0;
    }
  }
  return { offsets, steps };
}

/** An axis of the nest that runs over several rows of the tensor is cut where a row ends. */
function askForCut(steps: readonly number[], length: number, nest: Nest): void {
  for (const [axis, step] of steps.entries()) {
    const inner = length / step;
    const whole = nest.shape[axis]!;
    if (step > 0 && Number.isInteger(inner) && inner > 1 && inner < whole && whole % inner === 0) {
      nest.cut ??= { axis, inner };
    }
  }
}

/** The same numbers in a tensor of another shape, which has them in the same order. */
export function reshaped(
  access: Access,
  from: readonly number[],
  to: readonly number[],
  nest: Nest,
): Access | undefined {
  if (from.length === to.length && from.every((length, i) => length === to[i])) return access;
  return accessAt(placeOf(access, from, nest.shape.length), to, nest);
}

/** An access to a tensor of shape `from` that is broadcast to `to`: axes of length 1 are repeated, and those that it lacks in front. */
export function broadcastFrom(
  { offsets, steps }: Access,
  to: readonly number[],
  from: readonly number[],
): Access {
  const lead = to.length - from.length;
  const repeated = (axis: number): boolean => from[axis] === 1 && to[lead + axis] !== 1;
  return {
    offsets: from.map((_, axis) => (repeated(axis) ? 0 : offsets[lead + axis]!)),
    steps: from.map((_, axis) => {
      const step = steps[lead + axis]!;
      return repeated(axis) ? step.map(() => 0) : step;
    }),
  };
}
