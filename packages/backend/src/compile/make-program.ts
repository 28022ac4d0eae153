import { tf } from '../tfjs.ts';
import { optimize } from './passes/optimize.ts';
import { makeReplay, type MakeProgram, type Program, type Storage } from './program.ts';
import type { Graph } from './trace/graph.ts';

/** How a graph is made ready. */
export interface MakeOptions {
  /** Arithmetic may be put in another form where NaN or infinity would come out otherwise. @defaultValue false */
  readonly fastMath?: boolean;
  /** Anything but float32 is for webgpu. @defaultValue 'float32' */
  readonly storage?: Storage;
}

/** What a graph became. */
export interface MadeProgram {
  readonly program: Program;
  /** The graph after the passes: what the program computes. */
  readonly graph: Graph;
  /** What it took. */
  readonly milliseconds: { readonly passes: number; readonly assembly: number };
}

/** The one place where a graph becomes a program of the device in use. Kernels called one by one gain nothing by passes. */
export async function makeProgram(traced: Graph, options: MakeOptions): Promise<MadeProgram> {
  const began = performance.now();
  const make = await makerFor(tf.getBackend());
  const graph = make === makeReplay ? traced : optimize(traced, options);
  const passed = performance.now();
  const program = await make(graph, options.storage);
  return {
    program,
    graph,
    milliseconds: { passes: passed - began, assembly: performance.now() - passed },
  };
}

/** What makes programs for a device; only what the device needs is loaded. */
async function makerFor(backend: string): Promise<MakeProgram> {
  if (backend === 'wasm') return (await import('./wasm/wasm-program.ts')).makeWasmProgram;
  if (backend === 'webgpu') return (await import('./webgpu/webgpu-program.ts')).makeWebGPUProgram;
  return makeReplay;
}
