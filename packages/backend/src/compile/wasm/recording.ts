import type { tf } from '../../tfjs.ts';
import type { KernelExports } from '../../wasm/exports.ts';
import type { Kernels } from '../../wasm/kernels.ts';
import type { WasmBackend } from '../../wasm/wasm-backend.ts';
import { type Attributes, bytesOf, type Meta } from '../trace/rule.ts';
import { addressOf, type Block, Blocks } from './blocks.ts';
import type { Call, Check, Copy, Event, HostCall, Table, Tensor } from './events.ts';
import { RecordingBackend, Unrecordable } from './recording-backend.ts';
import type { Signatures } from './signatures.ts';

/** What the kernels of a step would call, noted in place of calling it. */
export class Recording {
  readonly blocks: Blocks = new Blocks();
  /** Stands for the control block, which is another when the number of threads changes. */
  readonly control: Block = this.blocks.add(0, 'given');
  readonly backend: RecordingBackend;
  readonly events: Event[] = [];
  /** The steps, of those that are more than calls of one export, that go number by number. */
  readonly aligned: Set<number> = new Set();
  #steps = 0;

  constructor(kernels: Kernels, signatures: Signatures) {
    const run = Object.fromEntries(
      [...signatures].map(([name, { results }]) => [
        name,
        (...numbers: number[]) => {
          if (results.length === 0) return this.#note({ kind: 'call', name, numbers });
          return this.#ask(kernels.run, name as keyof KernelExports, numbers);
        },
      ]),
    );
    this.backend = new RecordingBackend(this.blocks, this.#kernels(kernels, run as unknown as KernelExports));
  }

  /** The step of what is noted now. */
  get step(): number {
    return this.#steps;
  }

  /** What the recording does for a kernel. What is noted in vain is forgotten. */
  attempt<T>(record: () => T, otherwise: () => T): T {
    const { blocks, events } = this;
    const [b, e] = [blocks.all.length, events.length];
    this.#steps++;
    try {
      return record();
    } catch (error) {
      if (!(error instanceof Unrecordable)) throw error;
      blocks.cut(b);
      events.length = e;
      this.#steps++;
      return otherwise();
    }
  }

  /** A kernel that JavaScript calls. */
  callHost(
    kernel: string,
    inputs: Readonly<Record<string, tf.TensorInfo>>,
    attributes: Attributes,
    made: readonly Meta[],
  ): tf.TensorInfo[] {
    const outputs = made.map(({ shape, dtype }) => this.backend.makeOutput(shape, dtype));
    const tensor = ({ dataId, shape, dtype }: tf.TensorInfo): Tensor => ({
      spot: this.backend.spot(dataId),
      shape: [...shape],
      dtype,
    });
    const given = Object.entries(inputs).map(([name, input]) => [name, tensor(input)] as const);
    this.#note({
      kind: 'host',
      kernel,
      inputs: Object.fromEntries(given),
      attributes: { ...attributes },
      outputs: outputs.map(tensor),
    });
    return outputs;
  }

  copy(from: number, to: number, bytes: number): void {
    if (bytes > 0 && from !== to) this.#note({ kind: 'copy', from, to, bytes });
  }

  /** Begins a step that is no kernel's. */
  begin(): void {
    this.#steps++;
  }

  #kernels(kernels: Kernels, run: KernelExports): Kernels {
    const { blocks } = this;
    const held = (): RecordingBackend => this.backend;
    return {
      run,
      control: addressOf(this.control),
      threads: kernels.threads,
      // Of this the kernels call what the recording has too.
      get backend(): WasmBackend {
        return held() as unknown as WasmBackend;
      },
      place: ({ dataId }) => held().place(dataId),
      output: (shape, dtype = 'float32') => held().makeOutput(shape, dtype),
      share(x, shape, dtype = x.dtype) {
        held().incRef(x.dataId);
        return { dataId: x.dataId, shape: shape as number[], dtype };
      },
      view(x, bytes, shape) {
        const { block, offset } = held().spot(x.dataId);
        block.isShared = true;
        const dataId = held().hold({ block, offset: offset + bytes });
        return { dataId, shape: shape as number[], dtype: x.dtype };
      },
      lay: (x, place) => {
        const bytes = bytesOf(x);
        this.#note({ kind: 'copy', from: held().place(x.dataId), to: place, bytes, isLaid: true });
      },
      // Where that is not so, the recording gives the kernel a copy.
      isSole: () => true,
      wholes() {
        throw new Unrecordable('numbers');
      },
      workspace: (bytes) => addressOf(blocks.add(bytes, 'arena')),
      write: (place, numbers) => this.#write(place, numbers),
    };
  }

  /** A table keeps its block: it is written once, not in each run. */
  #write(place: number, numbers: readonly number[]): void {
    const spot = this.blocks.at(place);
    if (!spot) throw new Unrecordable('a table elsewhere');
    spot.block.home = 'kept';
    this.#note({ kind: 'table', spot, numbers: [...numbers] });
  }

  /** What an export says of numbers alone it says now; of what lies in memory, only that no row is outside can be foreseen. */
  #ask(exports: KernelExports, name: keyof KernelExports, numbers: readonly number[]): number {
    const isKnown = numbers.every((number) => !this.blocks.at(number));
    if (isKnown) return (exports[name] as (...numbers: number[]) => number)(...numbers);
    if (name !== 'findOutside') throw new Unrecordable('what lies in memory');
    const [ids, count, rows] = numbers as [number, number, number];
    this.#note({ kind: 'check', ids, count, rows });
    return -1;
  }

  #note(event: Call | Check | HostCall | Copy | Table): void {
    this.events.push({ ...event, step: this.#steps });
  }
}
