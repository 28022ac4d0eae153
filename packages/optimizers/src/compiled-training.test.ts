import { drawNormal, ensureDevice, memory, Random, tf, valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { adam, cosineDecay, lookahead, sgd, type StatefulOptimizer } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const falling = cosineDecay({ initialLearningRate: 0.1, decaySteps: 12 });

/** A step, the way it goes, and what it holds. */
interface Made {
  step(input: tf.Tensor): Record<string, tf.Tensor>;
  way(): string;
  variables: tf.Variable[];
  optimizers: StatefulOptimizer[];
}

const variableOf = (numbers: tf.TensorLike): tf.Variable => tf.tidy(() => tf.variable(tf.tensor(numbers)));

/** A generator that draws, and a critic that tells what it makes from what is given: each by its own optimizer, one after the other. */
function pair(): Made {
  const random = new Random(5);
  const variables = [variableOf([[0.3, -0.2]]), variableOf([[0.5], [-0.4]])];
  const [maker, critic] = variables as [tf.Variable, tf.Variable];
  const optimizers = [
    adam({ learningRate: falling, beta1: 0.5 }),
    lookahead(sgd({ clipNorm: 1 }), { syncPeriod: 3 }),
  ];
  const judged = (x: tf.Tensor): tf.Tensor => x.matMul(critic);
  const move = (i: 0 | 1, compute: () => tf.Tensor): tf.Tensor => {
    const { value, gradients } = valueAndGradients(compute as () => tf.Scalar, [variables[i]!]);
    optimizers[i]!.applyGradients(gradients);
    return value;
  };
  return {
    step: (real) => {
      const noise = drawNormal(random, [real.shape[0]!, 1]);
      const apart = move(1, () =>
        tf
          .softplus(judged(real).neg())
          .add(tf.softplus(judged(noise.matMul(maker))))
          .mean(),
      );
      const fooled = move(0, () => tf.softplus(judged(noise.matMul(maker)).neg()).mean());
      return { apart, fooled };
    },
    way: () => optimizers.map((optimizer) => optimizer.phase()).join(' and '),
    variables,
    optimizers,
  };
}

/** A loss times a scale that is a variable: halved when a gradient is not finite, which is then no step, and doubled else. */
function scaled(): Made {
  const variables = [variableOf([[1], [2]]), variableOf(2 ** 126)];
  const [w, scale] = variables as [tf.Variable, tf.Variable];
  const optimizer = adam({ learningRate: 0.1 });
  return {
    step: (x) => {
      const loss = (): tf.Scalar => x.matMul(w).square().mean().mul(scale);
      const { value, gradients } = valueAndGradients(loss, [w]);
      const gradient = gradients[w.name]!.div(scale);
      const isFinite = tf.isFinite(gradient).all();
      const before = w.clone();
      optimizer.applyGradients({ [w.name]: tf.where(isFinite, gradient, tf.zerosLike(gradient)) });
      w.assign(tf.where(isFinite, w, before));
      scale.assign(tf.where(isFinite, scale.mul(2), scale.mul(0.5)));
      return { value };
    },
    way: () => optimizer.phase(),
    variables,
    optimizers: [optimizer],
  };
}

test.each([
  ['two optimizers', pair],
  ['a loss that scales itself', scaled],
])('%s in one step by hand: compiled as in eager, to the bit', async (_, make) => {
  const x = tf.tensor2d(new Random(1).normal(8, 1), [4, 2]);
  const walk = async ({ step, way, variables, optimizers }: Made, compiles: boolean): Promise<unknown> => {
    const compiled = compiles ? compile(step, { variant: way }) : undefined;
    const run = compiled ?? (async (input: tf.Tensor) => tf.tidy(() => step(input)));
    const seen: unknown[] = [];
    for (let i = 0; i < 7; i++) {
      const outputs = await run(x);
      const all = [...Object.values(outputs), ...variables];
      seen.push(await Promise.all(all.map(async (tensor) => [...(await tensor.data())])));
      tf.dispose(outputs);
    }
    if (compiled) {
      await expectNoLeak(async () => tf.dispose(await run(x)), { warmup: 6 });
      compiled.dispose();
    }
    tf.dispose(variables);
    for (const optimizer of optimizers) optimizer.dispose();
    return seen;
  };
  const before = memory().tensors;
  const eager = await walk(make(), false);
  expect(await walk(make(), true)).toEqual(eager);
  expect(new Set((eager as unknown[]).map(String)).size).toBe(7);
  expect(memory().tensors).toBe(before);
  x.dispose();
});
