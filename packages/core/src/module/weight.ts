import { ArgumentError, requireDevice, ShapeError, tf } from '@thaw/backend';

import type { Constraint } from '../constraints/constraint.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import type { HostTensor, StoredTensor } from '../safetensors/format.ts';

/**
 * Numbers that belong to a module and are saved with it. They exist at once, on the host, and move to the device
 * when they are first used, so that a model may be built before a device is chosen.
 *
 * `Parameter` is trained, `Buffer` is not.
 *
 * @throws {ShapeError} when the numbers do not fill the shape.
 */
export abstract class Weight {
  /** The length of each axis. */
  readonly shape: readonly number[];
  #host: Float32Array | undefined;
  #variable: tf.Variable | undefined;
  #stand: tf.Tensor | undefined;
  #disposed = false;

  /**
   * @param values the numbers; undefined by a subclass that keeps them in a way of its own, and overrides `value`, `hostValues`,
   * `data`, `assign`, `stored` and `dispose`.
   */
  constructor(shape: readonly number[], values: Float32Array | undefined) {
    const size = sizeOf(shape);
    if (values && values.length !== size) {
      throw new ShapeError(
        `${new.target.name}: expected ${size} numbers for shape [${shape.join(', ')}], got ${values.length}.`,
      );
    }
    this.shape = [...shape];
    this.#host = values;
  }

  /** How many numbers there are. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /**
   * The numbers on the device, shape `this.shape`; uploaded by the first call. It stays the module's: do not
   * dispose it.
   *
   * @throws {DeviceError} before a device was chosen.
   * @throws {ArgumentError} after the module was disposed.
   */
  get value(): tf.Variable {
    if (this.#stand) return this.#stand as tf.Variable;
    if (this.#variable) return this.#variable;
    requireDevice();
    if (!this.#host)
      throw new ArgumentError(`${this.constructor.name}: its module was disposed; build a new one.`);
    const tensor = tf.tensor(this.#host, [...this.shape], 'float32');
    this.#variable = tf.variable(tensor, this.isTrainable);
    tensor.dispose();
    this.#host = undefined;
    return this.#variable;
  }

  /** A copy of the numbers while they are still on the host; undefined once they were used on a device. */
  get hostValues(): Float32Array | undefined {
    return this.#host?.slice();
  }

  /**
   * Runs a function to which another tensor of the same shape stands for `value`: a kernel that is computed from others.
   *
   * @throws {ShapeError} when the tensor has another shape.
   */
  replacedBy<Result>(tensor: tf.Tensor, run: () => Result): Result {
    if (!tf.util.arraysEqual(tensor.shape, [...this.shape])) {
      throw new ShapeError(
        `${this.constructor.name}: expected a stand-in of shape [${this.shape.join(', ')}], got [${tensor.shape.join(', ')}].`,
      );
    }
    const before = this.#stand;
    this.#stand = tensor;
    try {
      return run();
    } finally {
      this.#stand = before;
    }
  }

  /** The numbers as they are now, in a copy. */
  async data(): Promise<Float32Array> {
    if (this.#variable) return (await this.#variable.data<'float32'>()).slice();
    if (!this.#host)
      throw new ArgumentError(`${this.constructor.name}: its module was disposed; build a new one.`);
    return this.#host.slice();
  }

  /** The numbers as they are written to a file: float32, unless a subclass keeps them as something else. */
  async stored(): Promise<HostTensor | StoredTensor> {
    return { shape: this.shape, data: await this.data() };
  }

  /**
   * Sets the numbers, from the host or from a tensor of the same shape.
   *
   * @throws {ShapeError} when the shapes differ.
   * @throws {ArgumentError} when the tensor is not float32, or the module was disposed.
   */
  assign(values: Float32Array | tf.Tensor): void {
    if (this.#disposed)
      throw new ArgumentError(`${this.constructor.name}: its module was disposed; build a new one.`);
    const given = values instanceof Float32Array ? [values.length] : values.shape;
    const fits =
      values instanceof Float32Array
        ? values.length === this.size
        : tf.util.arraysEqual(given, [...this.shape]);
    if (!fits) {
      throw new ShapeError(
        `${this.constructor.name}: expected values of shape [${this.shape.join(', ')}], got [${given.join(', ')}].`,
      );
    }
    if (!(values instanceof Float32Array) && values.dtype !== 'float32') {
      throw new ArgumentError(
        `${this.constructor.name}: expected values of type float32, got ${values.dtype}; cast them first.`,
      );
    }
    if (values instanceof Float32Array) {
      if (!this.#variable) {
        this.#host = values.slice();
        return;
      }
      const tensor = tf.tensor(values.slice(), [...this.shape], 'float32');
      this.#variable.assign(tensor);
      tensor.dispose();
    } else {
      this.value.assign(values);
    }
  }

  /** Frees the memory on the device; the weight is of no use afterwards. */
  dispose(): void {
    this.#disposed = true;
    if (!this.#variable?.isDisposed) this.#variable?.dispose(); // a layer of TensorFlow.js may have it too
    this.#variable = undefined;
    this.#host = undefined;
  }

  protected abstract readonly isTrainable: boolean;
}

/**
 * A weight that training changes.
 *
 * @example
 * ```ts
 * import { Parameter } from '@thaw/core';
 *
 * const gain = new Parameter([2], new Float32Array([1, 1]));
 * gain.trainable = false; // frozen: gradients no longer reach it
 * ```
 */
export class Parameter extends Weight {
  /** Whether training changes it now. */
  trainable = true;
  /** What it costs: training adds it to the loss. `regularize` gives it to many at once. */
  regularizer: Regularizer | undefined;
  /** Where it may be: kept after each step of training. `constrain` gives it to many at once. */
  constraint: Constraint | undefined;
  protected readonly isTrainable: boolean = true;
}

/** A weight that is saved but not trained, such as a running mean. */
export class Buffer extends Weight {
  protected readonly isTrainable: boolean = false;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
