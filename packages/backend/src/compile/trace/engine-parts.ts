import { tf } from '../../tfjs.ts';

/** What of TensorFlow.js's engine a trace has to do with, and its types do not tell. */
export interface EngineParts {
  readonly backend: tf.KernelBackend;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
  trackTensor(tensor: tf.Tensor, backend: tf.KernelBackend | null): void;
  startScope(name?: string): void;
  disposeTensor(tensor: tf.Tensor): void;
  makeTensorFromDataId(dataId: object, shape: number[], dtype: tf.DataType): tf.Tensor;
  moveData(backend: tf.KernelBackend, dataId: object): void;
}

export const engine = (): EngineParts => tf.engine() as unknown as EngineParts;
