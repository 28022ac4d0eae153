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
  /** From the gradients in its outputs to those in its inputs; without it the operation has no gradient. */
  readonly gradient?: {
    readonly inputsToSave?: readonly string[];
    readonly outputsToSave?: readonly boolean[];
    /** @param saved the inputs and outputs saved, in the order in which they are named. */
    readonly compute: (
      dy: readonly tf.Tensor[],
      saved: readonly tf.Tensor[],
      attributes: Attributes,
    ) => Record<string, tf.Tensor>;
  };
}

/**
 * Runs an operation on the device, and records it for the gradient.
 *
 * @returns all outputs, those too that only the gradient needs.
 */
export function runOperation(operation: Operation, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] {
  const backendName = tf.getBackend();
  if (!tf.getKernel(operation.name, backendName)) registerReference(operation, backendName);
  if (operation.gradient && !tf.getGradient(operation.name)) registerGradient(operation);
  const outputs: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(operation.name, inputs as unknown as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The reference as a kernel. */
export function runReference(
  { reference }: Operation,
  inputs: Inputs,
  attributes: Attributes,
): tf.Tensor | tf.Tensor[] {
  return tf.tidy(() => reference(inputs, attributes));
}

function registerReference(operation: Operation, backendName: string): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs }) =>
    runReference(operation, inputs as unknown as Inputs, attrs as Attributes);
  tf.registerKernel({ kernelName: operation.name, backendName, kernelFunc });
}

function registerGradient({ name, gradient }: Operation): void {
  const { inputsToSave = [], outputsToSave = [], compute } = gradient!;
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...inputsToSave],
    outputsToSave: [...outputsToSave],
    gradFunc: (dy, saved, attributes) => {
      const gradients = compute(Array.isArray(dy) ? dy : [dy], saved, attributes as unknown as Attributes);
      const entries = Object.entries(gradients).map(([input, value]) => [input, () => value] as const);
      return Object.fromEntries(entries);
    },
  });
}
