import { expect } from 'vitest';

import type { tf } from '../tfjs.ts';
import { replay } from '../compile/replay.ts';
import type { Graph } from '../compile/trace/graph.ts';
import { type Step, traceStep } from '../compile/trace/trace-step.ts';
import { leaveOutDead } from '../compile/passes/dead-code.ts';

/** The kernels that a graph calls, in their order. */
export function kernelsOf({ operations }: Graph): string {
  return operations.map(({ kernel }) => kernel).join(' ');
}

/**
 * Expects that a step calls these kernels after a pass, and gives the same numbers as before it: to the bit, of which NaN has one only.
 *
 * @returns the graph after the pass.
 */
export async function expectPass(
  pass: (graph: Graph) => Graph,
  step: Step,
  inputs: readonly tf.Tensor[],
  kernels: string,
): Promise<Graph> {
  const before = traceStep(step, inputs);
  const after = leaveOutDead(pass(before));
  expect(kernelsOf(after)).toBe(kernels);
  const [expected, found] = [await numbersOf(before, inputs), await numbersOf(after, inputs)];
  expect(found).toEqual(expected);
  return after;
}

/** What a graph gives, by name; its tensors are freed. */
export async function numbersOf(
  graph: Graph,
  inputs: readonly tf.Tensor[],
): Promise<Record<string, unknown>> {
  const outputs = Object.entries(replay(graph, inputs));
  const read = await Promise.all(
    outputs.map(async ([name, tensor]) => [name, [...tensor.shape, tensor.dtype, ...(await tensor.data())]]),
  );
  for (const [, tensor] of outputs) tensor.dispose();
  return Object.fromEntries(read) as Record<string, unknown>;
}
