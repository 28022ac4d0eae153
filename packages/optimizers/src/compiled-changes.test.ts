import { dropout, ensureDevice, memory, Random, seed, type tf } from '@thaw/backend';
import {
  type Activation,
  type Batch,
  type Context,
  fit,
  glorotUniform,
  gradientFlow,
  l2,
  maxNorm,
  meanSquaredError as loss,
  Module,
  observe,
  type Observer,
  Parameter,
  relu,
  tanh,
} from '@thaw/core';
import { type Callback, findLearningRate, reduceLearningRateOnPlateau } from '@thaw/core/callbacks';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

import { adam } from './adam.ts';
import type { StatefulOptimizer } from './stateful-optimizer.ts';

beforeAll(async () => {
  await ensureDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A net with settings that may be set at any time. */
class Net extends Module {
  rate = 0.5;
  activation: Activation = tanh;
  readonly hidden = new Parameter([2, 6], glorotUniform([2, 6]));
  readonly kernel = new Parameter([6, 1], glorotUniform([6, 1]));

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    const hidden = this.activation(input.matMul(this.hidden.value));
    return (training ? dropout(hidden, this.rate, random!) : hidden).matMul(this.kernel.value);
  }
}

const batches: Batch[] = [4, 4, 3].map((rows, i) => ({
  input: { data: new Random(i).normal(2 * rows), shape: [rows, 2] },
  target: { data: new Random(9 + i).normal(rows), shape: [rows, 1] },
}));

/** What a run is made of. */
interface Parts {
  readonly net: Net;
  readonly optimizer: StatefulOptimizer;
  /** What its schedule looks at. */
  readonly outside: { rate: number };
  /** What was seen on the way, to be compared too. */
  readonly seen: unknown[];
}

/** After each of six epochs. */
const after = (change: (epoch: number) => unknown): Callback => ({
  onEpochEnd: async ({ epoch }) => void (await change(epoch)),
});

const changes: readonly [string, (parts: Parts) => Callback][] = [
  [
    'reduceLearningRateOnPlateau',
    () => reduceLearningRateOnPlateau({ monitor: 'loss', patience: 1, minDelta: 10, factor: 0.5 }),
  ],
  ['a learning rate by epoch', ({ optimizer }) => after(() => (optimizer.learningRate *= 0.7))],
  [
    'a learning rate by step',
    ({ optimizer }) => ({ onStepBegin: ({ step }) => void (optimizer.learningRate = 0.1 / step) }),
  ],
  ['what a schedule looks at', ({ outside }) => after(() => (outside.rate *= 0.7))],
  [
    'frozen and freed parameters',
    ({ net }) => after((epoch) => (epoch % 2 === 1 ? net.freeze('hidden') : net.unfreeze('hidden'))),
  ],
  ['the rate of dropout', ({ net }) => after((epoch) => (net.rate = epoch / 10))],
  ['an activation', ({ net }) => after((epoch) => (net.activation = epoch % 2 === 1 ? relu : tanh))],
  [
    'a regularizer and a constraint',
    ({ net }) =>
      after((epoch) => {
        net.hidden.regularizer = epoch % 2 === 1 ? l2(0.1) : undefined;
        net.kernel.constraint = epoch > 3 ? maxNorm(0.3) : undefined;
      }),
  ],
  ['weights', ({ net }) => after(() => net.kernel.assign(new Float32Array(6).fill(0.1)))],
  [
    'who watches',
    ({ net, seen }) => {
      let observer: Observer | undefined;
      const flow = gradientFlow(net, { every: 4 });
      return {
        ...after(async (epoch) => {
          if (epoch % 2 === 1) {
            observer = observe(net, 'hidden', { onStep: (step) => void seen.push(step) });
          } else {
            await observer!.stop();
          }
        }),
        onTrainEnd: async () => {
          await flow.stop();
          seen.push(flow.steps);
        },
      };
    },
  ],
];

async function course(
  change: (parts: Parts) => Callback,
  compile: boolean,
  begin?: (parts: Parts) => Promise<unknown>,
): Promise<unknown> {
  seed(7);
  const outside = { rate: 0.1 };
  const net = new Net();
  const optimizer = adam({ learningRate: () => outside.rate });
  const parts: Parts = { net, optimizer, outside, seen: [] };
  await begin?.(parts);
  const callbacks = [change(parts)];
  const { losses } = await fit(net, batches, { loss, optimizer, callbacks, epochs: 6, compile });
  const weights = await Promise.all([net.hidden.data(), net.kernel.data()]);
  net.dispose();
  optimizer.dispose();
  return { losses, weights, seen: parts.seen };
}

/** Values in lists, maps and records, typed arrays as lists, with each number as `number` has it. */
function told(value: unknown, number: (value: number) => unknown): unknown {
  const part = (one: unknown): unknown => told(one, number);
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return value.map(part);
  if (value instanceof Float32Array) return [...value].map(part);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, part(one)]));
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, part(one)]));
}
const plain = (value: unknown): unknown => told(value, (number) => number);
/** To five digits: sums in a loop may be added up in another order, and steps of Adam make more of it. */
const near = (value: unknown): unknown => told(value, (number) => expect.closeTo(number, 5));

test.each(changes)(
  '%s, changed while fit runs: compiled as in eager, and nothing stays',
  async (_, change) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const before = memory().tensors;
    const eager = await course(change, false);
    expect(plain(await course(change, true))).toEqual(near(eager));
    expect(memory().tensors).toBe(before);
    expect(warn).not.toHaveBeenCalled();
    expect(eager).not.toEqual(await course(() => ({}), false));
  },
);

test('findLearningRate before it leaves compiled training as it is', async () => {
  const find = ({ net, optimizer }: Parts): Promise<unknown> =>
    findLearningRate(net, batches, { loss, optimizer, to: 1, steps: 12 });
  expect(plain(await course(() => ({}), true, find))).toEqual(near(await course(() => ({}), false)));
});
