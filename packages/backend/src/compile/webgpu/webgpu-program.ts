import { currentDevice, DeviceError } from '../../device/device.ts';
import { hasNodeModules } from '../../device/node-module.ts';
import { computesInSoftware } from '../../device/webgpu.ts';
import { tf } from '../../tfjs.ts';
import { toFloats } from '../../webgpu/define-kernel.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import { registerWebGPUGroup } from '../group/webgpu/kernel.ts';
import type { MakeProgram, Program } from '../program.ts';
import { engine } from '../trace/engine-parts.ts';
import type { Graph } from '../trace/graph.ts';
import { hold } from '../trace/keep-numbers.ts';
import { BoundCommands } from './bound-commands.ts';
import { joinProducts } from './join-products.ts';
import { aligned, makePlaces, type Places } from './places.ts';
import type { PlannedPipeline } from './planned-pipeline.ts';
import { planningDevice } from './planning-device.ts';
import { type RecordedOutput, type Recording, record } from './record.ts';
import { type Schedule, schedule } from './schedule.ts';
import { STORAGE, type VirtualBuffer } from './virtual-buffer.ts';

/**
 * A graph as commands to the WebGPU device. The kernels of all operations are called once, when the program is made; a run hands the
 * device what they then asked of it, in one submit, and none of their JavaScript.
 *
 * @throws {TraceError} when a kernel reads what the device computes.
 * @throws {DeviceError} when the device finds fault with what it is asked, or lacks the memory.
 */
export const makeWebGPUProgram: MakeProgram = async (traced, storage) => {
  const backend = tf.backend() as unknown as WebGPUBackend;
  const { device } = backend;
  registerWebGPUGroup();
  const graph = joinProducts(traced);
  const recorded =
    storage === 'float16' ? (await import('./half/record-with-halves.ts')).recordWithHalves : record;
  const recording = await checked(device, () => recorded(graph, backend));
  const planned = schedule(recording, planningDevice(device));
  const commands = [...planned.once, ...planned.each];
  const pipelines = new Set(commands.flatMap((command) => (command.kind === 'copy' ? [] : command.pipeline)));
  await checked(device, () => makePipelines(pipelines)).catch((error: unknown) => {
    for (const pipeline of pipelines) pipeline.forget();
    throw error;
  });
  let program: WebGPUProgram | undefined;
  try {
    return await checked(device, () => (program = new WebGPUProgram(graph, backend, recording, planned)));
  } catch (error) {
    program?.dispose();
    throw error;
  }
};

/**
 * Makes what a program runs, and no other pipeline. They are made at once: browsers take half to four fifths of the time that they take
 * one by one. In Node what waits for a promise of the device takes a core, which adapters in software need for the pipelines: there it
 * takes twice as long.
 */
async function makePipelines(pipelines: Iterable<PlannedPipeline>): Promise<void> {
  const together = !(hasNodeModules() && computesInSoftware(currentDevice()?.adapter));
  await Promise.all([...pipelines].map((pipeline) => pipeline.make(together)));
}

/**
 * What `ask` asks of the device at once, before it first waits.
 *
 * @throws {DeviceError} when the device finds fault with it; what the device says is the cause of what else is thrown.
 */
async function checked<Result>(device: GPUDevice, ask: () => Result | Promise<Result>): Promise<Result> {
  const kinds = ['validation', 'out-of-memory', 'internal'] as const;
  for (const kind of kinds) device.pushErrorScope(kind);
  const asking = Promise.allSettled([(async () => ask())()]);
  const faults = await Promise.all(kinds.map(() => device.popErrorScope()));
  const [result] = await asking;
  const failure = result.status === 'rejected' ? (result.reason as Error) : undefined;
  const fault = faults.find((found) => found !== null) ?? (isOfDevice(failure) ? failure : undefined);
  if (fault) throw new DeviceError(`The step cannot be compiled for webgpu: ${fault.message.trim()}`);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Whether a pipeline could not be made. */
function isOfDevice(failure: Error | undefined): boolean {
  return failure?.name === 'GPUPipelineError';
}

class WebGPUProgram implements Program {
  readonly memory: Program['memory'];
  readonly halves: number | undefined;
  readonly calls: number;
  readonly #graph: Graph;
  readonly #backend: WebGPUBackend;
  readonly #recording: Recording;
  readonly #schedule: Schedule;
  readonly #places: Places;
  readonly #commands: BoundCommands;
  readonly #live: ArrayBuffer;
  /** Buffers of the program's own for inputs that lie on the host, and which tensor each input was in the last run. */
  readonly #uploads: (GPUBuffer | undefined)[] = [];
  readonly #given: object[] = [];

  constructor(graph: Graph, backend: WebGPUBackend, recording: Recording, planned: Schedule) {
    this.#graph = graph;
    this.#backend = backend;
    this.#recording = recording;
    this.halves = recording.halves;
    this.#schedule = planned;
    const { once, each, wanted } = this.#schedule;
    this.#places = makePlaces(backend, wanted);
    this.memory = this.#places.memory;
    this.calls = each.filter(({ kind }) => kind === 'dispatch').length;
    this.#commands = new BoundCommands(backend, each, this.#places.of);
    const bytes = wanted.live.reduce((sum, virtual) => sum + aligned(virtual?.size ?? 0), 0);
    this.#live = new ArrayBuffer(bytes);
    if (once.length > 0) this.#submit(new BoundCommands(backend, once, this.#places.of));
  }

  run(inputs: readonly tf.Tensor[], live: readonly tf.TypedArray[]): Record<string, tf.Tensor> {
    if ((tf.backend() as unknown) !== this.#backend) {
      throw new DeviceError(
        'This step was compiled for a webgpu device that is no longer in use: compile it again for the one that is.',
      );
    }
    const passing: object[] = [];
    for (const [i, virtual] of this.#recording.inputs.entries()) {
      if (virtual) this.#place(virtual, this.#inputBuffer(i, inputs[i]!, passing));
    }
    for (const [i, virtual] of this.#recording.captured.entries()) {
      if (virtual) this.#place(virtual, this.#bufferOf(this.#graph.captured[i]!.tensor.dataId));
    }
    this.#placeStates();
    this.#refill(live);
    const outputs = Object.entries(this.#recording.outputs).map(
      ([name, output]) => [name, this.#output(name, output)] as const,
    );
    this.#submit(this.#commands);
    for (const dataId of passing) this.#backend.disposeData(dataId);
    return Object.fromEntries(outputs);
  }

  dispose(): void {
    this.#places.free();
    for (const buffer of this.#uploads.splice(0)) {
      if (buffer) this.#backend.bufferManager.releaseBuffer(buffer, false);
    }
  }

  #place(virtual: VirtualBuffer, buffer: GPUBuffer): void {
    this.#commands.place(virtual, buffer);
  }

  /** The buffer of a tensor, uploaded where it is not yet. */
  #bufferOf(dataId: object): GPUBuffer {
    this.#backend.uploadToGPU(dataId);
    return this.#backend.tensorMap.get(dataId).resource!;
  }

  /** Where an input lies. One that is new on the host is written into a buffer of the program's, so that nothing is bound anew. */
  #inputBuffer(i: number, { dataId, shape }: tf.Tensor, passing: object[]): GPUBuffer {
    const { dtype } = this.#graph.inputs[i]!;
    const { values, resource, dtype: holds } = this.#backend.tensorMap.get(dataId);
    const again = this.#given[i] === dataId;
    this.#given[i] = dataId;
    if (!resource && values && !again) {
      const bytes = this.#recording.inputs[i]!.size;
      const buffer = (this.#uploads[i] ??= this.#backend.bufferManager.acquireBuffer(bytes, STORAGE));
      this.#backend.queue.writeBuffer(buffer, 0, numbersFor(dtype, values as tf.TypedArray));
      return buffer;
    }
    if (dtype !== 'float32' || holds === 'float32') return this.#bufferOf(dataId);
    const floats = toFloats({ dataId, shape, dtype }, this.#backend);
    passing.push(floats.dataId);
    return this.#bufferOf(floats.dataId);
  }

  /** Binds variables where they lie. One that is changed must share its numbers with no other tensor, which has to keep them. */
  #placeStates(): void {
    const backend = this.#backend;
    for (const { variable, changed, before } of this.#recording.states) {
      const data = backend.tensorMap.get(variable.dataId); // once: there are hundreds
      let buffer = data.resource ?? this.#bufferOf(variable.dataId);
      if (changed && data.refCount > 1) buffer = this.#part(variable, buffer);
      else if (changed) data.values = null; // what was read of it is now old
      this.#place(before, buffer);
    }
  }

  /** Gives a variable a copy of its numbers, and says where it lies. */
  #part(variable: tf.Variable, from: GPUBuffer): GPUBuffer {
    const backend = this.#backend;
    const { dataId } = backend.makeTensorInfo(variable.shape, variable.dtype);
    const to = this.#bufferOf(dataId);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder!.copyBufferToBuffer(from, 0, to, 0, from.size);
    const copy = engine().makeTensorFromDataId(dataId, variable.shape, variable.dtype);
    hold(variable, dataId);
    copy.dispose();
    return to;
  }

  #refill(live: readonly tf.TypedArray[]): void {
    const { queue } = this.#backend;
    let offset = 0;
    for (const [i, numbers] of live.entries()) {
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      new Uint8Array(this.#live).set(bytes, offset);
      offset += aligned(this.#recording.live[i]?.size ?? 0);
    }
    if (offset > 0) queue.writeBuffer(this.#places.live!, 0, this.#live);
    for (const virtual of this.#schedule.wanted.refilled) {
      queue.writeBuffer(this.#places.of.get(virtual)!.buffer, 0, virtual.contents!);
    }
  }

  #output(name: string, { shape, dtype }: RecordedOutput): tf.Tensor {
    const virtual = this.#schedule.outputs[name];
    if (!virtual) return tf.tensor([], [...shape], dtype);
    const { dataId } = this.#backend.makeTensorInfo([...shape], dtype);
    this.#place(virtual, this.#bufferOf(dataId));
    return engine().makeTensorFromDataId(dataId, [...shape], dtype);
  }

  #submit(commands: BoundCommands): void {
    const backend = this.#backend;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    commands.encode(backend.commandEncoder!);
    backend.submitQueue();
  }
}

/** Numbers as they lie on the device: truth takes four bytes there. */
function numbersFor(dtype: tf.DataType, values: tf.TypedArray): BufferSource & ArrayBufferView<ArrayBuffer> {
  const wanted = dtype === 'float32' ? Float32Array : Int32Array;
  return (values instanceof wanted ? values : wanted.from(values)) as Float32Array<ArrayBuffer>;
}
