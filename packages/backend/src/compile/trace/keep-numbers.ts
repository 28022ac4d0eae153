import type { tf } from '../../tfjs.ts';
import { engine } from './engine-parts.ts';

/** Lets a variable hold these data in place of its own; the tensor they come from goes on having them. */
export function hold(variable: tf.Variable, dataId: object): void {
  engine().disposeTensor(variable);
  variable.dataId = dataId;
  engine().incRef(variable, null);
}

/** Holds the numbers of variables, which an assignment would free. Returns what puts them back. */
export function keepNumbers(variables: readonly tf.Variable[]): () => void {
  const home = engine().backend;
  const before = variables.map((variable) => [variable, variable.dataId] as const);
  for (const [, dataId] of before) home.incRef(dataId);
  return () => {
    for (const [variable, dataId] of before) {
      if (variable.dataId !== dataId) hold(variable, dataId);
      home.disposeData(dataId);
    }
  };
}
