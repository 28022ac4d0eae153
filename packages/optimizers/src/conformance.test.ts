import { ensureDevice, memory, seed, tf } from '@thaw/backend';
import {
  decodeSafetensors,
  encodeSafetensors,
  glorotUniform,
  meanSquaredError,
  Module,
  Parameter,
  train,
} from '@thaw/core';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { type Member, members } from './conformance/members.ts';
import { descend, placesOf, problems, variablesOf } from './conformance/problems.ts';
import { lbfgs, type StatefulOptimizer } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Line extends Module {
  readonly kernel = new Parameter([3, 2], glorotUniform([3, 2]));
  readonly bias = new Parameter([2], new Float32Array(2));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value).add(this.bias.value);
  }
}

const batches = [
  {
    input: { data: Float32Array.of(1, 2, -1, 0, 1, 3, -2, 0, 1, 1, -1, 0), shape: [4, 3] },
    target: { data: Float32Array.of(4, -1, 3, 2, -3, 1, 0, 2), shape: [4, 2] },
  },
];

async function lossesOf(model: Line, optimizer: StatefulOptimizer, epochs: number): Promise<number[]> {
  const losses: number[] = [];
  for await (const { loss } of train(model, batches, { loss: meanSquaredError, optimizer, epochs }))
    losses.push(await loss);
  return losses;
}

const all: readonly Pick<Member, 'name' | 'make'>[] = [
  ...members,
  { name: 'lbfgs, line search' as 'lbfgs', make: () => lbfgs({ lineSearch: 'strongWolfe' }) },
];

describe.each(all)('$name', ({ make }) => {
  const { loss } = problems.logits;

  test('no step leaves a tensor behind; dispose frees what it remembers, and begins anew', async () => {
    const optimizer = make();
    const variables = variablesOf(problems.logits, ['kernel', 'bias']);
    const before = memory().tensors;
    const start = await placesOf(variables);
    descend(optimizer, loss, variables);
    const first = await placesOf(variables);
    expect(first).not.toEqual(start);
    await expectNoLeak(() => descend(optimizer, loss, variables));
    optimizer.dispose();
    expect(memory().tensors).toBe(before);
    expect(optimizer.step).toBe(0);
    tf.dispose(variables);
    const again = variablesOf(problems.logits, ['kernel', 'bias']);
    descend(optimizer, loss, again);
    expect(await placesOf(again)).toEqual(first);
    optimizer.dispose();
    tf.dispose(again);
  });

  test('saved and restored, it goes on to the bit', async () => {
    const variables = variablesOf(problems.logits, ['kernel', 'bias']);
    const optimizer = make();
    for (let step = 0; step < 3; step++) descend(optimizer, loss, variables);
    const there = variables.map((variable) => variable.mul(1));
    const saved = encodeSafetensors(await optimizer.state());
    const weights = (await optimizer.getWeights()).map(({ name, tensor }) => ({
      name,
      tensor: tensor.clone(),
    }));
    const goOn = async (one: StatefulOptimizer): Promise<number[]> => {
      for (let step = 0; step < 3; step++) descend(one, loss, variables);
      expect(one.step).toBe(6);
      return placesOf(variables);
    };
    const places = await goOn(optimizer);
    for (const restore of [
      (one: StatefulOptimizer) => one.restore(decodeSafetensors(saved)),
      (one: StatefulOptimizer) => one.setWeights(weights),
    ]) {
      variables.forEach((variable, i) => variable.assign(there[i]!));
      const other = make();
      await restore(other);
      expect(other.step).toBe(3);
      expect(await goOn(other)).toEqual(places);
      other.dispose();
    }
    optimizer.dispose();
    tf.dispose([...variables, ...there, ...weights.map(({ tensor }) => tensor)]);
  });

  test('train lowers the loss by it; its state is saved by the paths of the model', async () => {
    seed(7);
    const [model, optimizer] = [new Line(), make()];
    const losses = await lossesOf(model, optimizer, 12);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    for (const name of (await optimizer.state()).keys())
      expect(name).toMatch(/^(inner:)?(step$|(kernel|bias)\/)/);
    optimizer.dispose();
    model.dispose();
  });

  test('model.compile of tf.layers takes it, and the loss falls', async () => {
    const optimizer = make();
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], biasInitializer: 'ones' })],
    });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [{ input, target }] = [batches[0]!];
    const [x, y] = [tf.tensor2d(input.data, [4, 3]), tf.tensor2d(target.data, [4, 2])];
    const { history } = await model.fit(x, y, { epochs: 8, batchSize: 4, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0] as number);
    expect(optimizer.iterations).toBe(8);
    expect(JSON.stringify(optimizer.getConfig())).toContain('"learningRate":');
    optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
  });

  test('weights of any shape stay finite and keep it, also where the gradient is 0', async () => {
    const shapes = [[], [1], [1, 1], [2, 1, 3], [1, 2, 3, 2], [5, 1]];
    const variables = shapes.map((shape, i) => tf.variable(tf.ones(shape), true, ['kernel', 'bias'][i]));
    const optimizer = make();
    for (const scale of [1, 0, -3]) {
      descend(
        optimizer,
        (...weights) => tf.addN(weights.map((w) => tf.sum(tf.mul(w, scale)))).asScalar(),
        variables,
      );
    }
    expect(variables.map(({ shape }) => shape)).toEqual(shapes);
    for (const place of await placesOf(variables)) expect(place).toSatisfy(Number.isFinite);
    optimizer.dispose();
    tf.dispose(variables);
  });
});
