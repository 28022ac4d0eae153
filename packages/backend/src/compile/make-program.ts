import { makeReplay, type Program, type ProgramOptions } from './program.ts';
import type { Graph } from './trace/graph.ts';

/** How a graph is made ready. */
export interface MakeOptions extends ProgramOptions {
  /** Arithmetic may be put in another form where NaN or infinity would come out otherwise. @defaultValue false */
  readonly fastMath?: boolean;
}

/** What a graph became. */
export interface MadeProgram {
  readonly program: Program;
  /** The graph after the passes: what the program computes. */
  readonly graph: Graph;
  /** What it took. */
  readonly milliseconds: { readonly passes: number; readonly assembly: number };
}

/** The one place where a graph becomes a program of the device in use. */
export async function makeProgram(traced: Graph, options: MakeOptions): Promise<MadeProgram> {
  const graph = traced;
  const began = performance.now();
  const program = await makeReplay(graph, options);
  return { program, graph, milliseconds: { passes: 0, assembly: performance.now() - began } };
}
