import { tf } from '@thaw/backend';

import paths from '../../fixtures/trajectories.json' with { type: 'json' };
import { lbfgs } from '../index.ts';
import { descend, placesOf, problems, variablesOf } from './problems.ts';

/** The first lengths of the searches in ../../fixtures/trajectories.py. */
export const firstLengths = ['1', '20', '0.05'] as const;

/** The places that PyTorch tries, by first length and problem. */
export const searches: Readonly<
  Record<(typeof firstLengths)[number], Partial<Record<keyof typeof problems, number[][]>>>
> = paths.searches;

/** As many places as the fixture has. */
export async function placesTried(
  rate: (typeof firstLengths)[number],
  name: keyof typeof problems,
): Promise<number[][]> {
  const { start, loss } = problems[name];
  const held = (...weights: tf.Tensor[]): tf.Tensor =>
    weights.reduce((sum, w) => sum.add(tf.sum(tf.square(w)).mul(0.05)), loss(...weights));
  const optimizer = lbfgs({ learningRate: Number(rate), historySize: 4, lineSearch: 'strongWolfe' });
  const variables = variablesOf({ start, loss });
  const places: number[][] = [];
  for (let step = 0; step < searches[rate][name]!.length; step++) {
    descend(optimizer, name === 'logits' ? held : loss, variables);
    places.push(await placesOf(variables));
  }
  optimizer.dispose();
  tf.dispose(variables);
  return places;
}
