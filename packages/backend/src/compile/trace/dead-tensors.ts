import { tf } from '../../tfjs.ts';
import { engine, type EngineParts } from './engine-parts.ts';
import { TraceError } from './trace-error.ts';

/** The name of the data of a tensor of a trace. */
export class TracedData {
  /** What the tensor came of: the name of a kernel, or what the step is given. */
  readonly origin: string;
  readonly shape: readonly number[];

  constructor(origin: string, shape: readonly number[]) {
    this.origin = origin;
    this.shape = shape;
  }
}

/** What made a tensor of a trace; undefined for another tensor. */
export function originOf(dataId: object): string | undefined {
  return dataId instanceof TracedData ? dataId.origin : undefined;
}

/**
 * Lets the tensors of a trace end with it. They have no numbers, for they stood for those of every run; whoever kept one in JavaScript
 * (a field of a module, a list, a variable of a closure) and takes it up later is told what made it, and what to do instead.
 *
 * @returns what ends them: those too that were kept past the end of their scope.
 */
export function endTensors(): () => void {
  tellOfThem();
  const made: tf.Tensor[] = [];
  const { trackTensor } = engine();
  engine().trackTensor = function (this: EngineParts, tensor, backend) {
    made.push(tensor);
    trackTensor.call(this, tensor, backend);
  };
  return () => {
    engine().trackTensor = trackTensor;
    for (const tensor of made) if (!(tensor instanceof tf.Variable)) tensor.dispose();
  };
}

/** @throws {TraceError} for the data of a tensor of a trace that is over. */
export function requireLiving(dataId: object): void {
  if (!(dataId instanceof TracedData)) return;
  const { origin, shape } = dataId;
  throw new TraceError(
    `a tensor [${shape.join(', ')}] was kept in JavaScript that came of ${origin} while a step was compiled: it stood for those of every run ` +
      'and has no numbers. Return it from the step and keep what a run gives, or observe the module that makes it; what one step leaves to the ' +
      'next is a variable, and what stays as it is is made before the step.',
  );
}

let isTold = false;

/** From the first trace on TensorFlow.js asks where its own words would be that a tensor is disposed, or that something is undefined. */
function tellOfThem(): void {
  if (isTold) return;
  isTold = true;
  const tensors = tf.Tensor.prototype as unknown as { throwIfDisposed(this: tf.Tensor): void };
  const { throwIfDisposed } = tensors;
  tensors.throwIfDisposed = function (this: tf.Tensor) {
    if (this.isDisposed) requireLiving(this.dataId);
    throwIfDisposed.call(this);
  };
  const { moveData } = engine(); // a kernel that is given data of another backend moves them to its own
  engine().moveData = function (this: EngineParts, backend, dataId) {
    requireLiving(dataId);
    moveData.call(this, backend, dataId);
  };
}
