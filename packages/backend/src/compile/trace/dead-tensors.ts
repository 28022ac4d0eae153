import { tf } from '../../tfjs.ts';
import { engine, type EngineParts } from './engine-parts.ts';
import { TraceError } from './trace-error.ts';

/** What made the tensors of traces, by the names of their data. */
const origins = /* @__PURE__ */ new WeakMap<object, string>();

/** Notes what made a tensor of a trace: the name of a kernel, or what the step is given. */
export function noteOrigin(dataId: object, origin: string): void {
  origins.set(dataId, origin);
}

/** What made a tensor of a trace; undefined for another tensor. */
export function originOf(dataId: object): string | undefined {
  return origins.get(dataId);
}

/**
 * Lets the tensors of a trace end with it. They have no numbers, for they stood for those of every run; whoever kept one in JavaScript
 * (a field of a module, a list, a variable of a closure) and takes it up later is told what made it, and what to do instead.
 *
 * @returns what ends them, once variables hold what they held before the trace: those too that were kept past the end of their scope.
 */
export function endTensors(): () => void {
  const made: tf.Tensor[] = [];
  const { trackTensor } = engine();
  engine().trackTensor = function (this: EngineParts, tensor, backend) {
    made.push(tensor);
    trackTensor.call(this, tensor, backend);
  };
  return () => {
    engine().trackTensor = trackTensor;
    const isVariable = (tensor: tf.Tensor): boolean => tensor instanceof tf.Variable;
    const held = new Set(made.filter(isVariable).map(({ dataId }) => dataId)); // of those that the step made
    for (const tensor of made) {
      if (isVariable(tensor)) continue;
      tensor.dispose();
      Object.assign(tensor, { throwIfDisposed: refuse });
      const { dataId, shape, dtype } = tensor;
      // A kernel that is given it asks for its numbers where they are said to lie.
      if (!held.has(dataId))
        engine().state.tensorInfo.set(dataId, { backend: nowhere, shape, dtype, bytes: 0 });
    }
  };
}

/** @throws {TraceError} for a tensor of a trace. */
export function requireLiving({ dataId, shape }: tf.TensorInfo): void {
  const origin = originOf(dataId);
  if (origin === undefined) return;
  throw new TraceError(
    `a tensor [${shape.join(', ')}] was kept in JavaScript that came of ${origin} while a step was compiled: it stood for those ` +
      'of every run and has no numbers. Return it from the step and keep what a run gives, or observe the module that makes it; what one ' +
      'step leaves to the next is a variable, and what stays as it is is made before the step.',
  );
}

function refuse(this: tf.Tensor): void {
  requireLiving(this);
}

/** Where the data of tensors are said to lie that have ended. */
const nowhere = { readSync: refuseData, read: refuseData };

function refuseData(dataId: object): never {
  const { shape, dtype } = engine().state.tensorInfo.get(dataId)!;
  return requireLiving({ dataId, shape, dtype }) as never;
}
