import { computingBackend } from '../device/computing-backend.ts';
import { registerLate } from '../device/watch-kernels.ts';
import { tf } from '../tfjs.ts';

type Inputs = Record<string, tf.Tensor>;
type Attributes = Record<string, unknown>;

/**
 * A fused operation: a kernel of TensorFlow.js under a name of ours, with its gradient. Each device has a kernel of its own for it, or
 * computes the reference, which is the definition: the same in plain TensorFlow.js.
 */
export interface Operation {
  /** The kernel's name, such as `ThawLayerNorm`. */
  readonly name: string;
  /** The operation in plain TensorFlow.js. */
  readonly reference: (inputs: Inputs, attributes: Attributes) => tf.Tensor | tf.Tensor[];
  /** From the gradients in its outputs to those in its inputs. */
  readonly gradient?: {
    readonly inputsToSave?: readonly string[];
    /** Where the inputs are a list, of any length: whether all are saved. */
    readonly allInputsToSave?: boolean;
    readonly outputsToSave?: readonly boolean[];
    /** How many of the outputs, the first, are results; the others are for the gradient alone. @defaultValue all */
    readonly results?: number;
    /** @param saved the inputs and outputs saved, in the order in which they are named. */
    readonly compute: (
      dy: readonly tf.Tensor[],
      saved: readonly tf.Tensor[],
      attributes: Attributes,
    ) => Record<string, tf.Tensor>;
  };
  /** For an operation that is itself a gradient: what its own gradient, that of second order, is made of. */
  readonly again?: {
    /** Its inputs, but for those that the forward pass made: these are made anew, lest a way to the others is missed. */
    readonly inputs: readonly string[];
    /** The reference of these inputs alone. */
    readonly compute: Operation['reference'];
  };
}

/**
 * Runs an operation on the device, and records it for the gradient.
 *
 * @param inputs by name, or a list, whose names are then 0, 1 …
 * @returns all outputs, those too that only the gradient needs.
 */
export function runOperation(
  operation: Operation,
  inputs: Inputs | readonly tf.Tensor[],
  attributes: Attributes = {},
): tf.Tensor[] {
  ensureKernel(operation, tf.getBackend());
  ensureKernel(operation, computingBackend()); // another where this is traced: there it will run
  const { gradient = gradientAgain(operation) } = operation;
  if (gradient && !tf.getGradient(operation.name)) registerGradient(operation.name, gradient);
  const made: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(operation.name, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
  const outputs = Array.isArray(made) ? made : [made];
  if (gradient && outputs.length > 1) leaveOutZeros(operation.name, outputs, attributes, gradient.results);
  return outputs;
}

/**
 * TensorFlow.js makes a gradient of zeros on the host for each output that nothing depends on, and brings it to the device. Here those
 * of results are made there, and those of outputs that only the gradient needs are not made.
 */
function leaveOutZeros(
  name: string,
  outputs: readonly tf.Tensor[],
  attributes: Attributes,
  results = outputs.length,
): void {
  const node = tf.engine().state.activeTape?.at(-1);
  if (node?.outputs[0] !== outputs[0]) return; // nothing is recorded
  const { gradFunc } = tf.getGradient(name);
  const shapes = outputs.slice(0, results).map(({ shape }) => shape);
  const { saved = [] } = node!;
  node!.gradient = (dy) => {
    const known = shapes.map((shape, i) => dy[i] ?? tf.fill(shape, 0));
    return gradFunc(known, saved, attributes as tf.NamedAttrMap);
  };
}

/** The reference as a kernel. */
export function runReference(
  { reference }: Operation,
  inputs: Inputs | readonly tf.Tensor[],
  attributes: Attributes,
): tf.Tensor | tf.Tensor[] {
  return tf.tidy(() => reference(inputs as Inputs, attributes));
}

/** Where a device has no kernel of its own, the reference is registered. */
export function ensureKernel(operation: Operation, backendName: string): void {
  if (tf.getKernel(operation.name, backendName)) return;
  registerLate(operation.name, backendName, ({ inputs, attrs }) =>
    runReference(operation, inputs as unknown as Inputs, attrs as Attributes),
  );
}

function registerGradient(name: string, gradient: NonNullable<Operation['gradient']>): void {
  const { inputsToSave = [], allInputsToSave = false, outputsToSave = [], compute } = gradient;
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...inputsToSave],
    saveAllInputs: allInputsToSave,
    outputsToSave: [...outputsToSave],
    gradFunc: (dy, saved, attributes) => {
      const gradients = compute(Array.isArray(dy) ? dy : [dy], saved, attributes as unknown as Attributes);
      const entries = Object.entries(gradients).map(([input, value]) => [input, () => value] as const);
      return Object.fromEntries(entries);
    },
  });
}

/** The gradient of a gradient, in those of its inputs that are numbers with a fraction, by TensorFlow.js. */
function gradientAgain({ again }: Operation): Operation['gradient'] {
  if (!again) return undefined;
  return {
    inputsToSave: again.inputs,
    compute: (dy, saved, attributes) => {
      const given = Object.fromEntries(again.inputs.map((name, i) => [name, saved[i]!]));
      const names = again.inputs.filter((name) => given[name]!.dtype === 'float32');
      const weigh = (...inputs: tf.Tensor[]): tf.Scalar => {
        const named = { ...given, ...Object.fromEntries(names.map((name, i) => [name, inputs[i]!])) };
        const outputs = [again.compute(named, attributes)].flat();
        return tf.addN(outputs.map((output, i) => tf.sum(tf.mul(output, dy[i]!)))).asScalar();
      };
      const inputs = names.map((name) => given[name]!);
      const gradients = besideTape(() => tf.grads(weigh)(inputs)) as (tf.Tensor | undefined)[];
      return Object.fromEntries(names.map((name, i) => [name, gradients[i] ?? tf.zerosLike(inputs[i]!)]));
    },
  };
}

/** Within a backward pass `tf.grads` throws away the tape that is being gone through; so that is put aside and back. */
function besideTape<T>(compute: () => T): T {
  const { state } = tf.engine();
  const tape = state.activeTape;
  try {
    return compute();
  } finally {
    state.activeTape = tape;
  }
}
