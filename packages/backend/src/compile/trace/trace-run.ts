import type { tf } from '../../tfjs.ts';
import { differenceOf } from './difference.ts';
import type { Graph } from './graph.ts';
import { settle } from './settle.ts';
import { TraceError } from './trace-error.ts';
import { type Step, traceMaking, traceStep } from './trace-step.ts';

/**
 * The graph of every run of a step. Variables that its first run makes (what an optimizer remembers) are made; then it is traced twice,
 * and what differs was decided by JavaScript, and is refused.
 *
 * @throws {TraceError} when the step cannot be compiled; the message says what to change.
 */
export function traceRun(step: Step, inputs: readonly tf.Tensor[]): Graph {
  const metas = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const traced = traceMaking(step, metas);
  settle(traced, inputs);
  if (traced.error) throw traced.error;
  const first = traced.made.length > 0 ? traceStep(step, metas) : traced.graph;
  const difference = differenceOf(first, traceStep(step, metas));
  if (difference !== undefined) throw new TraceError(difference);
  return first;
}
