import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import fixture from '../../../fixtures/fused-operations.json' with { type: 'json' };
import { adamUpdate, ensureDevice, rmsPropUpdate, sgdUpdate, tf } from '../../index.ts';

// Against PyTorch 1.13.1; ../../../fixtures/fused-operations.py made the numbers and says how.
interface Numbers {
  shape: number[];
  data: number[];
}

const tensor = ({ shape, data }: Numbers): tf.Tensor => tf.tensor(data, shape);
const zeros = (like: Numbers): tf.Variable => tf.variable(tf.zeros(like.shape));

beforeAll(async () => {
  await ensureDevice();
});

/** One step of each optimizer, `step` counted from 1, over variables that are kept with what the optimizer keeps of them. */
type Step = (gradients: tf.Tensor[], step: number) => void;

function adamW(variables: tf.Variable[], start: Numbers[], options: Record<string, number>): Step {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options as Record<string, number> & {
    learningRate: number;
    beta1: number;
    beta2: number;
    epsilon: number;
    weightDecay: number;
  };
  const [means, squares] = [start.map(zeros), start.map(zeros)];
  return (gradients, step) => {
    const correction = Math.sqrt(1 - beta2 ** step);
    adamUpdate(
      variables.map((variable, i) => ({
        variable,
        gradient: gradients[i]!,
        mean: means[i]!,
        meanSquare: squares[i]!,
      })),
      {
        rate: (learningRate * correction) / (1 - beta1 ** step),
        beta1,
        beta2,
        epsilon: epsilon * correction,
        decay: learningRate * weightDecay,
      },
    );
  };
}

function sgd(variables: tf.Variable[], start: Numbers[], options: object): Step {
  const velocities = start.map(zeros);
  const settings = { decay: 0, ...(options as { rate: number; momentum: number; nesterov: boolean }) };
  return (gradients) => {
    const states = variables.map((variable, i) => ({
      variable,
      gradient: gradients[i]!,
      velocity: velocities[i],
    }));
    sgdUpdate(states, settings);
  };
}

function rmsProp(variables: tf.Variable[], start: Numbers[], options: object): Step {
  const [squares, means, velocities] = [start.map(zeros), start.map(zeros), start.map(zeros)];
  const settings = {
    decay: 0,
    ...(options as { rate: number; rho: number; momentum: number; epsilon: number; centered: boolean }),
  };
  return (gradients) =>
    rmsPropUpdate(
      variables.map((variable, i) => ({
        variable,
        gradient: gradients[i]!,
        meanSquare: squares[i]!,
        mean: means[i],
        velocity: velocities[i],
      })),
      settings,
    );
}

const makers = { AdamW: adamW, SGD: sgd, RMSprop: rmsProp } as Record<
  string,
  (variables: tf.Variable[], start: Numbers[], options: never) => Step
>;

describe.each(fixture.optimizers)('$name $options', ({ name, options, start, gradients, places }) => {
  test('four steps are those of PyTorch', async () => {
    const variables = start.map((numbers) => tf.variable(tensor(numbers)));
    const step = makers[name]!(variables, start, options as never);
    for (const [i, given] of gradients.entries()) {
      step(given.map(tensor), i + 1);
      for (const [j, variable] of variables.entries())
        await expectClose(variable, tensor(places[i]![j]!), 1e-5);
    }
    expect(gradients.length).toBe(4);
  });
});
