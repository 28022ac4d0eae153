import { ArgumentError, requireDevice, ShapeError, tf } from '@thaw/backend';
import { Buffer, type StoredTensor } from '@thaw/core';

/**
 * Whole numbers from −128 to 127 that are saved with a module as one byte each.
 *
 * TensorFlow.js has no tensors of bytes. On the host, until they are first used, they are an Int8Array; on a device three of them
 * lie in one float32, which holds whole numbers up to 2²⁴ exactly: 4/3 bytes a number on every engine. `value` unpacks them, as
 * float32, anew each time it is asked for; so ask within a tidy.
 *
 * @throws {ShapeError} when the numbers do not fill the shape.
 */
export class Int8Buffer extends Buffer {
  #host: Int8Array | undefined;
  #packed: tf.Variable | undefined;

  constructor(shape: readonly number[], bytes: Int8Array) {
    super(shape, undefined);
    if (bytes.length !== this.size) {
      throw new ShapeError(
        `Int8Buffer: expected ${this.size} numbers for shape [${shape.join(', ')}], got ${bytes.length}.`,
      );
    }
    this.#host = bytes;
  }

  override get value(): tf.Variable {
    return tf.tidy(() => {
      const packed = this.#onDevice();
      const high = tf.floor(tf.mul(packed, 2 ** -16)); // a power of two: exact on every engine, where a quotient may not be
      const rest = tf.sub(packed, tf.mul(high, 2 ** 16));
      const middle = tf.floor(tf.mul(rest, 2 ** -8));
      const low = tf.sub(rest, tf.mul(middle, 2 ** 8));
      const all = tf.slice(tf.concat([low, middle, high]), [0], [this.size]);
      return tf.reshape(tf.sub(all, OFFSET), [...this.shape]);
    }) as tf.Variable;
  }

  override get hostValues(): Float32Array | undefined {
    return this.#host && Float32Array.from(this.#host);
  }

  override async data(): Promise<Float32Array> {
    return Float32Array.from(await this.bytes());
  }

  /** The numbers as they are now, in a copy. */
  async bytes(): Promise<Int8Array> {
    if (!this.#packed) return this.#requireHost().slice();
    const packed = await this.#packed.data();
    const bytes = new Int8Array(this.size);
    for (let i = 0; i < bytes.length; i++) {
      const shift = 8 * Math.floor(i / packed.length);
      bytes[i] = ((packed[i % packed.length]! >> shift) & 0xff) - OFFSET;
    }
    return bytes;
  }

  override async stored(): Promise<StoredTensor> {
    return { dtype: 'I8', shape: this.shape, data: await this.bytes() };
  }

  /**
   * @throws {ShapeError} when the shapes differ.
   * @throws {ArgumentError} when a number from the host is no whole number from −128 to 127; those of a tensor cannot be looked at.
   */
  override assign(values: Float32Array | tf.Tensor): void {
    if (!(values instanceof Float32Array)) {
      if (!tf.util.arraysEqual(values.shape, [...this.shape])) this.#refuse(values.shape);
      tf.tidy(() => this.#onDevice().assign(this.#pack(values)));
      return;
    }
    if (values.length !== this.size) this.#refuse([values.length]);
    const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= -128 && value <= 127));
    if (wrong >= 0) {
      throw new ArgumentError(
        `Int8Buffer: expected whole numbers from -128 to 127, and place ${wrong} is ${values[wrong]}.`,
      );
    }
    if (this.#packed) {
      const packed = tf.tensor1d(packBytes(Int8Array.from(values)));
      this.#packed.assign(packed);
      packed.dispose();
    } else {
      this.#requireHost().set(values);
    }
  }

  override dispose(): void {
    super.dispose();
    this.#packed?.dispose();
    this.#packed = undefined;
    this.#host = undefined;
  }

  #onDevice(): tf.Variable {
    if (this.#packed) return this.#packed;
    requireDevice();
    const packed = tf.tensor1d(packBytes(this.#requireHost()));
    this.#packed = tf.variable(packed, false);
    packed.dispose();
    this.#host = undefined;
    return this.#packed;
  }

  #pack(values: tf.Tensor): tf.Tensor {
    const third = Math.ceil(this.size / 3);
    const raised = tf.add<tf.Tensor1D>(tf.reshape(values, [this.size]), OFFSET);
    const rows = tf.reshape(tf.pad1d(raised, [0, 3 * third - this.size]), [3, third]);
    return tf.sum(tf.mul(rows, tf.tensor2d([1, 2 ** 8, 2 ** 16], [3, 1])), 0);
  }

  #requireHost(): Int8Array {
    if (this.#host) return this.#host;
    throw new ArgumentError('Int8Buffer: its module was disposed; build a new one.');
  }

  #refuse(shape: readonly number[]): never {
    throw new ShapeError(
      `Int8Buffer: expected values of shape [${this.shape.join(', ')}], got [${shape.join(', ')}].`,
    );
  }
}

/** What makes every byte a number from 0 on. */
const OFFSET = 128;

/** Three thirds of the numbers, one above the other: number i is in place i modulo a third. */
function packBytes(bytes: Int8Array): Float32Array {
  const packed = new Float32Array(Math.ceil(bytes.length / 3));
  for (let i = 0; i < bytes.length; i++) {
    packed[i % packed.length]! += (bytes[i]! + OFFSET) * 2 ** (8 * Math.floor(i / packed.length));
  }
  return packed;
}
