import { DeviceError, requireBackend } from './device.ts';
import { tf } from '../tfjs.ts';
import { decodeBase64 } from '../wasm/decode-base64.ts';
import type { WasmKernels } from '../wasm/kernels.ts';
import { missingPart } from '../wasm/missing-part.ts';
import { hasSharedMemory, shareMemory } from '../wasm/share-memory.ts';
import { threadsWanted } from '../wasm/threads-wanted.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';

/**
 * Starts TensorFlow.js's wasm backend from bytes that travel inside the package, and registers the kernels it
 * lacks or gets wrong.
 *
 * @throws {DeviceError} when this engine has no WebAssembly with SIMD.
 */
export async function startWasm(options: WasmOptions = {}): Promise<WasmStart> {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(SIMD_PROBE)) {
    throw new DeviceError(
      'The wasm device needs WebAssembly with SIMD, which this engine lacks: use a browser from 2021 on or Node 20, or useDevice("cpu").',
    );
  }
  if (!tf.engine().registry['wasm']) await loadBackend();
  await requireBackend('wasm');
  const running = tf.engine().registry['wasm'] as unknown as WasmBackend;
  if (registered?.backend !== running) {
    const [{ registerWasmKernels }, { WasmKernels }, { registerWasmOperations }] = await Promise.all([
      import('../kernels/wasm-kernels.ts'), // nobody else needs them
      import('../wasm/kernels.ts'),
      import('../ops/wasm-operations.ts'),
    ]);
    const missing = missingPart(running);
    const kernels = missing === undefined ? await WasmKernels.load(running) : undefined;
    if (missing !== undefined) warn(missing);
    registerWasmKernels(kernels);
    if (kernels) registerWasmOperations(kernels);
    registered = { backend: running, kernels };
  }
  const { kernels } = registered!;
  if (!kernels) return { threads: 1, fusedMultiplyAdd: false };
  const fewer = await kernels.setThreads(options.threads ?? (await threadsWanted()));
  return { threads: kernels.threads, fusedMultiplyAdd: kernels.fusedMultiplyAdd, ...(fewer && { fewer }) };
}

/** Our kernels, while they are those of the device that computes. */
export function wasmKernels(): WasmKernels | undefined {
  return tf.getBackend() === 'wasm' ? registered?.kernels : undefined;
}

/** How the wasm device is to be started. */
export interface WasmOptions {
  /** How many threads compute. */
  readonly threads?: number;
}

/** How the wasm device was started. */
export interface WasmStart {
  readonly threads: number;
  readonly fusedMultiplyAdd: boolean;
  /** Why there are fewer threads than wanted. */
  readonly fewer?: string;
}

let registered: { readonly backend: WasmBackend; readonly kernels: WasmKernels | undefined } | undefined;

/** The way back when our own kernels cannot work: TensorFlow.js's, and those made of them. */
function warn(missing: string): void {
  // oxlint-disable-next-line no-console
  console.warn(
    `The wasm device computes with TensorFlow.js's own kernels, several times slower and on one thread, since those of Thaw miss ${missing}`,
  );
}

async function loadBackend(): Promise<void> {
  const [{ setWasmPaths }, { wasmGzipBase64 }] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('../generated/tfjs-wasm.ts'),
  ]);
  const stock = new Uint8Array(await gunzip(wasmGzipBase64));
  const bytes = (hasSharedMemory() && shareMemory(stock)) || stock;
  const address = URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'application/wasm' }));
  // TensorFlow.js's threaded build starts workers that this page may not allow, and threads no backward pass.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(
    {
      'tfjs-backend-wasm.wasm': address,
      'tfjs-backend-wasm-simd.wasm': address,
      'tfjs-backend-wasm-threaded-simd.wasm': address,
    },
    true, // the platform's fetch, which reads blob: addresses in Node and browsers alike
  );
  const forget = rememberListeners();
  try {
    await requireBackend('wasm');
  } finally {
    URL.revokeObjectURL(address);
    forget();
  }
}

async function gunzip(base64: string): Promise<ArrayBuffer> {
  const zipped = decodeBase64(base64);
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/**
 * In Node the backend's glue code adds process-wide listeners that rethrow every error of the program as its own.
 * The function returned takes away those added since.
 */
function rememberListeners(): () => void {
  type Listener = (...values: unknown[]) => void;
  interface Emitter {
    listeners?(event: string): Listener[];
    removeListener(event: string, listener: Listener): void;
  }
  const { process } = globalThis as { process?: Emitter };
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => new Set(process?.listeners?.(event)));
  return () => {
    for (const [i, event] of events.entries()) {
      for (const listener of process?.listeners?.(event) ?? []) {
        if (!before[i]!.has(listener)) process!.removeListener(event, listener);
      }
    }
  };
}

/** The smallest module with a SIMD instruction: (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt). */
const SIMD_PROBE = /* @__PURE__ */ new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);
