import { DeviceError } from '../device/device.ts';
import type { tf } from '../tfjs.ts';
import { AddedModules } from './added-modules.ts';
import { decodeBase64 } from './decode-base64.ts';
import type { KernelExports } from './exports.ts';
import { startWorkers, type Workers } from './workers.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** What a kernel function calls: the kernels in the memory, or what notes which of them it would call. */
export type Kernels = Pick<
  WasmKernels,
  | 'backend'
  | 'control'
  | 'isSole'
  | 'output'
  | 'place'
  | 'run'
  | 'share'
  | 'threads'
  | 'wholes'
  | 'workspace'
  | 'write'
> &
  Placing;

/** What is not copied where tensors may be parts of others, as they may where calls are noted. */
interface Placing {
  /** A part of a tensor, from so many bytes on, where it lies. */
  view?(x: tf.TensorInfo, bytes: number, shape: readonly number[]): tf.TensorInfo;
  /** Has a tensor made at a place within another, or copied there. */
  lay?(x: tf.TensorInfo, place: number): void;
}

/** A part of the memory that is somebody's own. */
export interface Reserved {
  readonly place: number;
  free(): void;
}

/**
 * Kernels of our own that work in place in the memory of TensorFlow.js's wasm backend, on as many threads as are asked for.
 *
 * The kernels are compiled from assembly/. Nothing is copied: a tensor is a place in that memory.
 */
export class WasmKernels {
  readonly backend: WasmBackend;
  /** Whether a·b + c is rounded once, by relaxed SIMD, which changes the last bits of results. */
  readonly fusedMultiplyAdd: boolean;
  /** Modules made while the program runs, whose functions all threads call. */
  readonly added: AddedModules;
  readonly #module: WebAssembly.Module;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: KernelExports;
  #control = 0;
  #scratch = 0;
  #workers: Workers | undefined;
  #threads = 1;
  #failure: string | undefined;
  #workspace = 0;
  #room = 0;
  #waitingSince = 0;

  private constructor(
    backend: WasmBackend,
    memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    fused: boolean,
  ) {
    this.backend = backend;
    this.#memory = memory;
    this.#module = module;
    this.fusedMultiplyAdd = fused;
    this.added = new AddedModules(memory);
    const env = {
      memory,
      table: this.added.table,
      waiting: (first: number) => this.#waiting(first !== 0),
      failed: () => this.#fail('met an error in a kernel'),
    };
    this.#exports = new WebAssembly.Instance(module, { env }).exports as unknown as KernelExports;
    this.added.link(this.#exports);
    this.#prepare(1);
  }

  /** Loads the kernels for a backend whose memory is shared. */
  static async load(backend: WasmBackend): Promise<WasmKernels> {
    const { kernelsBase64, fusedKernelsBase64 } = await import('../generated/kernels-wasm.ts');
    // What the engine validates decides, never a clock: the two differ in their bits.
    const relaxed = decodeBase64(fusedKernelsBase64);
    const fused = WebAssembly.validate(relaxed);
    const module = await WebAssembly.compile(fused ? relaxed : decodeBase64(kernelsBase64));
    return new WasmKernels(backend, backend.wasm.asm!.memory!, module, fused);
  }

  /** How many threads compute. */
  get threads(): number {
    return this.#threads;
  }

  /**
   * Starts or ends workers, until there are as many threads as wanted, or one where workers cannot be had.
   *
   * @returns why there are fewer than wanted, if so.
   */
  async setThreads(wanted: number): Promise<string | undefined> {
    if (wanted === this.#threads && this.#failure === undefined) return undefined;
    this.#workers?.end();
    this.#workers = undefined;
    this.added.workers = undefined;
    if (this.#failure !== undefined) this.#scratch = 0; // a worker may still be writing there: it is not given back
    this.#failure = undefined;
    this.#prepare(wanted);
    if (wanted === 1) return undefined;
    const onDeath = (reason: string): void => {
      this.#failure ??= reason;
    };
    const control = this.#control;
    const job = { module: this.#module, memory: this.#memory, control };
    const call = (): void => this.#exports.callWorkers(control);
    try {
      this.#workers = await startWorkers(wanted - 1, job, onDeath, call);
      this.added.workers = this.#workers;
      return undefined;
    } catch (error) {
      this.#failure = undefined; // one thread needs no workers
      this.#prepare(1);
      return (error as Error).message;
    }
  }

  /**
   * The kernels, to be called with `control` first.
   *
   * @throws {DeviceError} when a worker has ended.
   */
  get run(): KernelExports {
    if (this.#failure !== undefined) this.#fail(this.#failure);
    return this.#exports;
  }

  /** The first argument of each kernel: where its job is written. */
  get control(): number {
    return this.#control;
  }

  /** Where a tensor's numbers lie, in bytes. */
  place(tensor: { readonly dataId: object }): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A tensor whose numbers are still to be written: what lay there before is there. */
  output(shape: readonly number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    return this.backend.makeOutput(shape, dtype);
  }

  /** Writes whole numbers to a place. */
  write(place: number, numbers: readonly number[]): void {
    new Int32Array(this.#memory.buffer, place, numbers.length).set(numbers);
  }

  /** Whether no other tensor shares these numbers, so that they may be changed where they lie. */
  isSole({ dataId }: { readonly dataId: object }): boolean {
    return this.backend.dataIdMap.get(dataId).refCount === 1;
  }

  /** The same numbers as another tensor, of another shape and maybe kind. */
  share(x: tf.TensorInfo, shape: readonly number[], dtype: tf.DataType = x.dtype): tf.TensorInfo {
    this.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: shape as number[], dtype };
  }

  /** A view of whole numbers in the memory, from a place on; it ends when the memory grows, which any output may cause. */
  wholes(place: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, place, length);
  }

  /** The memory in which all of them work. */
  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /**
   * A place of so many bytes for as long as it is not freed.
   *
   * @throws {DeviceError} when there are not as many.
   */
  reserve(bytes: number): Reserved {
    const place = allocate(this.backend, bytes);
    return { place: align(place), free: () => this.backend.wasm._free(place) };
  }

  /** A place of at least so many bytes, good until the next call; it is kept for the next kernels. */
  workspace(bytes: number): number {
    if (bytes > this.#room) {
      if (this.#workspace) this.backend.wasm._free(this.#workspace);
      this.#room = 0;
      this.#workspace = 0;
      this.#workspace = allocate(this.backend, bytes);
      this.#room = bytes;
    }
    return align(this.#workspace);
  }

  /**
   * Each set of workers has a control block of its own, not given back: one that was told to end goes on for a moment, and would take
   * part in the jobs of the next set, by a number of thread that has no scratch any more.
   */
  #prepare(threads: number): void {
    if (this.#scratch) this.backend.wasm._free(this.#scratch);
    this.#control = align(allocate(this.backend, this.#exports.controlBytes()));
    this.#scratch = allocate(this.backend, threads * this.#exports.scratchBytes());
    this.#exports.prepare(this.#control, align(this.#scratch), threads);
    this.#threads = threads;
  }

  #waiting(first: boolean): void {
    if (first) this.#waitingSince = performance.now();
    else if (performance.now() - this.#waitingSince > PATIENCE) this.#fail('stopped in the middle of a job');
  }

  #fail(reason: string): never {
    this.#failure = reason;
    throw new DeviceError(
      `A worker thread of the wasm device ${reason}, so what was being computed is lost; await useDevice('wasm') starts it again, ` +
        'and THAW_THREADS=1 does without workers.',
    );
  }
}

/** Milliseconds that the caller waits for workers whose part of a job takes less than a few. */
const PATIENCE = 20_000;

/** Memory from the backend's own allocator, with room to align it. */
function allocate(backend: WasmBackend, bytes: number): number {
  const place = backend.wasm._malloc(bytes + ALIGNMENT) >>> 0;
  if (place === 0)
    throw new DeviceError(`The wasm device has no ${bytes} bytes left: its memory ends at 4 GiB.`);
  return place;
}

const ALIGNMENT = 64;

function align(place: number): number {
  return Math.ceil(place / ALIGNMENT) * ALIGNMENT;
}
