import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import {
  constrain,
  load,
  maxNorm,
  meanSquaredError,
  Module,
  Parameter,
  Sequential,
  tanh,
  toSafetensors,
  train,
} from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Dense, gradualSparsity, prune, removeMasks } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A Dense of one unit with these weights. */
function unit(...kernel: number[]): Dense {
  const dense = new Dense(kernel.length, 1, { useBias: false });
  dense.kernel.assign(Float32Array.from(kernel));
  return dense;
}

const batch = (inputs: number): { input: tf.Tensor; target: tf.Tensor } => ({
  input: tf.ones([1, inputs]),
  target: tf.fill([1, 1], 9),
});
const options = { loss: meanSquaredError, optimizer: gradientDescent(0.01), epochs: 3 };
async function learn(model: Module, inputs: number): Promise<void> {
  for await (const { loss } of train(model, [batch(inputs)], options)) await loss;
}
const zerosOf = async (weight: Parameter): Promise<number[]> =>
  [...(await weight.data())].flatMap((value, i) => (value === 0 ? [i] : []));

test('by hand: half of four numbers, the smaller in size, become zero; of equals the first', async () => {
  const layer = unit(-3, 1, 2, -1);
  expect(await prune(layer, 'kernel', { sparsity: 0.5 })).toEqual(new Map([['kernel', 0.5]]));
  expect([...(await layer.kernel.data())]).toEqual([-3, 0, 2, 0]);
  const equal = unit(1, 1, 1, 1);
  await prune(equal, 'kernel', { sparsity: 0.75 });
  expect([...(await equal.kernel.data())]).toEqual([0, 0, 0, 1]);
});

test('what is zero stays zero in training, and the others learn', async () => {
  const layer = unit(1, 0.1, 2, 0.2);
  await prune(layer, 'kernel', { sparsity: 0.5 });
  await learn(layer, 4);
  const [a, b, c, d] = await layer.kernel.data();
  expect([b, d]).toEqual([0, 0]);
  expect([a! > 1, c! > 2]).toEqual([true, true]);
});

test('the mask is saved, and holds where it was loaded', async () => {
  const make = (): Sequential => new Sequential([new Dense(4, 3, { activation: tanh }), new Dense(3, 1)]);
  const [from, to] = [make(), make()];
  await prune(from, ['layers.0.kernel', 'layers.1.*'], { sparsity: 0.5 });
  expect([...from.buffers().keys()]).toEqual([
    'layers.0.pruning.kernel',
    'layers.1.pruning.kernel',
    'layers.1.pruning.bias',
  ]);
  await prune(to, ['layers.0.kernel', 'layers.1.*'], { sparsity: 0 });
  await load(to, await toSafetensors(from));
  const kernel = to.parameters().get('layers.0.kernel')!;
  const zeros = await zerosOf(kernel);
  expect(zeros).toHaveLength(6);
  await learn(to, 4);
  expect(await zerosOf(kernel)).toEqual(zeros);
});

test('of all together, the parameter of small numbers loses more', async () => {
  const model = new Sequential([unit(1, 2, 3, 4), unit(10)]);
  expect([...(await prune(model, '**', { sparsity: 0.8, scope: 'all' })).values()]).toEqual([1, 0]);
});

test('pruned further, what is zero stays; pruned less, it learns again; a constraint holds besides', async () => {
  const layer = constrain(unit(3, 1, 2, 4), 'kernel', maxNorm(5));
  for (const [sparsity, zeros] of [
    [0.25, [1]],
    [0.5, [1, 2]],
    [0.25, [1]],
  ] as const) {
    // prettier-ignore
    await prune(layer, 'kernel', { sparsity });
    await learn(layer, 4);
    expect(await zerosOf(layer.kernel)).toEqual(zeros);
    expect(Math.hypot(...(await layer.kernel.data()))).toBeLessThan(5.0001);
  }
  const held = layer.kernel.constraint;
  removeMasks(layer);
  expect(layer.kernel.constraint).not.toBe(held);
  expect([...layer.weights().keys()]).toEqual(['kernel']);
  await learn(layer, 4);
  expect(await zerosOf(layer.kernel)).toEqual([]);
  expect(Math.hypot(...(await layer.kernel.data()))).toBeLessThan(5.0001);
});

test('a parameter in a list has its mask too', async () => {
  class Listed extends Module {
    readonly parts = [new Parameter([2], Float32Array.of(1, 2))];
    forward = (input: tf.Tensor): tf.Tensor => input.mul(this.parts[0]!.value);
  }
  const model = new Sequential([new Listed()]);
  await prune(model, '**', { sparsity: 0.5 });
  expect([...model.buffers().keys()]).toEqual(['layers.0.pruning.parts_0']);
});

test('pruning and taking the masks away leaves no tensor behind', async () => {
  const layer = unit(1, 2, 3);
  const x = tf.ones([1, 3]);
  layer.forward(x).dispose();
  await expectNoLeak(async () => {
    await prune(layer, 'kernel', { sparsity: 0.4 });
    tf.dispose([layer.forward(x), tf.tidy(() => layer.kernel.constraint!(layer.kernel.value))]);
    removeMasks(layer);
  });
});

test('the gradual schedule by hand: the initial part, a cube of the way, the final part', async () => {
  const sparsity = gradualSparsity({ initial: 0.2, final: 0.8, beginStep: 10, endStep: 30 });
  const expected = [0.2, 0.2, 0.8 - 0.6 / 8, 0.8, 0.8];
  await expectClose([0, 10, 20, 30, 99].map(sparsity), expected, 1e-12);
});

test.each<[() => unknown, string]>([
  [
    () => prune(unit(1), 'kernel', { sparsity: 1 }),
    'prune: sparsity is the part that becomes zero, from 0 to below 1, got 1.',
  ],
  [
    () => prune(unit(1), 'kernel', {} as never),
    'prune: sparsity is the part that becomes zero, from 0 to below 1, got undefined.',
  ],
  [
    () => prune(unit(1), 'kernel', { sparsity: 0.5, scope: 'global' as never }),
    "prune: scope must be 'each' or 'all', got the string 'global'.",
  ],
  [
    () => prune(unit(1), '**.bias', { sparsity: 0.5 }),
    'prune: no parameter of Dense is named by **.bias; there are kernel.',
  ],
  [
    () => gradualSparsity({ final: 1.2, endStep: 10 }),
    'gradualSparsity: final is the part that becomes zero, from 0 to below 1, got 1.2.',
  ],
  [
    () => gradualSparsity({ final: 0.5, beginStep: 10, endStep: 10 }),
    'gradualSparsity: endStep must be a whole number from 11 on, got 10.',
  ],
])('error texts %#', async (act, message) => {
  await expect((async () => act())()).rejects.toThrow(new ArgumentError(message));
});
