import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';

import { squaredDistances } from '../radial-basis/squared-distances.ts';

/** A measure of likeness that is a product of features: what a `KernelMachine` compares rows by. */
export interface Kernel {
  /** Of each row [rows, inputs] with each point [points, inputs], on the device: [rows, points]. */
  readonly ofTensors: (rows: tf.Tensor2D, points: tf.Tensor2D) => tf.Tensor;
  /** Of two rows on the host, in float64: the same function. */
  readonly ofRows: (x: ArrayLike<number>, z: ArrayLike<number>) => number;
}

/**
 * k(x, z) = x·z: the machine draws a plane.
 *
 * @example
 * ```ts
 * import { KernelMachine, linearKernel } from '@thaw/layers';
 *
 * const machine = new KernelMachine(2, 20, { kernel: linearKernel() });
 * ```
 */
export function linearKernel(): Kernel {
  return { ofTensors: (rows, points) => tf.matMul(rows, points, false, true), ofRows: product };
}

/** Options of `polynomialKernel`. */
export interface PolynomialKernelOptions {
  /** @defaultValue 3 */
  readonly degree?: number;
  /** What products are multiplied by. @defaultValue 1 */
  readonly gamma?: number;
  /** What is added: above 0, terms of lower degree count too. @defaultValue 1 */
  readonly offset?: number;
}

/**
 * k(x, z) = (γ·x·z + offset)^degree: the machine's features are the products of up to `degree` inputs.
 *
 * @throws {ArgumentError} when degree is not a whole number from 1 on, gamma not above 0, or offset below 0.
 * @example
 * ```ts
 * import { KernelMachine, polynomialKernel } from '@thaw/layers';
 *
 * const machine = new KernelMachine(2, 20, { kernel: polynomialKernel({ degree: 2 }) });
 * ```
 */
export function polynomialKernel(options: PolynomialKernelOptions = {}): Kernel {
  checkOptions('polynomialKernel', options, ['degree', 'gamma', 'offset']);
  const { degree = 3, gamma = 1, offset = 1 } = options;
  checkSize('polynomialKernel', 'degree', degree);
  requireAbove('polynomialKernel', gamma);
  if (!(Number.isFinite(offset) && offset >= 0)) {
    throw new ArgumentError(`polynomialKernel: offset must be a number from 0 on, got ${describe(offset)}.`);
  }
  return {
    ofTensors: (rows, points) => {
      const base = tf.add(tf.mul(tf.matMul(rows, points, false, true), gamma), offset);
      let power = base;
      for (let i = 1; i < degree; i++) power = tf.mul(power, base); // a power of a negative number is NaN on WebGPU
      return power;
    },
    ofRows: (x, z) => (gamma * product(x, z) + offset) ** degree,
  };
}

/** Options of `rbfKernel`. */
export interface RbfKernelOptions {
  /** How fast likeness falls with distance; 1/(2σ²) of a Gaussian. @defaultValue 1 */
  readonly gamma?: number;
}

/**
 * k(x, z) = exp(−γ·‖x − z‖²): like is what is near.
 *
 * @throws {ArgumentError} when gamma is not above 0.
 * @example
 * ```ts
 * import { KernelMachine, rbfKernel } from '@thaw/layers';
 *
 * const machine = new KernelMachine(2, 20, { kernel: rbfKernel({ gamma: 0.5 }) });
 * ```
 */
export function rbfKernel(options: RbfKernelOptions = {}): Kernel {
  checkOptions('rbfKernel', options, ['gamma']);
  const { gamma = 1 } = options;
  requireAbove('rbfKernel', gamma);
  return {
    ofTensors: (rows, points) => tf.exp(tf.mul(squaredDistances(rows, points), -gamma)),
    ofRows: (x, z) => Math.exp(-gamma * (product(x, x) - 2 * product(x, z) + product(z, z))),
  };
}

function product(x: ArrayLike<number>, z: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * z[i]!;
  return sum;
}

function requireAbove(owner: string, gamma: number): void {
  if (typeof gamma === 'number' && gamma > 0 && gamma < Infinity) return;
  throw new ArgumentError(`${owner}: gamma must be a number above 0, got ${describe(gamma)}.`);
}
