import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import type { Life } from './share-buffers.ts';
import { shareBuffers } from './share-buffers.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** Where buffers lie on the device for as long as the program lives. */
export interface Places {
  readonly of: ReadonlyMap<VirtualBuffer, GPUBufferBinding>;
  /** Where the live numbers begin; they lie one behind the other, each `aligned`. */
  readonly live: GPUBuffer | undefined;
  readonly memory: { readonly arena: number; readonly constants: number };
  free(): void;
}

/** Bytes between places that are bound apart, on every device. */
const ALIGNMENT = 256;

export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** What wants a place. */
export interface Wanted {
  readonly live: readonly (VirtualBuffer | undefined)[];
  /** Buffers whose numbers are known: constants, and what kernels are told besides tensors. */
  readonly known: readonly VirtualBuffer[];
  /** What the device makes once. */
  readonly made: Iterable<VirtualBuffer>;
  /** What known numbers are written into anew in each run. */
  readonly refilled: Iterable<VirtualBuffer>;
  readonly passing: ReadonlyMap<VirtualBuffer, Life>;
}

/** Gives every buffer of a program a place: what is never written lies in one buffer, what passes shares several. */
export function makePlaces(backend: WebGPUBackend, wanted: Wanted): Places {
  const buffers: GPUBuffer[] = [];
  const acquire = (bytes: number): GPUBuffer => {
    const usage =
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM;
    const buffer = backend.bufferManager.acquireBuffer(bytes, usage, false, false);
    buffers.push(buffer);
    return buffer;
  };
  const of = new Map<VirtualBuffer, GPUBufferBinding>();
  const { bytes, offsets } = layOut(wanted);
  const numbers = bytes > 0 ? acquire(bytes) : undefined;
  for (const [virtual, offset] of offsets) of.set(virtual, { buffer: numbers!, offset, size: virtual.size });
  for (const virtual of wanted.known) {
    backend.queue.writeBuffer(numbers!, offsets.get(virtual)!, virtual.contents!);
  }
  let constants = bytes;
  for (const virtual of [...wanted.made, ...wanted.refilled]) {
    of.set(virtual, { buffer: acquire(virtual.size), offset: 0, size: virtual.size });
    constants += virtual.size;
  }
  const shared = shareBuffers(wanted.passing);
  const real = new Map([...new Set(shared.values())].map((place) => [place, acquire(place.bytes)]));
  for (const [virtual, place] of shared) {
    of.set(virtual, { buffer: real.get(place)!, offset: 0, size: virtual.size });
  }
  const arena = [...real.keys()].reduce((sum, place) => sum + place.bytes, 0);
  const free = (): void => {
    for (const buffer of buffers.splice(0)) backend.bufferManager.releaseBuffer(buffer, false);
  };
  return { of, live: numbers, memory: { arena, constants }, free };
}

/** Bytes of numbers up to which it is looked whether they are there already. */
const MOST_COMPARED = 1024;

/** One behind the other, live numbers first; the same numbers lie there once. */
function layOut({ live, known }: Wanted): { bytes: number; offsets: Map<VirtualBuffer, number> } {
  const offsets = new Map<VirtualBuffer, number>();
  const places = new Map<string, number>();
  let bytes = 0;
  for (const virtual of live) {
    if (!virtual) continue;
    offsets.set(virtual, bytes);
    bytes += aligned(virtual.size);
  }
  for (const virtual of known) {
    const key = virtual.size > MOST_COMPARED ? undefined : new Uint8Array(virtual.contents!).join();
    const place = (key === undefined ? undefined : places.get(key)) ?? bytes;
    if (place === bytes) bytes += aligned(virtual.size);
    if (key !== undefined) places.set(key, place);
    offsets.set(virtual, place);
  }
  return { bytes, offsets };
}
