import { wasmKernels } from '../../device/wasm.ts';
import { noSuchRow } from '../../kernels/gather.ts';
import type { tf } from '../../tfjs.ts';
import { decodeBase64 } from '../../wasm/decode-base64.ts';
import type { Reserved, WasmKernels } from '../../wasm/kernels.ts';
import { type Group, GROUP } from '../group/group.ts';
import { makeReplay, type MakeProgram, type Program } from '../program.ts';
import { engine } from '../trace/engine-parts.ts';
import type { Graph } from '../trace/graph.ts';
import { emit } from './emit.ts';
import type { Check, HostCall } from './events.ts';
import { finish, type Result } from './finish.ts';
import { Given } from './given.ts';
import { callHost } from './host-call.ts';
import { placeInPlace } from './in-place.ts';
import { Layout } from './layout.ts';
import { record, type Recorded } from './record.ts';
import { type Signatures, signaturesOf } from './signatures.ts';

/**
 * A program of the wasm device: one call from JavaScript, which calls the kernels of all operations one after the other, on all threads,
 * with what they make in one arena. Where the kernels of our own cannot work, it takes the graph kernel by kernel.
 */
export const makeWasmProgram: MakeProgram = async (graph) => {
  const kernels = wasmKernels();
  if (!kernels) return makeReplay(graph);
  const signatures = await kernelSignatures();
  const release = await holdGroups(graph, kernels);
  let prepared: Prepared | undefined;
  try {
    prepared = prepare(graph, kernels, signatures);
    const module = await WebAssembly.compile(prepared.bytes);
    return new WasmProgram({ graph, kernels, signatures, release }, prepared, module);
  } catch (error) {
    prepared?.free();
    release();
    throw error;
  }
};

/** Has the code made of the groups of a graph, which is given up by what is returned. */
async function holdGroups({ operations }: Graph, kernels: WasmKernels): Promise<() => void> {
  const groups = operations.filter(({ kernel }) => kernel === GROUP);
  if (groups.length === 0) return () => undefined;
  const { registerWasmGroups } = await import('../group/wasm/kernel.ts');
  return registerWasmGroups(kernels).hold(groups.map(({ attributes }) => attributes['group'] as Group));
}

let known: Signatures | undefined;

async function kernelSignatures(): Promise<Signatures> {
  const { kernelsBase64 } = await import('../../generated/kernels-wasm.ts');
  known ??= signaturesOf(decodeBase64(kernelsBase64));
  return known;
}

/** A program whose memory is there and whose code is written. */
interface Prepared {
  readonly recorded: Recorded;
  readonly layout: Layout;
  readonly results: readonly Result[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For as many threads there is room. */
  readonly threads: number;
  free(): void;
}

function prepare(graph: Graph, kernels: WasmKernels, signatures: Signatures): Prepared {
  const recorded = record(graph, kernels, signatures);
  const within = placeInPlace(recorded);
  const results = finish(recorded, within);
  const layout = new Layout(recorded, within);
  const reserved: Reserved[] = [];
  const free = (): void => reserved.splice(0).forEach((one) => one.free());
  try {
    reserved.push(kernels.reserve(layout.arenaBytes), kernels.reserve(layout.keptBytes));
    layout.settle(reserved[0]!.place, reserved[1]!.place);
    const bytes = emit(recorded.recording.events, layout, signatures);
    return { recorded, layout, results, bytes, threads: kernels.threads, free };
  } catch (error) {
    free();
    throw error;
  }
}

/** What a program is made of, and made of again when there are more threads. */
interface From {
  readonly graph: Graph;
  readonly kernels: WasmKernels;
  readonly signatures: Signatures;
  /** Gives up the code of groups. */
  release(): void;
}

class WasmProgram implements Program {
  readonly #from: From;
  readonly #kernels: WasmKernels;
  #prepared: Prepared;
  #given: Given;
  #run: (control: number) => void;
  #isDisposed = false;

  constructor(from: From, prepared: Prepared, module: WebAssembly.Module) {
    this.#from = from;
    this.#kernels = from.kernels;
    this.#prepared = prepared;
    this.#given = new Given(prepared.recorded, prepared.layout, prepared.results, from.kernels);
    this.#run = this.#instantiate(module);
  }

  get memory(): Program['memory'] {
    const { arenaBytes, keptBytes } = this.#prepared.layout;
    return { arena: arenaBytes, constants: keptBytes };
  }

  get calls(): number {
    const { events } = this.#prepared.recorded.recording;
    const isSetting = (name: string): boolean => name.startsWith('set'); // tells the next one something
    return events.filter(
      (event) => event.kind !== 'table' && !(event.kind === 'call' && isSetting(event.name)),
    ).length;
  }

  get hostCalls(): readonly string[] {
    const { events } = this.#prepared.recorded.recording;
    return events.flatMap((event) => (event.kind === 'host' ? [event.kernel] : []));
  }

  run(inputs: readonly tf.Tensor[], live: readonly tf.TypedArray[]): Record<string, tf.Tensor> {
    if (this.#isDisposed) throw new Error('The program is disposed.');
    if (this.#kernels.run && this.#kernels.threads > this.#prepared.threads) this.#prepareAgain();
    const outputs = this.#given.fill(inputs, live);
    try {
      this.#run(this.#kernels.control);
    } catch (error) {
      for (const { dataId } of outputs) this.#kernels.backend.disposeData(dataId);
      throw error;
    } finally {
      this.#given.clear();
    }
    const { results } = this.#prepared;
    const made = results.map(({ name, shape, dtype }, i) => {
      return [name, engine().makeTensorFromDataId(outputs[i]!.dataId, [...shape], dtype)] as const;
    });
    return Object.fromEntries(made);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#prepared.free();
    this.#from.release();
    this.#isDisposed = true;
  }

  /** Some kernels need room for each thread. */
  #prepareAgain(): void {
    this.#prepared.free();
    this.#prepared = prepare(this.#from.graph, this.#kernels, this.#from.signatures);
    this.#given = new Given(
      this.#prepared.recorded,
      this.#prepared.layout,
      this.#prepared.results,
      this.#kernels,
    );
    this.#run = this.#instantiate(new WebAssembly.Module(this.#prepared.bytes));
  }

  #instantiate(module: WebAssembly.Module): (control: number) => void {
    const { events } = this.#prepared.recorded.recording;
    const host = {
      outside: (event: number) => this.#fail(events[event] as Check),
      call: (event: number) =>
        callHost(events[event] as HostCall, this.#kernels, ({ spot }) => this.#given.placeOf(spot)),
    };
    const kernels = this.#kernels.run as unknown as WebAssembly.ModuleImports;
    const env = { memory: this.#kernels.memory };
    const { run } = new WebAssembly.Instance(module, { env, host, kernels }).exports;
    return run as (control: number) => void;
  }

  #fail({ ids, count, rows }: Check): never {
    const place = this.#given.placeOf(this.#prepared.recorded.recording.blocks.at(ids)!);
    const outside = this.#kernels.run.findOutside(place, count, rows);
    throw noSuchRow(this.#kernels.wholes(place, count)[outside]!, rows);
  }
}
