import { tf } from '../../tfjs.ts';
import { engine } from './engine-parts.ts';

/**
 * Lets a variable hold these data in place of its own; the tensor they come from goes on having them.
 *
 * @param owner the backend that has them. The engine's `incRef` would ask the one in use, and so move them there.
 */
export function hold(
  variable: tf.Variable,
  dataId: object,
  owner: tf.KernelBackend = engine().backend,
): void {
  engine().disposeTensor(variable);
  variable.dataId = dataId;
  engine().trackTensor(variable, owner);
  owner.incRef(dataId);
}

/**
 * Holds the numbers of variables, which an assignment would free, where they lie: those of another model may be on a device that is no
 * longer in use, or lost. Returns what puts them back.
 */
export function keepNumbers(variables: readonly tf.Variable[]): () => void {
  const { tensorInfo } = tf.engine().state;
  const before = variables.map((variable) => {
    const { dataId } = variable;
    const owner = tensorInfo.get(dataId)!.backend;
    owner.incRef(dataId);
    return { variable, dataId, owner };
  });
  return () => {
    for (const { variable, dataId, owner } of before) {
      if (variable.dataId !== dataId) hold(variable, dataId, owner);
      owner.disposeData(dataId);
    }
  };
}
