import type { CopyCommand, DispatchCommand } from '../compile/webgpu/commands.ts';
import type { PlannedPipeline } from '../compile/webgpu/planned-pipeline.ts';
import type { VirtualBuffer } from '../compile/webgpu/virtual-buffer.ts';

/** A buffer of a recorded program, for tests that need no device. @param known whether the host wrote its numbers. */
export function bufferOf(size: number, known = false): VirtualBuffer {
  return { size, contents: known ? new ArrayBuffer(size) : undefined } as VirtualBuffer;
}

/** A dispatch that reads some buffers and writes others. */
export function dispatchOf(
  reads: readonly VirtualBuffer[],
  writes: readonly VirtualBuffer[],
): DispatchCommand {
  return {
    kind: 'dispatch',
    operation: 'test',
    pipeline: {} as PlannedPipeline,
    layout: {} as GPUBindGroupLayout,
    bindings: [
      ...reads.map((buffer) => ({ buffer, written: false })),
      ...writes.map((buffer) => ({ buffer, written: true })),
    ],
    grid: [1, 1, 1],
  };
}

/** A copy of all of a buffer. */
export function copyOf(from: VirtualBuffer, to: VirtualBuffer): CopyCommand {
  return { kind: 'copy', operation: 'test', from, fromOffset: 0, to, toOffset: 0, bytes: from.size };
}
