import type { tf } from '../tfjs.ts';
import { replay } from './replay.ts';
import type { Graph } from './trace/graph.ts';

/** A graph made ready to be run many times. */
export interface Program {
  /**
   * One run: variables are changed, and the outputs are the caller's.
   *
   * @param inputs in the order of the graph's.
   * @param live the numbers of the graph's live tensors, in their order.
   */
  run(inputs: readonly tf.Tensor[], live: readonly tf.TypedArray[]): Record<string, tf.Tensor>;
  /** In bytes: what one run needs between its operations, and what the program keeps. */
  readonly memory: { readonly arena: number; readonly constants: number };
  /** How many values between operations lie in float16. */
  readonly halves?: number | undefined;
  /** How many kernels a run calls, or dispatches to a GPU. */
  readonly calls: number;
  /** The kernels that JavaScript calls in between, since the device has none that a program can call. */
  readonly hostCalls?: readonly string[];
  dispose(): void;
}

/** How numbers lie between the operations of a program; what they are computed in is float32. */
export type Storage = 'float32' | 'float16';

/** Makes programs for a device. */
export type MakeProgram = (graph: Graph, storage?: Storage) => Promise<Program>;

/** A program that calls the kernels of the device one by one: for devices that have no better. */
export const makeReplay: MakeProgram = async (graph) => ({
  run: (inputs, live) => replay(graph, inputs, live),
  memory: { arena: 0, constants: 0 },
  calls: graph.operations.length,
  dispose: () => undefined,
});
