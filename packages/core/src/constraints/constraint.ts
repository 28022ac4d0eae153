import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';

/** Brings a parameter back to where it may be, after each step of training: same shape, the nearest there is or near it. */
export type Constraint = (weight: tf.Tensor) => tf.Tensor;

/** Options of the constraints of norms. */
export interface NormOptions {
  /**
   * The axes over which the length of a vector is taken.
   *
   * By default all but the last: the vectors are then the inputs of one unit in a kernel [inputs, units], one filter in
   * [height, width, channels, filters]. A weight of one axis is one vector. (Keras's default is axis 0, which for filters is seldom meant.)
   */
  readonly axis?: number | readonly number[];
}

/**
 * No vector longer than `maxValue`; shorter ones stay as they are: w · min(1, maxValue/‖w‖).
 *
 * @throws {ArgumentError} when maxValue is not above 0.
 * @see Srivastava et al. 2014, §5.1, https://jmlr.org/papers/v15/srivastava14a.html
 * @example
 * ```ts
 * import { constrain, maxNorm } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const layer = constrain(new Dense(64, 32), 'kernel', maxNorm(3)); // kept so by train and fit
 * ```
 */
export function maxNorm(maxValue = 2, options: NormOptions = {}): Constraint {
  checkOptions('maxNorm', options, ['axis']);
  requireAbove('maxNorm', maxValue);
  return (weight) =>
    tf.tidy(() => tf.mul(weight, tf.div(maxValue, tf.maximum(norm('maxNorm', weight, options), maxValue))));
}

/**
 * Every vector of length 1; one of zeros stays: w / ‖w‖.
 * @example
 * ```ts
 * import { tf, unitNorm, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * unitNorm()(tf.tensor2d([[3], [4]])).print(); // 0.6 and 0.8
 * ```
 */
export function unitNorm(options: NormOptions = {}): Constraint {
  checkOptions('unitNorm', options, ['axis']);
  return (weight) => tf.tidy(() => tf.div(weight, tf.maximum(norm('unitNorm', weight, options), SHORTEST)));
}

/** Options of `minMaxNorm`. */
export interface MinMaxNormOptions extends NormOptions {
  /** The least length. @defaultValue 0 */
  readonly minValue?: number;
  /** The greatest length. @defaultValue 1 */
  readonly maxValue?: number;
  /** How much of the way back is gone in a step: 1 is all of it. @defaultValue 1 */
  readonly rate?: number;
}

/**
 * Every vector's length between two: w · (rate·clip(‖w‖) + (1 − rate)·‖w‖) / ‖w‖. One of zeros stays.
 *
 * @throws {ArgumentError} when not 0 ≤ minValue ≤ maxValue, maxValue above 0, or rate is not from 0 to 1.
 * @example
 * ```ts
 * import { minMaxNorm, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * minMaxNorm({ minValue: 10, maxValue: 20 })(tf.tensor2d([[3], [4]])).print(); // 6 and 8
 * ```
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  checkOptions('minMaxNorm', options, ['minValue', 'maxValue', 'rate', 'axis']);
  const { minValue = 0, maxValue = 1, rate = 1 } = options;
  requireAbove('minMaxNorm', maxValue);
  if (!(Number.isFinite(minValue) && minValue >= 0 && minValue <= maxValue)) {
    throw new ArgumentError(
      `minMaxNorm: minValue must be from 0 to maxValue, ${maxValue}, got ${describe(minValue)}.`,
    );
  }
  if (!(Number.isFinite(rate) && rate >= 0 && rate <= 1)) {
    throw new ArgumentError(`minMaxNorm: rate must be from 0 to 1, got ${describe(rate)}.`);
  }
  return (weight) =>
    tf.tidy(() => {
      const length = norm('minMaxNorm', weight, options);
      const wanted = tf.add(
        tf.mul(tf.clipByValue(length, minValue, maxValue), rate),
        tf.mul(length, 1 - rate),
      );
      return tf.mul(weight, tf.div(wanted, tf.maximum(length, SHORTEST)));
    });
}

/**
 * max(w, 0): no weight below 0.
 * @example
 * ```ts
 * import { nonNegative, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * nonNegative(tf.tensor1d([-2, 3])).print(); // 0 and 3
 * ```
 */
export const nonNegative: Constraint = (weight) => tf.relu(weight);

/** Below this a vector has no direction in float32. */
const SHORTEST = 1e-7;

/** The length of each vector, the axes it goes over kept with length 1. */
function norm(owner: string, weight: tf.Tensor, { axis }: NormOptions): tf.Tensor {
  const all = weight.shape.map((_, i) => i);
  const axes = axis === undefined ? (all.length > 1 ? all.slice(0, -1) : all) : [axis].flat();
  if (axes.some((each) => !Number.isInteger(each) || each < -weight.rank || each >= weight.rank)) {
    throw new ShapeError(
      `${owner}: there is no axis ${axes.join(', ')} in a weight [${weight.shape.join(', ')}]; axes count from 0.`,
    );
  }
  return tf.sqrt(tf.sum(tf.square(weight), [...axes], true));
}

function requireAbove(owner: string, maxValue: number): void {
  if (Number.isFinite(maxValue) && maxValue > 0) return;
  throw new ArgumentError(`${owner}: maxValue must be a number above 0, got ${describe(maxValue)}.`);
}
