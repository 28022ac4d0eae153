import { tf } from '@thaw/backend';

import { type Action, type Choice, type Maker, operand, type Operand, pick, rank, upTo } from './action.ts';

/** How a shape is changed, or cut, or put together; the numbers stay what they are. */
type Layout = (x: tf.Tensor, choice: Choice) => ((x: tf.Tensor) => tf.Tensor | tf.Tensor[]) | undefined;

const dtypes = ['float32', 'float32', 'float32', 'int32', 'bool'] as const;

function layout(name: string, make: Layout, least = 1, most = 5): Maker {
  return (choice) => {
    const x = operand(choice, pick(choice.random, dtypes)!, rank(least, most));
    const apply = x && make(x.tensor, choice);
    return apply && { name, operands: [x], apply: (t) => apply(t!) };
  };
}

const divisors = (of: number): number[] =>
  Array.from({ length: of }, (_, i) => i + 1).filter((part) => of % part === 0);

function reshape({ shape, size }: tf.Tensor, { random }: Choice): (x: tf.Tensor) => tf.Tensor {
  const first = pick(random, divisors(size))!;
  const second = pick(random, divisors(size / first))!;
  const made = pick(random, [
    [first, size / first],
    [first, second, size / first / second],
    [size],
    [1, ...shape],
  ])!;
  return (x) => tf.reshape(x, made);
}

/** A begin and a size along each axis. */
function cut({ shape }: tf.Tensor, { random }: Choice): [number[], number[]] {
  const begin = shape.map((length) => upTo(random, length));
  return [begin, shape.map((length, axis) => 1 + upTo(random, length - begin[axis]!))];
}

const axisOf = ({ rank: axes }: tf.Tensor, { random }: Choice): number => upTo(random, axes);

const views: readonly Maker[] = [
  layout('reshape', reshape, 0),
  layout('transpose', (x, { random }) => {
    const order = [...random.permutation(x.rank)];
    return (t) => tf.transpose(t, order);
  }),
  layout('slice', (x, choice) => {
    const [begin, size] = cut(x, choice);
    return (t) => tf.slice(t, begin, size);
  }),
  layout('stridedSlice', (x, choice) => {
    const [begin, size] = cut(x, choice);
    const steps = size.map(() => 1 + upTo(choice.random, 2));
    return (t) =>
      tf.stridedSlice(
        t,
        begin,
        begin.map((first, axis) => first + size[axis]!),
        steps,
      );
  }),
  layout('split', (x, choice) => {
    const axis = axisOf(x, choice);
    const length = x.shape[axis]!;
    if (length < 2) return undefined;
    const first = 1 + upTo(choice.random, length - 1);
    return (t) => tf.split(t, [first, length - first], axis);
  }),
  layout('unstack', (x, choice) => {
    const axis = axisOf(x, choice);
    return x.shape[axis]! > 4 ? undefined : (t) => tf.unstack(t, axis);
  }),
  layout(
    'expandDims',
    (x, choice) => {
      const axis = axisOf(x, choice);
      return (t) => tf.expandDims(t, axis);
    },
    1,
    4,
  ),
  layout('squeeze', () => (t) => tf.squeeze(t)),
  layout('reverse', (x, choice) => {
    const axis = axisOf(x, choice);
    return (t) => tf.reverse(t, axis);
  }),
];

const copies: readonly Maker[] = [
  layout('clone', () => (t) => tf.clone(t), 0),
  layout(
    'tile',
    (x, { random }) => {
      const times = x.shape.map(() => 1 + upTo(random, 2));
      return (t) => tf.tile(t, times);
    },
    1,
    4,
  ),
  layout(
    'broadcastTo',
    (x) => {
      const wide = [2, ...x.shape.map((length) => (length === 1 ? 3 : length))];
      return (t) => tf.broadcastTo(t, wide);
    },
    0,
    3,
  ),
  layout(
    'pad',
    (x, { random }) => {
      const room = x.shape.map((): [number, number] => [upTo(random, 2), upTo(random, 3)]);
      return (t) => tf.pad(t, room);
    },
    1,
    4,
  ),
  layout(
    'gather',
    (x, choice) => {
      const axis = axisOf(x, choice);
      const rows = [...choice.random.integers(1 + upTo(choice.random, 5), x.shape[axis]!)];
      return (t) => tf.gather(t, tf.tensor1d(rows, 'int32'), axis);
    },
    1,
    4,
  ),
  (choice) => {
    const x = operand(choice, 'int32', rank(0, 3));
    return x && { name: 'oneHot', operands: [x], apply: (t) => tf.oneHot(t as tf.Tensor1D, 5), flat: true };
  },
];

/** Two of one shape but along an axis, put together there; sometimes one with itself. */
function joined(choice: Choice, name: string, axisFree: boolean): Action | undefined {
  const a = operand(choice, pick(choice.random, dtypes)!, rank(1, 4));
  if (!a) return undefined;
  const axis = upTo(choice.random, a.tensor.rank);
  const b =
    operand(choice, a.tensor.dtype, ({ tensor }: Operand) => {
      const same = (length: number, i: number): boolean =>
        length === a.tensor.shape[i] || (axisFree && i === axis);
      return tensor.rank === a.tensor.rank && tensor.shape.every(same);
    }) ?? a;
  const join = axisFree ? tf.concat : tf.stack;
  return { name, operands: [a, b, a], apply: (...parts) => join(parts, axis) };
}

/** Families of operations on layouts. */
export const layoutMakers: readonly (readonly Maker[])[] = [
  views,
  views,
  copies,
  [(choice) => joined(choice, 'concat', true), (choice) => joined(choice, 'stack', false)],
];
