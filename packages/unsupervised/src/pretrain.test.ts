import { ensureDevice, Random, tf } from '@thaw/backend';
import { type LearningRule, type Module, seed } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { contrastiveDivergence, DeepBeliefNet, logLikelihood, pretrain, RBM } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const patterns = { data: Float32Array.of(1, 1, 0, 0, 0, 0, 1, 1), shape: [2, 4] };
const batches = [{ input: patterns }];

test('machines learn in turn, each for its epochs, and those that have learnt stay as they are', async () => {
  seed(1);
  const net = new DeepBeliefNet([4, 3, 2]);
  const order: [number, number][] = [];
  let first: Float32Array | undefined;
  const rule = contrastiveDivergence({ learningRate: 0.5 });
  for await (const { layer, step } of pretrain(net, batches, { rule, epochs: 3 })) {
    order.push([layer, step.epoch]);
    expect(step.learningRate).toBe(0.5);
    if (layer === 1) first = await net.machines[0]!.kernel.data();
  }
  expect(order).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 1],
    [2, 2],
    [2, 3],
  ]);
  expect(await net.machines[0]!.kernel.data()).toEqual(first);
});

test('the first machine learns as it would alone', async () => {
  const [net, rbm] = [new DeepBeliefNet([4, 3, 2]), new RBM(4, 3)];
  for (const [name, weight] of rbm.weights())
    weight.assign(await net.weights().get(`machines.0.${name}`)!.data());
  const rules = [1, 2].map(() => contrastiveDivergence({ random: new Random(5) }));
  for await (const { layer } of pretrain(net, batches, { rule: rules[0]!, epochs: 4 }))
    if (layer === 2) break;
  for (let i = 0; i < 4; i++) rules[1]!.update(rbm, tf.tensor(patterns.data, [2, 4])).dispose();
  await expectClose(net.machines[0]!.kernel.value, rbm.kernel.value, 0);
});

test('a machine sees the probabilities of the one below it', async () => {
  const net = new DeepBeliefNet([4, 3, 2]);
  const seen: [Module, tf.Tensor][] = [];
  const rule: LearningRule = {
    update: (module, input) => {
      seen.push([module, tf.keep(input.clone())]);
      return tf.scalar(0);
    },
  };
  for await (const _ of pretrain(net, batches, { rule })) continue;
  expect(seen.map(([module]) => module)).toEqual([...net.machines]);
  await expectClose(seen[1]![1], net.machines[0]!.forward(tf.tensor(patterns.data, [2, 4])), 0);
});

test('it makes the data likely', async () => {
  seed(3);
  const net = new DeepBeliefNet([4, 3, 2]);
  const before = await logLikelihood(net.machines[0]!, patterns);
  const rule = contrastiveDivergence({ k: 5, learningRate: 0.2 });
  for await (const _ of pretrain(net, batches, { rule, epochs: 200 })) continue;
  expect(await logLikelihood(net.machines[0]!, patterns)).toBeGreaterThan(before + 1);
});

test('it leaves no tensor behind, also when it is left early', async () => {
  const net = new DeepBeliefNet([4, 3, 2]);
  await expectNoLeak(async () => {
    const rule = contrastiveDivergence({ momentum: 0.5 });
    for await (const _ of pretrain(net, batches, { rule, epochs: 2 })) continue;
    for await (const { layer } of pretrain(net, batches, { rule, epochs: 2 })) if (layer === 2) break;
    rule.dispose();
  });
});
