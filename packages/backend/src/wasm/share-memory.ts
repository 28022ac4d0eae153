/** The section of a module that declares its memory, and its flags: with a maximum, and that with the memory shared. */
const MEMORY_SECTION = 5;
const WITH_MAXIMUM = 1;
const SHARED_WITH_MAXIMUM = 3;

/**
 * TensorFlow.js's wasm module with a memory that several threads may share: one byte differs, the flags of its memory. It declares
 * a maximum already, as shared memories must, and its instructions are all allowed on shared memory.
 *
 * @returns a copy; undefined when there is no such byte, as in a module of another version.
 */
export function shareMemory(module: Uint8Array): Uint8Array | undefined {
  const bytes = module.slice();
  let at = 8; // after the magic number and the version
  const readNumber = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const size = readNumber();
    if (section !== MEMORY_SECTION) {
      at += size;
      continue;
    }
    const memories = readNumber();
    if (memories !== 1 || bytes[at] !== WITH_MAXIMUM) return undefined;
    bytes[at] = SHARED_WITH_MAXIMUM;
    return bytes;
  }
  return undefined;
}

/** Whether this engine has memories that threads may share; a page need not be isolated to have one of its own. */
export function hasSharedMemory(): boolean {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer.byteLength > 0;
  } catch {
    return false;
  }
}
