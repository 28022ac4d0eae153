/** A buffer that a recorded command names, and that a program puts a real one in the place of. */
export interface VirtualBuffer extends GPUBuffer {
  /** What the host wrote into it while it was recorded; undefined where only the device writes it. */
  readonly contents: ArrayBuffer | undefined;
}

/** How the buffer of a tensor may be used, in numbers: the names are not there before a device is. */
export const STORAGE: number = 0x80 | 0x4 | 0x8; // GPUBufferUsage.STORAGE | COPY_SRC | COPY_DST
export const UNIFORM = 0x40; // GPUBufferUsage.UNIFORM

/** One that TensorFlow.js takes for a buffer, of which there is nothing on the device. */
export function virtualBuffer(bytes: number, usage: number, mapped = false): VirtualBuffer {
  let contents = mapped ? new ArrayBuffer(bytes) : undefined;
  let mapState: GPUBufferMapState = mapped ? 'mapped' : 'unmapped';
  // The accessors of the prototype would refuse an object that is none of the device's.
  return Object.create(GPUBuffer.prototype, {
    size: { value: bytes },
    usage: { value: usage },
    mapState: { get: () => mapState },
    contents: { get: () => contents },
    getMappedRange: { value: () => contents },
    unmap: { value: () => (mapState = 'unmapped') },
    destroy: { value: () => undefined },
    write: {
      value: (offset: number, data: ArrayBuffer | ArrayBufferView, from = 0, length?: number) => {
        contents ??= new ArrayBuffer(bytes);
        new Uint8Array(contents).set(bytesOf(data, from, length), offset);
      },
    },
  }) as VirtualBuffer;
}

/** Notes what the host writes into a buffer, as `GPUQueue.writeBuffer` is given it: places in numbers where the data are numbers. */
export function noteWrite(
  buffer: VirtualBuffer,
  offset: number,
  data: ArrayBuffer | ArrayBufferView,
  from?: number,
  length?: number,
): void {
  (buffer as unknown as { write(...of: unknown[]): void }).write(offset, data, from, length);
}

function bytesOf(data: ArrayBuffer | ArrayBufferView, from: number, length?: number): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data, from, length);
  const each = 'BYTES_PER_ELEMENT' in data ? (data.BYTES_PER_ELEMENT as number) : 1;
  const bytes = length === undefined ? data.byteLength - from * each : length * each;
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset + from * each, bytes);
}
