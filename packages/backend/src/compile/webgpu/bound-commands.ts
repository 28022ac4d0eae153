import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import type { Command, DispatchCommand } from './commands.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** Commands whose buffers have places, ready to be encoded again and again. */
export class BoundCommands {
  readonly #device: GPUDevice;
  readonly #commands: readonly Command[];
  readonly #places: Map<VirtualBuffer, GPUBufferBinding>;
  readonly #groups: (GPUBindGroup | undefined)[];
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
    this.#groups = commands.map(() => undefined);
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
    for (const i of this.#users.get(virtual) ?? []) this.#groups[i] = undefined;
  }

  /** Encodes them all, in one compute pass where nothing is copied between them. */
  encode(encoder: GPUCommandEncoder): void {
    let pass: GPUComputePassEncoder | undefined;
    for (const [i, command] of this.#commands.entries()) {
      if (command.kind === 'copy') {
        pass?.end();
        pass = undefined;
        this.#copy(encoder, command);
        continue;
      }
      pass ??= encoder.beginComputePass();
      pass.setPipeline(command.pipeline);
      pass.setBindGroup(0, (this.#groups[i] ??= this.#bind(command)));
      pass.dispatchWorkgroups(...command.grid);
    }
    pass?.end();
  }

  #bind({ layout, bindings }: DispatchCommand): GPUBindGroup {
    const entries = bindings.map(({ buffer }, binding) => ({ binding, resource: this.#placeOf(buffer) }));
    return this.#device.createBindGroup({ layout, entries });
  }

  #copy(encoder: GPUCommandEncoder, command: Command & { kind: 'copy' }): void {
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
