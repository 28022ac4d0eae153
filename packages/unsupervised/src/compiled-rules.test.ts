import { ensureDevice, Random, tf } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { type LearningRule, type Module, seed } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectSameRuns } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { contrastiveDivergence, hebbRule, ojaRule, RBM, sangerRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const random = (): Random => new Random(5);
const unit = (): Module => new Dense(4, 3, { useBias: false });
const machine = (): Module => new RBM(4, 3);

test.each<[string, () => LearningRule, () => Module]>([
  ['hebbRule', () => hebbRule(), unit],
  ['ojaRule', () => ojaRule(), unit],
  ['sangerRule', () => sangerRule(), unit],
  ['contrastiveDivergence', () => contrastiveDivergence({ random: random() }), machine],
  [
    'contrastiveDivergence, persistent, with momentum',
    () => contrastiveDivergence({ k: 2, momentum: 0.5, persistent: true, random: random() }),
    machine,
  ],
])('%s teaches the same compiled', async (_, makeRule, makeModule) => {
  const make = (): ((...inputs: tf.Tensor[]) => Record<string, tf.Tensor>) => {
    seed(1);
    const [rule, module] = [makeRule(), makeModule()];
    return (x) => {
      const error = rule.update(module, x!);
      const weights = [...module.parameters()].map(([path, { value }]) => [path, tf.clone(value)] as const);
      return { error, ...Object.fromEntries(weights) };
    };
  };
  const x = tf.tensor2d(new Random(3).bernoulli(20, 0.5), [5, 4], 'float32');
  const runs = await expectSameRuns(make, compile, [x]);
  expect(runs[1]).not.toEqual(runs[0]);
});
