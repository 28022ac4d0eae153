import { tf } from '../../tfjs.ts';
import { isTracing } from '../live.ts';
import { originOf, TracedData } from './dead-tensors.ts';
import { TraceError } from './trace-error.ts';

/** What the symbolic backend knows of a tensor: its numbers where it was made of some, and how many share it. */
interface Held {
  readonly numbers: tf.TypedArray | undefined;
  shares: number;
}

/** What is said to a step that reads what only its runs know. */
const wasRead = (dataId: object): TraceError =>
  new TraceError(
    `a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of ${originOf(dataId)}; return ` +
      'the tensor from the step and read it there.',
  );

/**
 * A backend of TensorFlow.js that computes nothing: a tensor is a name. Only what JavaScript hands in has numbers, and these are
 * the constants of the step.
 */
export class SymbolicBackend extends tf.KernelBackend {
  readonly #held = new Map<object, Held>();
  /** What was asked for without waiting. */
  #asked: object | undefined;

  /**
   * The name of a tensor.
   *
   * @param origin what it comes of: the name of a kernel, or what the step is given.
   */
  make(origin: string, shape: readonly number[]): object {
    return this.#hold(undefined, origin, shape);
  }

  /** The numbers of a tensor that was made of some. */
  numbersOf(dataId: object): tf.TypedArray | undefined {
    return this.#held.get(dataId)?.numbers;
  }

  override write(values: unknown, shape: number[], dtype: tf.DataType): object {
    if (dtype === 'string' || dtype === 'complex64') {
      throw new TraceError(`a tensor of type ${dtype} cannot be compiled; make it before the step.`);
    }
    const numbers = (values as tf.TypedArray).slice() as tf.TypedArray; // the caller may change its own
    return this.#hold(numbers, 'numbers of JavaScript', shape);
  }

  override incRef(dataId: object): void {
    const held = this.#held.get(dataId);
    if (held) held.shares++;
  }

  override refCount(dataId: object): number {
    return this.#held.get(dataId)?.shares ?? 0;
  }

  override disposeData(dataId: object, force = false): boolean {
    const held = this.#held.get(dataId);
    if (!held) return true;
    held.shares--;
    if (held.shares > 0 && !force) return false;
    return this.#held.delete(dataId);
  }

  override readSync(dataId: object): tf.TypedArray {
    const numbers = this.numbersOf(dataId);
    if (numbers) return numbers;
    throw wasRead(dataId);
  }

  /** While a step is traced nobody hears of a promise that fails, which ends a program in Node: the step is refused when it ends. */
  override async read(dataId: object): Promise<tf.TypedArray> {
    if (this.numbersOf(dataId) || !isTracing()) return this.readSync(dataId);
    this.#asked ??= dataId;
    return new Promise(() => undefined);
  }

  /** @throws {TraceError} when a number was asked for that nobody waited for. */
  requireUnread(): void {
    if (this.#asked) throw wasRead(this.#asked);
  }

  override numDataIds(): number {
    return this.#held.size;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.#held.clear();
  }

  #hold(numbers: tf.TypedArray | undefined, origin: string, shape: readonly number[]): object {
    const dataId = new TracedData(origin, shape);
    this.#held.set(dataId, { numbers, shares: 1 });
    return dataId;
  }
}
