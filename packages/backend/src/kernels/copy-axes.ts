import type { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';

/** More than the axes of any tensor of TensorFlow.js, each taken twice. */
const ROOM = 16;

/** As assembly/views.as has it. */
const MOST_AXES = 8;

/**
 * The axes of a copy: how long each is, and how far apart its numbers lie in the source and in the target. Neighbours that lie alike in
 * both are one axis, so that few are left.
 */
export class CopyAxes {
  readonly #sizes = new Int32Array(ROOM);
  readonly #sources = new Int32Array(ROOM);
  readonly #targets = new Int32Array(ROOM);
  #rank = 0;

  /** Begins anew. */
  clear(): this {
    this.#rank = 0;
    return this;
  }

  /** The next axis, from the innermost on. Steps are in numbers. */
  add(size: number, source: number, target: number): this {
    if (size === 1) return this;
    const last = this.#rank - 1;
    if (last >= 0) {
      const length = this.#sizes[last]!;
      if (source === this.#sources[last]! * length && target === this.#targets[last]! * length) {
        this.#sizes[last] = length * size;
        return this;
      }
    }
    this.#set(this.#rank++, size, source, target);
    return this;
  }

  /** Whether source and target are one run of numbers. */
  get isRun(): boolean {
    return this.#rank === 0 || (this.#rank === 1 && this.#sources[0] === 1 && this.#targets[0] === 1);
  }

  /** Whether there are as few axes as the kernel has room for. */
  get fits(): boolean {
    return this.#rank <= MOST_AXES;
  }

  /** Copies numbers of 4 or 1 bytes; the places are in bytes. */
  copy(kernels: Kernels, source: number, target: number, bytes: number): void {
    const { run, control } = kernels;
    if (this.#rank === 0) this.#set(this.#rank++, 1, 1, 1);
    const turns = bytes === 4 && this.#targets[0] === 1 && this.#sources[0] !== 1 && this.#bringNext();
    let count = 1;
    for (let axis = 0; axis < this.#rank; axis++) {
      const size = this.#sizes[axis]!;
      count *= size;
      run.setAxis(control, axis, size, this.#sources[axis]!, this.#targets[axis]!);
    }
    if (count === 0) return;
    if (turns) run.turn(control, source, target, this.#rank, count);
    else run.copy(control, source, target, bytes, this.#rank, count);
  }

  /** Moves the axis along which the source lies one number after the other to the second place, if there is one. */
  #bringNext(): boolean {
    let found = 1;
    while (found < this.#rank && this.#sources[found] !== 1) found++;
    if (found === this.#rank) return false;
    const [size, target] = [this.#sizes[found]!, this.#targets[found]!];
    for (let axis = found; axis > 1; axis--) {
      this.#set(axis, this.#sizes[axis - 1]!, this.#sources[axis - 1]!, this.#targets[axis - 1]!);
    }
    this.#set(1, size, 1, target);
    return true;
  }

  #set(axis: number, size: number, source: number, target: number): void {
    this.#sizes[axis] = size;
    this.#sources[axis] = source;
    this.#targets[axis] = target;
  }
}

/** How many bytes a number takes; 0 for kinds that are not copied here. */
export function bytesOf(dtype: tf.DataType): number {
  if (dtype === 'float32' || dtype === 'int32') return 4;
  return dtype === 'bool' ? 1 : 0;
}

/** How far apart in numbers the places of each axis lie, in a tensor that lies row by row. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  strides.length = shape.length;
  for (let axis = shape.length - 1, next = 1; axis >= 0; axis--) {
    strides[axis] = next;
    next *= shape[axis]!;
  }
  return strides;
}
