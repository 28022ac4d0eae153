import type { tf } from '../../tfjs.ts';
import type { WasmKernels } from '../../wasm/kernels.ts';
import { engine } from '../trace/engine-parts.ts';
import { hold } from '../trace/keep-numbers.ts';
import type { Block, Spot } from './blocks.ts';
import type { Result } from './finish.ts';
import { copyBytes } from './host-call.ts';
import type { Layout } from './layout.ts';
import type { Recorded } from './record.ts';

/** A number of a table that is a place. */
interface Patch {
  readonly at: number;
  readonly slot: number;
  readonly offset: number;
}

/** What the memory of a program is given: once its constants and tables, and for each run where inputs, variables and outputs lie. */
export class Given {
  readonly #recorded: Recorded;
  readonly #layout: Layout;
  readonly #results: readonly Result[];
  readonly #kernels: WasmKernels;
  readonly #changed: readonly tf.Variable[];
  readonly #patches: readonly Patch[];
  readonly #slotOf: ReadonlyMap<Block, number>;
  /** The places of the slots in this run. */
  readonly #places: number[];
  readonly #copies: tf.TensorInfo[] = [];

  constructor(recorded: Recorded, layout: Layout, results: readonly Result[], kernels: WasmKernels) {
    this.#recorded = recorded;
    this.#layout = layout;
    this.#results = results;
    this.#kernels = kernels;
    this.#changed = recorded.states.filter(({ isChanged }) => isChanged).map(({ variable }) => variable);
    this.#slotOf = new Map(layout.slots.map((block, slot) => [block, slot]));
    this.#places = layout.slots.map(() => 0);
    for (const { block, numbers } of recorded.constants) this.#write(block, numbers);
    this.#patches = this.#writeTables();
  }

  /** Where something lies in this run. */
  placeOf(spot: Spot): number {
    const where = this.#layout.where(spot);
    if ('place' in where) return where.place;
    return 'slot' in where ? this.#places[where.slot]! + where.offset : this.#kernels.control;
  }

  /**
   * Makes ready for a run.
   *
   * @returns the outputs, which the run will write.
   */
  fill(inputs: readonly tf.Tensor[], live: readonly tf.TypedArray[]): tf.TensorInfo[] {
    const recorded = this.#recorded;
    const kernels = this.#kernels;
    for (const variable of this.#changed) this.#makeSole(variable);
    const changed = new Set(this.#changed.map((variable) => kernels.place(variable)));
    const next = [...this.#places];
    const set = (block: Block, place: number): void => {
      next[this.#slotOf.get(block)!] = place;
    };
    for (const [i, block] of recorded.inputs.entries()) set(block, this.#placeBeside(changed, inputs[i]!));
    for (const { block, tensor } of recorded.captured) set(block, this.#placeBeside(changed, tensor));
    for (const { block, variable } of recorded.states) set(block, kernels.place(variable));
    const outputs = this.#results.map(({ shape, dtype }) => kernels.output(shape, dtype));
    for (const [i, { block }] of this.#results.entries()) set(block, kernels.place(outputs[i]!));
    for (const [i, block] of recorded.live.entries()) this.#write(block, live[i]!);
    this.#settle(next);
    return outputs;
  }

  /** Frees what only this run needed. */
  clear(): void {
    for (const { dataId } of this.#copies.splice(0)) this.#kernels.backend.disposeData(dataId);
  }

  /** Writes the slots, and the numbers of tables that are places of those that have another. */
  #settle(next: readonly number[]): void {
    this.#kernels.write(this.#layout.table, next);
    const wholes = new Int32Array(this.#kernels.memory.buffer);
    for (const { at, slot, offset } of this.#patches) {
      if (next[slot] !== this.#places[slot]) wholes[at] = next[slot]! + offset;
    }
    for (const [slot, place] of next.entries()) this.#places[slot] = place;
  }

  /** The place of a tensor that the run reads: of a copy, where it is a variable that the run changes. */
  #placeBeside(changed: ReadonlySet<number>, tensor: tf.Tensor): number {
    const place = this.#kernels.place(tensor);
    return changed.has(place) ? this.#kernels.place(this.#copy(tensor)) : place;
  }

  #copy(tensor: tf.Tensor): tf.TensorInfo {
    const copied = this.#kernels.output(tensor.shape, tensor.dtype);
    copyBytes(this.#kernels, this.#kernels.place(tensor), this.#kernels.place(copied), tensor);
    this.#copies.push(copied);
    return copied;
  }

  /** What another tensor shares with a variable must stay what it is. */
  #makeSole(variable: tf.Variable): void {
    if (this.#kernels.isSole(variable)) return;
    const { dataId } = this.#copy(variable);
    this.#copies.pop();
    const tensor = engine().makeTensorFromDataId(dataId, variable.shape, variable.dtype);
    hold(variable, dataId);
    tensor.dispose();
  }

  /** Writes the tables; what in them are places of slots, whenever these change. */
  #writeTables(): Patch[] {
    const patches: Patch[] = [];
    for (const event of this.#recorded.recording.events) {
      if (event.kind !== 'table') continue;
      const place = this.placeOf(event.spot);
      const known = event.numbers.map((number, i) => {
        const where = this.#layout.find(number);
        if (!where) return number;
        if ('place' in where) return where.place;
        if ('slot' in where) patches.push({ at: place / 4 + i, slot: where.slot, offset: where.offset });
        return 0;
      });
      this.#kernels.write(place, known);
    }
    return patches;
  }

  #write(block: Block, numbers: tf.TypedArray): void {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    new Uint8Array(this.#kernels.memory.buffer).set(bytes, this.placeOf({ block, offset: 0 }));
  }
}
