import { tf } from '../../tfjs.ts';
import type { Kernels } from '../../wasm/kernels.ts';
import { bytesOf } from '../trace/rule.ts';
import { addressOf, type Block, type Blocks, type Spot } from './blocks.ts';

/** Thrown where a kernel asks for what only the run of a program knows, or works in a way that cannot be noted. */
export class Unrecordable extends Error {}

/** A tensor's numbers: where they will be. */
interface Held {
  readonly spot: Spot;
  /** Those of a constant. */
  readonly numbers?: tf.TypedArray | undefined;
  shares: number;
  /** What is called when they are asked for though they were overwritten. */
  onStale?: () => void;
}

/** A backend of TensorFlow.js whose tensors are blocks of a program to come. Its kernels note what they would call. */
export class RecordingBackend extends tf.KernelBackend {
  readonly kernels: Kernels;
  readonly #blocks: Blocks;
  readonly #held = new Map<object, Held>();
  /** How many of them are not disposed. */
  #alive = 0;

  constructor(blocks: Blocks, kernels: Kernels) {
    super();
    this.#blocks = blocks;
    this.kernels = kernels;
  }

  /** A name of data for what lies there. */
  hold(spot: Spot, numbers?: tf.TypedArray): object {
    const dataId = {};
    this.#held.set(dataId, { spot, numbers, shares: 1 });
    this.#alive++;
    return dataId;
  }

  /** Where data lie. */
  spot(dataId: object): Spot {
    const held = this.#held.get(dataId);
    if (!held) throw new Unrecordable('a tensor from elsewhere');
    held.onStale?.();
    return held.spot;
  }

  /** The address of data. */
  place(dataId: object): number {
    const { block, offset } = this.spot(dataId);
    return addressOf(block) + offset;
  }

  /** A new name for data that are being overwritten; `onStale` is called when they are asked for under an old one. */
  rename(dataId: object, onStale: () => void): object {
    const spot = this.spot(dataId);
    for (const held of this.#held.values()) if (held.spot.block === spot.block) held.onStale ??= onStale;
    return this.hold(spot);
  }

  makeOutput(shape: readonly number[], dtype: tf.DataType, place?: number, values?: unknown): tf.TensorInfo {
    if (place !== undefined || values !== undefined) throw new Unrecordable('a tensor of what is known now');
    return { dataId: this.hold(this.#newSpot(shape, dtype)), shape: shape as number[], dtype };
  }

  get dataIdMap(): never {
    throw new Unrecordable('a place');
  }

  get wasm(): never {
    throw new Unrecordable("a kernel of TensorFlow.js's");
  }

  typedArrayFromHeap(): never {
    throw new Unrecordable('a view of numbers');
  }

  override write(values: unknown, shape: number[], dtype: tf.DataType): object {
    if (values === null || dtype === 'string' || dtype === 'complex64')
      throw new Unrecordable('such a tensor');
    return this.keep(values as tf.TypedArray, shape, dtype);
  }

  /** A constant. */
  keep(numbers: tf.TypedArray, shape: readonly number[], dtype: tf.DataType): object {
    const block = this.#blocks.add(bytesOf({ shape, dtype }), 'kept');
    return this.hold({ block, offset: 0 }, numbers.slice());
  }

  /** The numbers of all constants. */
  constants(): { readonly block: Block; readonly numbers: tf.TypedArray }[] {
    return [...this.#held.values()].flatMap(({ spot: { block }, numbers }) =>
      numbers && this.#blocks.all[block.id] === block ? [{ block, numbers }] : [],
    );
  }

  #newSpot(shape: readonly number[], dtype: tf.DataType): Spot {
    return { block: this.#blocks.add(bytesOf({ shape, dtype }), 'arena'), offset: 0 };
  }

  override readSync(dataId: object): tf.TypedArray {
    const numbers = this.#held.get(dataId)?.numbers;
    if (!numbers) throw new Unrecordable('numbers');
    return numbers;
  }

  override async read(dataId: object): Promise<tf.TypedArray> {
    return this.readSync(dataId);
  }

  override incRef(dataId: object): void {
    const held = this.#held.get(dataId);
    if (held) held.shares++;
  }

  override refCount(dataId: object): number {
    return this.#held.get(dataId)?.shares ?? 0;
  }

  /** What is disposed here goes on being noted: when a block is no longer needed is seen from what is called. */
  override disposeData(dataId: object): boolean {
    const held = this.#held.get(dataId);
    if (!held) return true;
    held.shares--;
    if (held.shares === 0) this.#alive--;
    return held.shares <= 0;
  }

  override numDataIds(): number {
    return this.#alive; // asked for before and after each kernel
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
}
