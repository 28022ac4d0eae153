import { tf } from '../tfjs.ts';
import { hasSharedMemory } from './share-memory.ts';
import type { WasmBackend } from './wasm-backend.ts';

/** The version of TensorFlow.js whose parts these are. */
const wanted = '4.22.0';

/**
 * What our kernels need of the running wasm backend and do not find.
 *
 * @param version that of the TensorFlow.js found, for the message.
 * @returns undefined when all is there; else what is missing, and what to do, in words.
 */
export function missingPart(backend: WasmBackend, version: string = tf.version_core): string | undefined {
  const advice = `they belong to version ${wanted}, and this is ${version}. Install @tensorflow/tfjs@${wanted} and @tensorflow/tfjs-backend-wasm@${wanted}.`;
  const memory = backend.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory))
    return `wasm.asm.memory of TensorFlow.js's wasm backend; ${advice}`;
  const functions = {
    'wasm._malloc': backend.wasm._malloc,
    'wasm._free': backend.wasm._free,
    'dataIdMap.get': backend.dataIdMap?.get,
    makeOutput: backend.makeOutput,
    incRef: backend.incRef,
    disposeData: backend.disposeData,
  };
  for (const [name, found] of Object.entries(functions)) {
    if (typeof found !== 'function') return `the function ${name} of TensorFlow.js's wasm backend; ${advice}`;
  }
  if (!(memory.buffer instanceof ArrayBuffer)) return undefined;
  return hasSharedMemory()
    ? `a memory that threads share, made by changing one byte of TensorFlow.js's .wasm; ${advice}`
    : 'a memory that threads share, which this engine has not: use a newer browser, or Node 20.';
}
