import { tf } from '../tfjs.ts';
import type { ProgramReport } from './compile.ts';
import type { MadeProgram } from './make-program.ts';
import { prepare } from './prepare.ts';
import type { Flat } from './structure.ts';
import type { Graph } from './trace/graph.ts';
import { TraceError } from './trace/trace-error.ts';

/** The program of one signature. */
export interface Entry extends MadeProgram {
  readonly report: ProgramReport;
  /** The graph before the passes. */
  readonly traced: Graph;
  /** The backend on which the program is; another of the same name has none of its memory. */
  readonly backend: tf.KernelBackend;
  /** Puts what the program gives where the step had it. */
  readonly rebuild: Flat['rebuild'];
  readonly names: readonly string[];
}

/** One run of it. */
export function runOf({ program, graph, rebuild, names }: Entry, { tensors }: Flat): unknown {
  const outputs = program.run(tensors, prepare(graph));
  return rebuild(names.map((name) => outputs[name || 'output']!));
}

/**
 * @throws {TraceError} when something that the step takes from outside is gone already: no run could read it, and a program that was made
 * for want of it would be made again for ever.
 */
export function requireAlive({ states, captured, operations }: Graph): void {
  const gone =
    captured.find(({ tensor }) => tensor.isDisposed) ??
    states
      .map(({ variable, before }) => ({ tensor: variable, value: before }))
      .find(({ tensor }) => tensor.isDisposed);
  if (!gone) return;
  const { tensor, value } = gone;
  const what =
    tensor instanceof tf.Variable ? `the variable ${tensor.name}` : `a tensor [${tensor.shape.join(', ')}]`;
  const reader = operations.find(({ inputs }) => Object.values(inputs).includes(value));
  throw new TraceError(
    `${reader?.kernel ?? 'the step'} reads ${what} from outside of the step, which was disposed; it must live for as long as the step is ` +
      'run, or be an input of it.',
  );
}

/** Whether the device is still that of the program, and what the step took from outside is still there. */
export function isAlive({ backend, traced }: Entry): boolean {
  return (
    backend === tf.engine().backend &&
    traced.states.every(({ variable }) => !variable.isDisposed) &&
    traced.captured.every(({ tensor }) => !tensor.isDisposed)
  );
}
