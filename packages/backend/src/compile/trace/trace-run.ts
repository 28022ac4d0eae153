import type { tf } from '../../tfjs.ts';
import { prepare } from '../prepare.ts';
import { changeBetween } from './difference.ts';
import { drawsOf, goPast, type Moves, withoutMoving } from './draws.ts';
import type { Graph } from './graph.ts';
import type { Meta } from './rule.ts';
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
  const isFirst = traced.made.length > 0;
  const moves = settle(traced, inputs);
  if (traced.error) {
    if (moves.size > 0) goPast(moves, drawn(begunAgain(step, metas)));
    throw traced.error;
  }
  const first = isFirst ? traceStep(step, metas) : traced.graph;
  if (moves.size > 0) goPast(moves, drawn(first));
  const difference = changeBetween(first, traceStep(step, metas));
  if (difference !== undefined) throw new TraceError(difference);
  return first;
}

/** How far a run moves generators. */
const drawn = (graph: Graph): Moves => withoutMoving(() => prepare({ ...graph, ...drawsOf(graph) })).moves;

/** A step that threw, as far as it comes once more. */
function begunAgain(step: Step, metas: readonly Meta[]): Graph {
  const { graph, made } = traceMaking(step, metas);
  for (const { variable } of made) variable.dispose();
  return graph;
}
