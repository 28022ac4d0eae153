import { Random } from '../../random/random.ts';
import { tf } from '../../tfjs.ts';

/** What is compared with the cpu device, by name: computed anew on each device, from numbers that are the same there. */
export type Cases = Record<string, () => tf.Tensor | tf.Tensor[]>;

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const random = (shape: readonly number[]): Random => new Random(1000 + size(shape) + 7 * shape.length);

/** Normal numbers, always the same for a shape; computed with, so that they lie on the device. */
export const normal = (...shape: number[]): tf.Tensor =>
  tf.mul(tf.tensor(random(shape).normal(size(shape)), shape, 'float32'), 1);

/** Others of the shape, from 0.1 to 2.1. */
export const positive = (...shape: number[]): tf.Tensor =>
  tf
    .tensor(random([...shape, 1]).uniform(size(shape)), shape, 'float32')
    .mul(2)
    .add(0.1);

/** Whole numbers from 0 to `limit` − 1. */
export const whole = (limit: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(random([...shape, 1, 1]).integers(size(shape), limit), shape, 'int32').add(tf.scalar(0, 'int32'));

/** Truth values. */
export const truth = (...shape: number[]): tf.Tensor => tf.cast(whole(2, ...shape), 'bool');

/** Odd shapes: empty and single axes, primes, all ranks that TensorFlow.js names. */
const shapes: readonly number[][] = [
  [0],
  [3, 0],
  [1],
  [7],
  [13, 1],
  [5, 7],
  [3, 5, 7],
  [2, 1, 3],
  [2, 3, 5, 4],
  [2, 3, 2, 3, 5],
  [2, 1, 3, 2, 1, 3],
  [2, 3, 1, 2, 3, 2],
];

/** One case for each of the odd shapes. */
export function overShapes(name: string, compute: (shape: number[]) => tf.Tensor | tf.Tensor[]): Cases {
  return Object.fromEntries(shapes.map((shape) => [`${name} [${shape.join(', ')}]`, () => compute(shape)]));
}

/** One case for each axis of each of the odd shapes. */
export function overAxes(
  name: string,
  compute: (shape: number[], axis: number) => tf.Tensor | tf.Tensor[],
): Cases {
  return Object.fromEntries(
    shapes.flatMap((shape) =>
      shape.map((_, axis) => [`${name} [${shape.join(', ')}] along ${axis}`, () => compute(shape, axis)]),
    ),
  );
}

/** Operations of TensorFlow.js by their names. */
export function named<Operation>(names: string): [string, Operation][] {
  const all = tf as unknown as Record<string, Operation>;
  return names.split(' ').map((name) => [name, all[name]!]);
}
