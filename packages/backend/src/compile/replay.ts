import { tf } from '../tfjs.ts';
import { GROUP } from './group/group.ts';
import { registerGroup } from './group/reference.ts';
import { prepare } from './prepare.ts';
import type { Graph, Operation, Value } from './trace/graph.ts';
import { changedInputs } from './trace/operation-rules.ts';

/**
 * Takes a traced step by calling the kernels of the device in use, one by one, as the step itself would: the definition of what a
 * program computes, and the way to look at any value on its way.
 *
 * @param inputs in the order in which the step was given them.
 * @param live the numbers of the live tensors in this run.
 * @returns what the step returns; variables are changed as by the step.
 */
export function replay(
  graph: Graph,
  inputs: readonly tf.Tensor[],
  live: readonly tf.TypedArray[] = prepare(graph),
): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    const held = new Map<Value, tf.Tensor>(graph.inputs.map((value, i) => [value, inputs[i]!]));
    for (const [i, { value }] of graph.live.entries()) {
      held.set(value, tf.tensor(live[i]!, [...value.shape], value.dtype));
    }
    for (const { value, numbers } of graph.constants) {
      held.set(value, tf.tensor(numbers, [...value.shape], value.dtype));
    }
    for (const { value, tensor } of graph.captured) held.set(value, tensor);
    for (const { variable, before } of graph.states) held.set(before, variable);
    for (const operation of graph.operations) call(operation, held);
    const outputs = Object.entries(graph.outputs).map(([name, value]) => [name, held.get(value)!.clone()]);
    for (const { variable, before, after } of graph.states) {
      const changed = held.get(after)!;
      if (after !== before && changed !== variable) variable.assign(changed.clone());
    }
    return Object.fromEntries(outputs) as Record<string, tf.Tensor>;
  });
}

/** Calls the kernel of an operation with what is held, and holds what it makes. */
export function call({ kernel, inputs, attributes, outputs }: Operation, held: Map<Value, tf.Tensor>): void {
  if (kernel === GROUP) registerGroup();
  const given = Object.entries(inputs).map(([name, value]) => [name, held.get(value)!] as const);
  const isList = given.length > 0 && given.every(([name], i) => name === String(i));
  const named = Object.fromEntries(given);
  const made = tf
    .engine()
    .runKernel(
      kernel,
      (isList ? Object.values(named) : named) as unknown as tf.NamedTensorMap,
      attributes as tf.NamedAttrMap,
    ) as tf.Tensor | tf.Tensor[];
  // An update that changes its inputs where they lie returns nothing.
  const found = [made].flat();
  const tensors = found.length > 0 ? found : changedInputs(kernel, inputs).map((name) => named[name]!);
  outputs.forEach((value, i) => held.set(value, tensors[i]!));
}
