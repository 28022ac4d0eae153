import { tf } from '@thaw/core';
import type { GradientOptimizer } from '@thaw/optimizers';

import type { Quadratic } from './digits-quadratic.ts';

/** Starts that choose a rate, and as many that are reported. */
export const STARTS = 8;
/** Steps between two places of a path. */
export const READ_EVERY = 10;

/** Goes down a quadratic from all starts, [size, 2·STARTS], at once; where they are by then, at every tenth step. */
export async function descend(
  { size, curvature }: Quadratic,
  starts: Float32Array,
  optimizer: GradientOptimizer,
  steps: number,
): Promise<Float32Array[]> {
  const path = [starts];
  const distance = tf.tidy(() => tf.variable(tf.tensor2d(starts, [size, 2 * STARTS])));
  const matrix = tf.tensor2d(curvature, [size, size]);
  const error = (): tf.Scalar => tf.mul(0.5, tf.sum(tf.mul(distance, tf.matMul(matrix, distance))));
  for (let step = 1; step <= steps; step++) {
    optimizer.minimize(error, false, [distance]);
    if (step % READ_EVERY === 0) path.push(await distance.data<'float32'>());
  }
  tf.dispose([distance, matrix]);
  optimizer.dispose();
  return path;
}

/** log₁₀ of the error left, that at the start being 1; the mean of half the starts. */
export interface ErrorsLeft {
  /** Of the starts that choose. */
  readonly validation: number;
  /** Of those that are reported. */
  readonly test: number;
  /** The latter along the way. */
  readonly path: readonly number[];
}

/** What is left of the error along a path. */
export function errorsLeft({ values }: Quadratic, path: readonly Float32Array[]): ErrorsLeft {
  const first = values(path[0]!);
  const left = path.map((place) =>
    values(place).map((value, start) => {
      const power = Math.log10(value / first[start]!);
      return power < DIVERGED ? power : DIVERGED; // NaN too
    }),
  );
  const mean = (each: readonly number[]): number => each.reduce((sum, power) => sum + power, 0) / STARTS;
  const reported = left.map((each) => mean(each.slice(STARTS)));
  return { validation: mean(left.at(-1)!.slice(0, STARTS)), test: reported.at(-1)!, path: reported };
}

/** The power of ten that float32 does not hold. */
const DIVERGED = 38;

/** By which the distance from the lowest point shrank in a step, over the latter half of a path. */
export function paceOf(path: readonly Float32Array[]): number {
  const half = path.length >> 1;
  const shrunk = Math.hypot(...path.at(-1)!) / Math.hypot(...path[half]!);
  return shrunk ** (1 / (READ_EVERY * (path.length - 1 - half)));
}

/** The rate and momentum of a descent, and by which theory lets the distance shrink in a step. */
export interface Pace {
  readonly learningRate: number;
  readonly momentum: number;
  readonly factor: number;
  /** After how many steps all but the slowest directions are done with, and float32 still holds what is left. */
  readonly steps: number;
}

/**
 * The best rate and momentum for curvatures from `least` to 1.
 *
 * @see Polyak 1964, §2, https://doi.org/10.1016/0041-5553(64)90137-5
 */
export function bestPaces(least: number): Record<'plain' | 'momentum', Pace> {
  const root = Math.sqrt(least);
  const factor = (1 - root) / (1 + root);
  return {
    plain: {
      learningRate: 2 / (1 + least),
      momentum: 0,
      factor: (1 - least) / (1 + least),
      steps: 2 / least,
    },
    momentum: {
      learningRate: 4 / (1 + root) ** 2,
      momentum: factor ** 2,
      factor,
      steps: Math.round(20 / root),
    },
  };
}
