import type { Operation } from '../../ops/operation.ts';
import { runReference } from '../../ops/operation.ts';
import { registerLate } from '../../device/watch-kernels.ts';
import { tf } from '../../tfjs.ts';
import { binaryTypes } from './elements.ts';
import { type Group, GROUP, type GroupInput, type GroupStep } from './group.ts';

/**
 * A group, one kernel after the other: the definition, which runs on every device.
 *
 * A number that is repeated along an axis is kept once, by a length of 1 there, so that it is computed once as it was.
 */
export const groupOperation: Operation = {
  name: GROUP,
  reference: (inputs, attributes) => compute(attributes['group'] as Group, Object.values(inputs)),
};

/** Makes groups known to the device in use, by the reference where it has no kernel of its own for them. */
export function registerGroup(): void {
  const backendName = tf.getBackend();
  if (tf.getKernel(GROUP, backendName)) return;
  registerLate(GROUP, backendName, ({ inputs, attrs }) =>
    runReference(groupOperation, inputs as unknown as tf.Tensor[], attrs as Record<string, unknown>),
  );
}

function compute(group: Group, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  const found: tf.Tensor[] = [];
  for (const step of group.steps) found.push(take(step, found, group, tensors));
  return group.outputs.map(({ step, per, shape }) => {
    const whole = per === 'element' ? group.shape : rowShape(group);
    return tf.reshape(spread(found[step]!, whole), [...shape]);
  });
}

function take(
  step: GroupStep,
  found: readonly tf.Tensor[],
  group: Group,
  tensors: readonly tf.Tensor[],
): tf.Tensor {
  switch (step.op) {
    case 'load':
      return load(tensors[step.input]!, group.inputs[step.input]!, group.shape);
    case 'literal':
      return tf.fill(
        group.shape.map(() => 1),
        step.value,
        step.dtype as 'float32',
      );
    case 'unary':
      return run(step.kernel, { x: found[step.a]! }, step.attributes);
    case 'binary': {
      const [a, b] = binaryTypes[step.kernel]!.inputs;
      return run(step.kernel, { [a]: found[step.a]!, [b]: found[step.b]! }, step.attributes);
    }
    case 'select': {
      const parts = [step.condition, step.yes, step.no].map((i) => found[i]!);
      const shape = commonShape(parts);
      const [condition, t, e] = parts.map((part) => spread(part, shape));
      return call('Select', { condition: condition!, t: t!, e: e! });
    }
    case 'cast':
      return tf.cast(found[step.a]!, step.dtype);
    case 'reduce':
      return reduce(step.kernel, found[step.a]!, group);
  }
}

/** The numbers of an input, in the order of the nest. */
function load(tensor: tf.Tensor, { strides, offset, dtype }: GroupInput, nest: readonly number[]): tf.Tensor {
  const shape = nest.map((length, axis) => (strides[axis] === 0 ? 1 : length));
  let places = [offset];
  for (const [axis, length] of shape.entries()) {
    places = places.flatMap((place) => Array.from({ length }, (_, i) => place + i * strides[axis]!));
  }
  const flat = tf.reshape(tensor, [-1]);
  const isDense = places.length === tensor.size && places.every((place, i) => place === i);
  if (isDense) return tf.reshape(flat, shape);
  if (places.length === 0) return tf.fill(shape, 0, dtype as 'float32');
  // TensorFlow.js gathers numbers: truth values go as 0 and 1.
  const numbers = dtype === 'bool' ? tf.cast(flat, 'int32') : flat;
  return tf.cast(tf.reshape(tf.gather(numbers, tf.tensor1d(places, 'int32')), shape), dtype);
}

/** Over all columns, a number that is repeated along them as often as it is. */
function reduce(kernel: string, x: tf.Tensor, { shape, outer }: Group): tf.Tensor {
  const columns = shape.slice(outer);
  const whole = spread(x, [...x.shape.slice(0, outer), ...columns]);
  const axis = columns.map((_, i) => outer + i);
  return call(kernel, { x: whole }, { axis, reductionIndices: axis, keepDims: true });
}

/** Operations of our own take rows of numbers, and do not broadcast. */
function run(kernel: string, inputs: Record<string, tf.Tensor>, attributes = {}): tf.Tensor {
  if (!kernel.startsWith('Thaw')) return call(kernel, inputs, attributes);
  const shape = commonShape(Object.values(inputs));
  const rows = Object.entries(inputs).map(([name, x]) => [name, tf.reshape(spread(x, shape), [1, -1])]);
  return tf.reshape(call(kernel, Object.fromEntries(rows) as Record<string, tf.Tensor>, attributes), shape);
}

function call(kernel: string, inputs: Record<string, tf.Tensor>, attributes: object = {}): tf.Tensor {
  const made = tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap) as
    tf.Tensor | tf.Tensor[];
  return [made].flat()[0]!;
}

const rowShape = ({ shape, outer }: Group): number[] =>
  shape.map((length, axis) => (axis < outer ? length : 1));

function commonShape(tensors: readonly tf.Tensor[]): number[] {
  return tensors[0]!.shape.map((_, axis) => {
    const lengths = tensors.map(({ shape }) => shape[axis]!);
    return lengths.find((length) => length !== 1) ?? 1;
  });
}

function spread(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return x.shape.every((length, axis) => length === shape[axis]) ? x : tf.broadcastTo(x, [...shape]);
}
