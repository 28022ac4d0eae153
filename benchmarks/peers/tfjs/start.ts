import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How TensorFlow.js runs: in which of two ways it multiplies, and takes the gradient of a filter. */
export interface TfjsSetting {
  /** As it is, or with transposes made explicit and batches looped over (see `looped-mat-mul.ts`). */
  readonly matMul: 'stock' | 'looped';
  /** How the gradient of a filter, which it lacks, is composed (see `filter-gradient.ts`). */
  readonly filterGradient: 'patches' | 'swapped';
}

/** What is used of the backend's insides. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: string, offset?: number, values?: ArrayLike<number>): tf.TensorInfo;
  disposeData(dataId: object): boolean;
  dataIdNextNumber: number;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  readonly wasm: {
    cwrap(name: string, returns: null, parameters: string[]): (...values: unknown[]) => void;
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
  };
}

/**
 * Starts TensorFlow.js's own wasm backend, from its own files. On one thread: its threaded build does not start in Node,
 * where it never chooses it (told to, it gives `new Worker` a blob: address, which Node refuses).
 */
export async function startTfjs(): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(join(dirname(manifest), 'dist', '/'));
  tf.enableProdMode();
  if (!(await tf.setBackend('wasm'))) throw new Error("TensorFlow.js's wasm backend did not start.");
  await tf.ready();
  // Its glue code rethrows every error as its own, and hides what it was.
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
}

/** Runs a kernel the backend has. */
export function runKernel(
  name: string,
  inputs: Record<string, tf.TensorInfo> | tf.TensorInfo[],
  attrs: Record<string, unknown>,
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(name, 'wasm')!;
  return kernelFunc({
    inputs: inputs as tf.NamedTensorInfoMap,
    attrs: attrs as tf.NamedAttrMap,
    backend: tf.backend(),
  }) as tf.TensorInfo;
}

/** The same numbers seen in another shape, without a copy. */
export function alias({ dataId, dtype }: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId, dtype, shape };
}

/** Frees what a kernel made on its way. */
export function free(backend: WasmBackend, ...tensors: tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}
