import { ensureDevice, tf } from '@thaw/backend';
import { type Graph, replay, traceRun } from '@thaw/backend/compile';
import { type LearningRule, Module, Parameter } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import {
  averagedPerceptronRule,
  type AveragedPerceptronRule,
  deltaRule,
  perceptronRule,
  pocketPerceptronRule,
  type PocketPerceptronRule,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Unit extends Module {
  readonly kernel = new Parameter([2, 1], Float32Array.of(0.3, -0.7));
  readonly bias = new Parameter([1], Float32Array.of(0.1));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value).add(this.bias.value);
  }
}

class ThresholdUnit extends Unit {
  override forward(input: tf.Tensor): tf.Tensor {
    return super.forward(input).step();
  }
}

const rows = [
  [0, 0, 0],
  [1, 0, 1],
  [1, 1, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
];

type Rule = LearningRule & Partial<AveragedPerceptronRule & PocketPerceptronRule>;

const adaline = (): Rule => deltaRule({ learningRate: 0.3 });

/** The weights after each row, what was watched, and what the rule puts in place of the weights. */
async function learn(
  make: () => Rule,
  take: (
    step: (...row: tf.Tensor[]) => Record<string, tf.Tensor>,
    row: tf.Tensor[],
  ) => Record<string, tf.Tensor>,
): Promise<number[][]> {
  const rule = make();
  const unit = make === adaline ? new Unit() : new ThresholdUnit();
  const there = async (): Promise<number[]> => [...(await unit.kernel.data()), ...(await unit.bias.data())];
  const seen: number[][] = [];
  for (const [a, b, c] of rows) {
    const row = [tf.tensor2d([[a!, b!]]), tf.tensor2d([[c!]])];
    const { watched } = take((input, target) => ({ watched: rule.update(unit, input!, target) }), row);
    seen.push([...(await there()), ...(await watched!.data())]);
    tf.dispose([watched!, row]);
  }
  rule.assignAverages?.();
  rule.assignPocket?.();
  seen.push(await there());
  rule.dispose?.();
  unit.dispose();
  return seen;
}

test.each<[string, () => Rule]>([
  ['perceptronRule', perceptronRule],
  ['averagedPerceptronRule', averagedPerceptronRule],
  ['pocketPerceptronRule', pocketPerceptronRule],
  ['deltaRule', adaline],
])('%s: compiled once, it learns row by row as in eager, to the bit', async (_, make) => {
  const eager = await learn(make, (step, row) => tf.tidy(() => step(...row)));
  let program: Graph | undefined;
  const compiled = await learn(make, (step, row) => replay((program ??= traceRun(step, row)), row));
  expect(compiled).toEqual(eager);
  expect(new Set(eager.map(String)).size).toBeGreaterThan(3);
});
