import type { tf } from '../../tfjs.ts';
import { definitionOf } from '../../webgpu/build-kernel.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import { TraceError } from '../trace/trace-error.ts';
import type { Binding, Command } from './commands.ts';
import { overlay } from './overlay.ts';
import type { PlannedPipeline } from './planned-pipeline.ts';
import { planningDevice } from './planning-device.ts';
import { noteWrite, type VirtualBuffer, virtualBuffer } from './virtual-buffer.ts';

/** What a backend's kernels ask of the device, while it is recorded. */
export interface RecordingDevice {
  readonly commands: Command[];
  /** The operation whose kernel is called now. */
  operation: string;
  /** Lets the device do again what it is asked. */
  stop(): void;
}

interface BoundGroup {
  readonly layout: GPUBindGroupLayout;
  readonly bindings: readonly Binding[];
}

/**
 * From now on what the backend's kernels would dispatch is noted instead of done: pipelines and buffers are names, nothing is submitted,
 * and nothing can be read that the device computes. What was asked before is submitted first.
 */
export function recordDevice(backend: WebGPUBackend): RecordingDevice {
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
  const commands: Command[] = [];
  let stop: () => void;
  const recording: RecordingDevice = { commands, operation: '', stop: () => stop() };
  const note = (command: Command): void => void commands.push(command);

  const encoder = {
    beginComputePass: () => {
      let pipeline: PlannedPipeline;
      let group: BoundGroup;
      return {
        setPipeline: (set: unknown) => (pipeline = set as PlannedPipeline),
        setBindGroup: (_: number, set: unknown) => (group = set as BoundGroup),
        dispatchWorkgroups: (x: number, y = 1, z = 1) =>
          note({ kind: 'dispatch', operation: recording.operation, pipeline, ...group, grid: [x, y, z] }),
        end: () => undefined,
      };
    },
    copyBufferToBuffer: (
      from: VirtualBuffer,
      fromOffset: number,
      to: VirtualBuffer,
      toOffset: number,
      bytes: number,
    ) => note({ kind: 'copy', operation: recording.operation, from, fromOffset, to, toOffset, bytes }),
    finish: () => undefined,
  };
  const createBindGroup = ({ layout, entries }: GPUBindGroupDescriptor): unknown => {
    const own = definitionOf(layout);
    // TensorFlow.js's own kernels write what they bind first, ours what they bind after what they read.
    const begin = Object.keys(own?.reads ?? {}).length;
    const end = begin + (own ? Object.keys(own.writes).length : 1);
    const bindings = [...entries].map(({ binding, resource }): Binding => {
      const buffer = (resource as GPUBufferBinding).buffer as VirtualBuffer;
      return { buffer, written: binding >= begin && binding < end };
    });
    return { layout, bindings } satisfies BoundGroup;
  };
  const readSync = (dataId: object): unknown => {
    const { values, resource, dtype } = backend.tensorMap.get(dataId);
    const contents = (resource as VirtualBuffer | null | undefined)?.contents;
    if (values ?? contents) return values ?? typed(contents!, dtype);
    throw new TraceError(
      `the operation ${recording.operation} cannot be compiled for webgpu: its kernel reads numbers there that are known only when the step runs.`,
    );
  };

  const device = planningDevice(backend.device);
  const restore = [
    overlay(backend, {
      device,
      pipelineCache: device.pipelineCache,
      bufferManager: {
        acquireBuffer: (bytes: number, usage: number, mapped = false) => virtualBuffer(bytes, usage, mapped),
        releaseBuffer: () => undefined,
      },
      queue: {
        writeBuffer: (buffer: VirtualBuffer, ...data: [number, ArrayBuffer, number?, number?]) =>
          noteWrite(buffer, ...data),
        submit: () => undefined,
      },
      commandEncoder: null,
      computePassEncoder: null,
      dispatchCountInPass: 0,
      commandQueueOwnedIds: new WeakSet(),
      tensorDataPendingDisposal: [],
      uniformPendingDisposal: [],
      stagingPendingDisposal: [],
      activeTimers: null,
      shouldExecuteOnCPU: () => false,
      readSync,
      read: async (dataId: object) => readSync(dataId),
    }),
    overlay(device, { createBindGroup, createCommandEncoder: () => encoder }),
  ];
  stop = () => {
    if (backend.commandEncoder) backend.submitQueue(); // frees what was disposed of
    for (const put of restore) put();
  };
  return recording;
}

function typed(contents: ArrayBuffer, dtype: tf.DataType): tf.TypedArray {
  return dtype === 'float32' ? new Float32Array(contents) : new Int32Array(contents);
}
