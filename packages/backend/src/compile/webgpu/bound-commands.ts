import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import type { Command, CopyCommand, DispatchCommand } from './commands.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** Commands whose buffers have places and whose pipelines are made, ready to be encoded again and again. */
export class BoundCommands {
  readonly #device: GPUDevice;
  readonly #commands: readonly Command[];
  readonly #places: Map<VirtualBuffer, GPUBufferBinding>;
  /** As they are encoded, a turn each: in one row, since a run does nothing else for long. */
  readonly #turns: Turn[];
  /** The commands that bind a buffer which may be another in the next run. */
  readonly #users = new Map<VirtualBuffer, number[]>();

  constructor(
    { device }: WebGPUBackend,
    commands: readonly Command[],
    places: ReadonlyMap<VirtualBuffer, GPUBufferBinding>,
  ) {
    this.#device = device;
    this.#commands = commands;
    this.#places = new Map(places);
    this.#turns = commands.map(turnOf);
    for (const [i, command] of commands.entries()) {
      if (command.kind === 'copy') continue;
      for (const { buffer } of command.bindings) {
        if (places.has(buffer)) continue;
        this.#users.set(buffer, [...(this.#users.get(buffer) ?? []), i]);
      }
    }
  }

  /** Binds this buffer from now on; only where it is another than before is anything made anew. */
  place(virtual: VirtualBuffer, buffer: GPUBuffer): void {
    if (this.#places.get(virtual)?.buffer === buffer) return;
    this.#places.set(virtual, { buffer, offset: 0, size: virtual.size });
    for (const i of this.#users.get(virtual) ?? []) this.#turns[i]!.group = undefined;
  }

  /** Encodes them all, in one compute pass where nothing is copied between them. */
  encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | undefined;
    let current: GPUComputePipeline | undefined;
    for (let i = 0; i < this.#turns.length; i++) {
      const turn = this.#turns[i]!;
      const { pipeline } = turn;
      if (!pipeline) {
        pass?.end();
        pass = undefined;
        this.#copy(encoder, this.#commands[i] as CopyCommand);
        continue;
      }
      if (!pass) {
        pass = encoder.beginComputePass();
        current = undefined;
      }
      if (pipeline !== current) pass.setPipeline((current = pipeline));
      pass.setBindGroup(0, (turn.group ??= this.#bind(this.#commands[i] as DispatchCommand)));
      pass.dispatchWorkgroups(turn.x, turn.y, turn.z);
    }
    pass?.end();
  }

  #bind({ pipeline, layout, bindings }: DispatchCommand): GPUBindGroup {
    const entries = bindings.map(({ buffer }, binding) => ({ binding, resource: this.#placeOf(buffer) }));
    return this.#device.createBindGroup({ layout: pipeline.layoutOf(layout), entries });
  }

  #copy(encoder: GPUCommandEncoder, command: CopyCommand): void {
    const [from, to] = [this.#placeOf(command.from), this.#placeOf(command.to)];
    encoder.copyBufferToBuffer(
      from.buffer,
      from.offset! + command.fromOffset,
      to.buffer,
      to.offset! + command.toOffset,
      command.bytes,
    );
  }

  #placeOf(virtual: VirtualBuffer): GPUBufferBinding {
    return this.#places.get(virtual)!;
  }
}

/** What a pass is told of a command. */
interface Turn {
  /** Undefined where it is a copy. */
  readonly pipeline: GPUComputePipeline | undefined;
  group: GPUBindGroup | undefined;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

function turnOf(command: Command): Turn {
  const [x, y, z] = command.kind === 'copy' ? [0, 0, 0] : command.grid;
  const pipeline = command.kind === 'copy' ? undefined : command.pipeline.made;
  return { pipeline, group: undefined, x, y, z };
}
