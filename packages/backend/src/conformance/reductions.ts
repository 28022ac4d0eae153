import { tf } from '../tfjs.ts';
import { at, build, type Float64, map, reduce } from './float64.ts';
import { type Case, type Input, normal, nonzero, type Operation, truths, whole } from './operation.ts';

type Call = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;
type Of = (values: readonly number[]) => number;

/** Operations that make one number of many, and those that go along an axis. */
export function reductions(): Operation[] {
  return [
    reduction('sum', normal, (x, axes, keep) => tf.sum(x, axes, keep), sum),
    reduction('mean', normal, (x, axes, keep) => tf.mean(x, axes, keep), mean),
    reduction(
      'max',
      normal,
      (x, axes, keep) => tf.max(x, axes, keep),
      (all) => Math.max(...all),
    ),
    reduction(
      'min',
      normal,
      (x, axes, keep) => tf.min(x, axes, keep),
      (all) => Math.min(...all),
    ),
    reduction('prod', nonzero, (x, axes, keep) => tf.prod(x, axes, keep), product),
    reduction(
      'logSumExp',
      normal,
      (x, axes, keep) => tf.logSumExp(x, axes, keep),
      (all) => Math.log(sum(all.map(Math.exp))),
    ),
    reduction(
      'norm',
      normal,
      (x, axes, keep) => tf.norm(x, 'euclidean', axes, keep),
      (all) => Math.hypot(...all),
    ),
    reduction('moments', normal, (x, axes, keep) => tf.moments(x, axes, keep).variance, variance),
    truth(
      'all',
      (x, axes, keep) => tf.all(x, axes, keep),
      (all) => Number(all.every(Boolean)),
    ),
    truth(
      'any',
      (x, axes, keep) => tf.any(x, axes, keep),
      (all) => Number(all.some(Boolean)),
    ),
    placeOf(
      'argMax',
      (x, axis) => tf.argMax(x, axis),
      (all) => all.indexOf(Math.max(...all)),
    ),
    placeOf(
      'argMin',
      (x, axis) => tf.argMin(x, axis),
      (all) => all.indexOf(Math.min(...all)),
    ),
    scan('cumsum', (x, axis, exclusive, reverse) => tf.cumsum(x, axis, exclusive, reverse), sum),
    scan('cumprod', (x, axis, exclusive, reverse) => tf.cumprod(x, axis, exclusive, reverse), product),
  ];
}

const ways: readonly [shape: number[], axes: number[], keepDims: boolean][] = [
  [[7], [0], false],
  [[3, 5], [0, 1], false],
  [[3, 5], [0], true],
  [[3, 4, 5], [-1], false],
  [[3, 1, 5], [0, 2], true],
  [[2, 3, 1, 2, 2, 3], [1, 4], false],
];

function reduction(name: string, draw: (...shape: number[]) => Input, call: Call, of: Of): Operation {
  const cases = ways.map(([shape, axes, keepDims]): Case => ({
    name: `[${shape.join(', ')}] over ${axes.join(', ')}${keepDims ? ', kept' : ''}`,
    inputs: [draw(...shape)],
    call: (x) => call(x!, axes, keepDims),
    truth: (x) => reduce(x!, axes, keepDims, of),
  }));
  const many: Case = {
    name: '2,003 numbers in three rows',
    inputs: [normal(3, 2003)],
    call: (x) => call(x!, [1], false),
    truth: (x) => reduce(x!, [1], false, of),
  };
  return { name, cases: name === 'prod' ? [...cases, withZeros(call, of)] : [...cases, many] };
}

function withZeros(call: Call, of: Of): Case {
  return {
    name: 'no, one and two zeros',
    inputs: [{ shape: [3, 3], draw: [1, 2, 3, 4, 0, 5, 0, 6, 0] }],
    call: (x) => call(x!, [1], false),
    truth: (x) => reduce(x!, [1], false, of),
  };
}

function truth(name: string, call: Call, of: Of): Operation {
  const values = [1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1];
  const cases = [
    { axes: [1], keepDims: false },
    { axes: [0], keepDims: true },
    { axes: [0, 1], keepDims: false },
  ].map(({ axes, keepDims }): Case => ({
    name: `over ${axes.join(', ')}`,
    inputs: [truths(values, 4, 3)],
    call: (x) => call(x!, axes, keepDims),
    truth: (x) => reduce(x!, axes, keepDims, of),
  }));
  return { name, flat: 'truth values', cases };
}

function placeOf(name: string, call: (x: tf.Tensor, axis: number) => tf.Tensor, of: Of): Operation {
  const ties = whole([1, 3, 3, 1, -2, -2, -5, -5], 2, 4);
  const cases = (
    [
      [normal(7), 0],
      [normal(3, 5), 1],
      [normal(3, 4, 5), -2],
      [ties, 1],
    ] as const
  ).map(([input, axis]): Case => ({
    name: input === ties ? 'the first of equals' : `[${input.shape.join(', ')}] over ${axis}`,
    inputs: [input],
    call: (x) => call(x!, axis),
    truth: (x) => reduce(x!, [axis], false, of),
  }));
  return { name, cases };
}

function scan(
  name: string,
  call: (x: tf.Tensor, axis: number, exclusive: boolean, reverse: boolean) => tf.Tensor,
  of: Of,
): Operation {
  const zeros: Input = { shape: [2, 4], draw: [2, 0, 3, 4, 0, 5, 0, 7] };
  const inputs: [Input, number, boolean, boolean][] = [
    [nonzero(7), 0, false, false],
    [nonzero(3, 5), 0, false, false],
    [nonzero(4, 4), 0, true, false],
    [nonzero(3, 5), -1, true, true],
    [nonzero(2, 3, 1, 5), 1, false, true],
    [zeros, 1, false, false],
    [zeros, 1, true, true],
  ];
  const cases = inputs.map(([input, axis, exclusive, reverse]): Case => ({
    name: `[${input.shape.join(', ')}] over ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
    inputs: [input],
    call: (x) => call(x!, axis, exclusive, reverse),
    truth: (x) => along(x!, axis, exclusive, reverse, of),
  }));
  return { name, cases };
}

/** What `of` makes of all that stands before each place of an axis, or behind it. */
function along(x: Float64, axis: number, exclusive: boolean, reverse: boolean, of: Of): Float64 {
  const own = (axis + x.shape.length) % x.shape.length;
  const reaches = (from: number, to: number): boolean =>
    from === to ? !exclusive : reverse ? from > to : from < to;
  return build(x.shape, (place) => {
    const line = Array.from({ length: x.shape[own]! }, (_, i) => i).filter((i) => reaches(i, place[own]!));
    return of(line.map((i) => at(x, place.with(own, i))));
  });
}

function sum(all: readonly number[]): number {
  return all.reduce((total, value) => total + value, 0);
}

function product(all: readonly number[]): number {
  return all.reduce((total, value) => total * value, 1);
}

function mean(all: readonly number[]): number {
  return sum(all) / all.length;
}

function variance(all: readonly number[]): number {
  const centre = mean(all);
  return mean(all.map((value) => (value - centre) ** 2));
}

/** Turns each row into parts of one, for what needs them. */
export function softmaxTruth(x: Float64): Float64 {
  const totals = reduce(map(x, Math.exp), [-1], true, sum);
  return build(x.shape, (place) => Math.exp(at(x, place)) / at(totals, place.with(-1, 0)));
}
