import { tf } from '@thaw/backend';

import type { StatefulOptimizer } from '../stateful-optimizer.ts';

/** A problem of ../../fixtures/trajectories.py: what is made least, and from where. */
export interface Problem {
  readonly start: readonly (readonly [shape: readonly number[], values: readonly number[]])[];
  readonly loss: (...weights: tf.Tensor[]) => tf.Tensor;
}

const matrix = [
  [3, 2],
  [0.8, -0.5, 0.3, 0.9, -0.7, 0.4],
] as const;
const points = [1, 0.5, -1, -0.5, 2, 0.3, 0.7, -1.2, 0.4, -1.5, -0.3, 1, 0.2, 0.8, -0.6];

/** The three problems. */
export const problems: Readonly<Record<'bowl' | 'valley' | 'logits', Problem>> = {
  bowl: {
    start: [matrix],
    loss: (w) => tf.sum(tf.mul(tf.square(w!), tf.tensor2d([1, 2, 4, 8, 16, 32], [3, 2]))).div(2),
  },
  valley: {
    start: [matrix],
    loss: (w) => {
      const [x, y, z] = tf.unstack(w!) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const bend = tf.square(tf.sub(y, tf.square(x)));
      return tf.sum(tf.square(tf.sub(1, x)).add(tf.mul(bend, 10)).add(tf.square(z)));
    },
  },
  logits: {
    start: [matrix, [[2], [0.1, -0.2]]],
    loss: (w, b) => {
      const z = tf.add(tf.matMul(tf.tensor2d(points, [5, 3]), w as tf.Tensor2D), b!);
      const labels = tf.tensor2d([1, 0, 0, 1, 1, 1, 0, 0, 1, 0], [5, 2]);
      return tf.mean(tf.softplus(z).sub(tf.mul(labels, z)));
    },
  },
};

/** The weights at the start of a problem, named as parameters of a model are. */
export function variablesOf({ start }: Problem, names: readonly string[] = []): tf.Variable[] {
  return start.map(([shape, values], i) => {
    const tensor = tf.tensor([...values], [...shape]);
    const variable = tf.variable(tensor, true, names[i]);
    tensor.dispose();
    return variable;
  });
}

/** One step down a function of variables. */
export function descend(
  optimizer: StatefulOptimizer,
  loss: (...weights: tf.Tensor[]) => tf.Tensor,
  variables: readonly tf.Variable[],
): void {
  tf.tidy(() => {
    const compute = (): tf.Tensor => loss(...variables);
    optimizer.applyGradients(optimizer.gradients(compute, variables).gradients);
  });
}

/** The steps after which the fixture has the places. */
const shownSteps = [1, 2, 5, 10, 15, 20] as const;

/** Walks 20 steps, and gives the places that the fixture has. */
export async function walk(
  optimizer: StatefulOptimizer,
  problem: Problem,
  shown?: (optimizer: StatefulOptimizer, variables: readonly tf.Variable[]) => Promise<number[]>,
): Promise<number[][]> {
  const variables = variablesOf(problem);
  const [kernel, bias] = variables.map(({ name }) => name);
  optimizer.bind(
    new Map([
      [kernel!, 'kernel'],
      [bias ?? 'a bias that is not moved', 'bias'],
    ]),
  );
  const places: number[][] = [];
  for (let step = 1; step <= 20; step++) {
    descend(optimizer, problem.loss, variables);
    if (!(shownSteps as readonly number[]).includes(step)) continue;
    places.push(shown ? await shown(optimizer, variables) : await placesOf(variables));
  }
  optimizer.dispose();
  tf.dispose(variables);
  return places;
}

/** All numbers of variables, one after another. */
export async function placesOf(variables: readonly tf.Variable[]): Promise<number[]> {
  return (await Promise.all(variables.map(async (w) => Array.from(await w.data())))).flat();
}
