import type { PlannedPipeline } from './planned-pipeline.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** What stands at a binding. */
export interface Binding {
  readonly buffer: VirtualBuffer;
  /** Whether the kernel may write it. */
  readonly written: boolean;
}

/** One run of a pipeline over a grid of workgroups. */
export interface DispatchCommand {
  readonly kind: 'dispatch';
  /** The operation of the graph that asked for it. */
  readonly operation: string;
  readonly pipeline: PlannedPipeline;
  /** By which the kernel is known; what is bound by it is `pipeline.layoutOf` it. */
  readonly layout: GPUBindGroupLayout;
  readonly bindings: readonly Binding[];
  readonly grid: readonly [number, number, number];
}

/** Bytes moved from one buffer to another, which no compute pass does. */
export interface CopyCommand {
  readonly kind: 'copy';
  readonly operation: string;
  readonly from: VirtualBuffer;
  readonly fromOffset: number;
  readonly to: VirtualBuffer;
  readonly toOffset: number;
  readonly bytes: number;
}

/** What the device is to do. */
export type Command = DispatchCommand | CopyCommand;

/** The buffers whose numbers a command needs. */
export function readBy(command: Command): VirtualBuffer[] {
  if (command.kind === 'copy') return [command.from];
  return command.bindings.map(({ buffer }) => buffer); // what is written may be read too
}

/** The buffers that a command changes. */
export function writtenBy(command: Command): VirtualBuffer[] {
  if (command.kind === 'copy') return [command.to];
  return command.bindings.filter(({ written }) => written).map(({ buffer }) => buffer);
}
