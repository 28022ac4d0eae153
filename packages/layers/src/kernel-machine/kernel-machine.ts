import { ArgumentError, checkOptions, checkSize, describe, ShapeError, tf } from '@thaw/backend';
import { Buffer, checkInput, type Context, Module, Parameter, type TensorLike } from '@thaw/core';

import { rowsOf } from '../rows-of.ts';
import { type Kernel, rbfKernel } from './kernels.ts';
import { type MarginProblem, solveMargin } from './sequential-minimal.ts';

/** Options of `KernelMachine`. */
export interface KernelMachineOptions {
  /** How many yes-or-no questions are answered. @defaultValue 1 */
  readonly units?: number;
  /** @defaultValue rbfKernel() */
  readonly kernel?: Kernel;
}

/** Options of `KernelMachine.fit`. */
export interface MarginOptions {
  /** What an example on the wrong side of its margin costs; the larger, the harder the margin. @defaultValue 1 */
  readonly C?: number;
  /** By how much the conditions of the optimum may be missed. @defaultValue 1e-4 */
  readonly tolerance?: number;
  /** @defaultValue 1 000 000 */
  readonly maxSteps?: number;
}

/** How one unit of a kernel machine came out. */
export interface Margin {
  /** How far the border is from the nearest example that is right, in the kernel's features: 1/‖w‖. */
  readonly margin: number;
  /** The rows that hold the border; the others could be left out. */
  readonly supportVectors: readonly number[];
  /** How many pairs were solved for. */
  readonly steps: number;
}

/**
 * The support vector machine, as the head of a network or by itself: f(x) = Σ α_i·k(p_i, x) + b over points it has seen.
 *
 * Above 0 is yes, below no, and between −1 and 1 is the margin, which `fit` makes as wide as it can be: the optimum of the
 * quadratic program, by sequential minimal optimization in float64 on the host. Coefficients and bias are parameters too, so that
 * `train` with the loss `hinge` moves them, and what stands before the machine, by gradients.
 *
 * Shapes: input [batch, inputs] → [batch, units].
 * Weights: coefficients [examples, units], bias [units]; buffer points [examples, inputs].
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on, or the kernel is none.
 * @throws {ShapeError} when the input has other columns.
 * @see Boser, Guyon and Vapnik 1992, https://doi.org/10.1145/130385.130401; Cortes and Vapnik 1995, https://doi.org/10.1007/BF00994018
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { KernelMachine, rbfKernel } from '@thaw/layers';
 *
 * await useDevice();
 * const inputs = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
 * const machine = new KernelMachine(2, 4, { kernel: rbfKernel({ gamma: 1 }) });
 * await machine.fit(inputs, tf.tensor2d([[-1], [1], [1], [-1]]), { C: 100 }); // exclusive or
 * machine.forward(inputs).sign().print(); // -1, 1, 1, -1
 * ```
 */
export class KernelMachine extends Module {
  readonly inputs: number;
  readonly examples: number;
  readonly units: number;
  readonly kernel: Kernel;
  readonly points: Buffer;
  readonly coefficients: Parameter;
  readonly bias: Parameter;

  /**
   * @param inputs how many numbers a row has.
   * @param examples how many rows `fit` will be given: so many are kept.
   */
  constructor(inputs: number, examples: number, options: KernelMachineOptions = {}) {
    super();
    checkOptions('KernelMachine', options, ['units', 'kernel']);
    const { units = 1, kernel = rbfKernel() } = options;
    this.inputs = checkSize('KernelMachine', 'inputs', inputs);
    this.examples = checkSize('KernelMachine', 'examples', examples);
    this.units = checkSize('KernelMachine', 'units', units);
    if (typeof kernel?.ofTensors !== 'function' || typeof kernel.ofRows !== 'function') {
      throw new ArgumentError(
        `KernelMachine: kernel must be one such as rbfKernel() or { ofTensors, ofRows }, got ${describe(kernel)}.`,
      );
    }
    this.kernel = kernel;
    this.points = new Buffer([examples, inputs], new Float32Array(examples * inputs));
    this.coefficients = new Parameter([examples, units], new Float32Array(examples * units));
    this.bias = new Parameter([units], new Float32Array(units));
  }

  forward(input: tf.Tensor, _context?: Context): tf.Tensor {
    checkInput(this, input, ['batch', this.inputs], 'its first argument says how many inputs it takes');
    const likeness = this.kernel.ofTensors(input as tf.Tensor2D, this.points.value as tf.Tensor2D);
    return tf.add(tf.matMul(likeness, this.coefficients.value as tf.Tensor2D), this.bias.value);
  }

  /**
   * Finds the widest margin: keeps the rows as points, and solves for the coefficients and bias of each unit.
   *
   * The work grows with the square of the examples, and so does the memory, 8 bytes a pair: for some thousands.
   *
   * @param data rows [examples, inputs], on the device or the host.
   * @param targets −1 or 1 of each row and unit, [examples, units].
   * @returns what came out of each unit.
   * @throws {ShapeError} when rows or targets have another shape.
   * @throws {ArgumentError} when a target is neither −1 nor 1, a unit has examples of one kind only, or the optimum is not reached.
   */
  async fit(data: TensorLike, targets: TensorLike, options: MarginOptions = {}): Promise<Margin[]> {
    checkOptions('KernelMachine.fit', options, ['C', 'tolerance', 'maxSteps']);
    const { C = 1, tolerance = 1e-4, maxSteps = 1_000_000 } = options;
    requireAbove('C', C);
    requireAbove('tolerance', tolerance);
    checkSize('KernelMachine.fit', 'maxSteps', maxSteps);
    const { inputs, examples, units } = this;
    const { count, values } = await rowsOf(this, 'data', data, inputs);
    const wanted = await rowsOf(this, 'targets', targets, units);
    if (count !== examples || wanted.count !== examples) {
      throw new ShapeError(
        `${this.title}: it was made for ${examples} examples, got ${count} rows of data and ${wanted.count} of targets.`,
      );
    }
    const likeness = kernelOfRows(this.kernel, values, examples, inputs);
    const coefficients = new Float32Array(examples * units);
    const bias = new Float32Array(units);
    const found: Margin[] = [];
    for (let unit = 0; unit < units; unit++) {
      const signs = signsOf(this.title, wanted.values, unit, units);
      const solution = solveMargin({ signs, ...likeness, C, tolerance, maxSteps });
      const { alphas, squaredNorm, steps, gap } = solution;
      if (gap > tolerance) {
        throw new ArgumentError(
          `${this.title}: after ${steps} steps unit ${unit} misses its optimum by ${gap.toPrecision(2)}, and ${tolerance} was wanted; scale the inputs, lower C, or allow more maxSteps.`,
        );
      }
      alphas.forEach((alpha, i) => (coefficients[i * units + unit] = alpha * signs[i]!));
      bias[unit] = solution.bias;
      const supportVectors = [...alphas.keys()].filter((i) => alphas[i]! > 0);
      found.push({ margin: 1 / Math.sqrt(squaredNorm), supportVectors, steps });
    }
    this.points.assign(Float32Array.from(values));
    this.coefficients.assign(coefficients);
    this.bias.assign(bias);
    return found;
  }
}

/** The kernel of all examples; a row of it is computed when it is first asked for. */
function kernelOfRows(
  { ofRows }: Kernel,
  values: ArrayLike<number>,
  examples: number,
  inputs: number,
): Pick<MarginProblem, 'row' | 'diagonal'> {
  const points = Array.from({ length: examples }, (_, i) =>
    Float64Array.from({ length: inputs }, (__, k) => values[i * inputs + k]!),
  );
  const rows: Float64Array[] = [];
  return {
    row: (i) => (rows[i] ??= Float64Array.from(points, (point) => ofRows(points[i]!, point))),
    diagonal: Float64Array.from(points, (point) => ofRows(point, point)),
  };
}

function signsOf(title: string, values: ArrayLike<number>, unit: number, units: number): Float64Array {
  const signs = Float64Array.from({ length: values.length / units }, (_, i) => values[i * units + unit]!);
  const other = signs.findIndex((sign) => sign !== 1 && sign !== -1);
  if (other >= 0) {
    throw new ArgumentError(
      `${title}: target ${signs[other]} of row ${other} is neither -1 nor 1; of targets 0 and 1 make 2·y − 1.`,
    );
  }
  if (signs.includes(1) && signs.includes(-1)) return signs;
  throw new ArgumentError(
    `${title}: all targets of unit ${unit} are ${signs[0]}; a border needs examples of both kinds.`,
  );
}

function requireAbove(name: string, value: number): void {
  if (typeof value === 'number' && value > 0 && value < Infinity) return;
  throw new ArgumentError(`KernelMachine.fit: ${name} must be a number above 0, got ${describe(value)}.`);
}
