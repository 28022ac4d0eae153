import { ArgumentError, ensureDevice, memory, tf } from '@thaw/backend';
import {
  type Batch,
  constrain,
  decodeSafetensors,
  encodeSafetensors,
  fit,
  meanSquaredError as loss,
  Module,
  nonNegative,
  Parameter,
} from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  accumulate,
  type Accumulation,
  adam,
  ema,
  exponentialDecay,
  lbfgs,
  lookahead,
  sgd,
  type StatefulOptimizer,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Line extends Module {
  readonly kernel = new Parameter([2, 1], Float32Array.of(1, -1));
  readonly bias = new Parameter([1], Float32Array.of(0.5));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value).add(this.bias.value);
  }
}

const rows = [
  [0.5, -1, 2],
  [1.5, 0.25, -1],
  [-0.75, 1, 0.5],
  [2, -0.5, 1],
  [-1, -1.5, 0],
  [0.25, 0.75, -2],
  [1, 1, 3],
];
const weights = [1, 0.5, 2, 0, 3, 1, 0.25];
const shown = [1, 0, 1, 1, 1, 0, 1];

/** The rows in batches of a size, with what `kind` says of them; the last is what is left. */
function batchesOf(size: number, kind = 'plain'): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => {
    const [begin, end] = [i * size, Math.min((i + 1) * size, rows.length)];
    const part = (values: number[]) => ({
      data: Float32Array.from(values.slice(begin, end)),
      shape: [end - begin],
    });
    const taken = rows.slice(begin, end);
    return {
      input: { data: Float32Array.from(taken.flatMap((row) => row.slice(0, 2))), shape: [end - begin, 2] },
      target: { data: Float32Array.from(taken, (row) => row[2]!), shape: [end - begin, 1] },
      ...(kind.includes('weights') && { sampleWeight: part(weights) }),
      ...(kind.includes('mask') && { mask: part(shown) }),
    };
  });
}

const scheduled = (): StatefulOptimizer =>
  adam({ learningRate: exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1, decayRate: 0.5 }) });

describe('by hand', () => {
  test('two batches make one step by their mean, each counted by its rows, and the epoch ends with a step', async () => {
    const w = tf.variable(tf.tensor1d([8]), true, 'w');
    const optimizer = accumulate(sgd({ learningRate: 1 }), { batches: 2 });
    const places: number[] = [];
    for (const [gradient, count] of [
      [1, 3],
      [5, 1],
      [4, 2],
    ] as const) {
      tf.tidy(() => optimizer.applyGradients({ w: tf.tensor1d([gradient]) }, { rows: count }));
      places.push((await w.data())[0]!);
    }
    optimizer.endEpoch();
    optimizer.endEpoch();
    places.push((await w.data())[0]!);
    expect(places).toEqual([8, 6, 6, 2]); // (3·1 + 1·5)/4 = 2, then 4
    expect([optimizer.step, optimizer.steps]).toEqual([3, 2]);
    optimizer.dispose();
    w.dispose();
  });

  test('without a number of rows all batches count alike; hidden rows count for nothing', async () => {
    const w = tf.variable(tf.tensor1d([8]), true, 'w');
    const optimizer = accumulate(sgd({ learningRate: 1 }), { batches: 2 });
    const apply = (gradient: number, mask?: number[]): void =>
      tf.tidy(() =>
        optimizer.applyGradients(
          { w: tf.tensor1d([gradient]) },
          mask && { rows: mask.length, mask: tf.tensor1d(mask) },
        ),
      );
    apply(1);
    apply(3);
    expect(await w.data()).toEqual(Float32Array.of(6));
    apply(4, [0, 0, 0, 1]);
    apply(2, [1, 0, 0, 0]);
    expect(await w.data()).toEqual(Float32Array.of(3));
    apply(7, [0, 0]);
    apply(9, [0, 0]);
    expect(await w.data()).toEqual(Float32Array.of(3));
    optimizer.dispose();
    w.dispose();
  });
});

test.each(['plain', 'weights', 'mask', 'mask and weights'])(
  'small batches gathered learn as large ones, %s, to the uneven end of every epoch',
  async (kind) => {
    const [small, large] = [new Line(), new Line()];
    const [gathering, direct] = [accumulate(scheduled(), { batches: 2 }), scheduled()];
    await fit(small, batchesOf(2, kind), { loss, optimizer: gathering, epochs: 3 });
    await fit(large, batchesOf(4, kind), { loss, optimizer: direct, epochs: 3 });
    await expectClose(small.kernel.value, large.kernel.value, 1e-6);
    await expectClose(small.bias.value, large.bias.value, 1e-6);
    expect([gathering.steps, gathering.learningRate]).toEqual([direct.step, direct.learningRate]);
  },
);

test('around averages and the like, which count steps', async () => {
  const make = () => lookahead(ema(sgd({ learningRate: 0.1 })), { syncPeriod: 3 });
  const [small, large] = [new Line(), new Line()];
  await fit(small, batchesOf(1), { loss, optimizer: accumulate(make(), { batches: 3 }), epochs: 2 });
  await fit(large, batchesOf(3), { loss, optimizer: make(), epochs: 2 });
  await expectClose(small.kernel.value, large.kernel.value, 1e-6);
});

test('training that ended between two steps goes on to the bit', async () => {
  const make = (): Accumulation => accumulate(scheduled(), { batches: 3 });
  const one = make();
  const [whole, model] = [new Line(), new Line()];
  const run = (of: Module, optimizer: Accumulation, from: number, to: number): Promise<unknown> =>
    fit(of, batchesOf(1).slice(from, to), { loss, optimizer: withoutEnd(optimizer) });
  await run(whole, one, 0, 7);
  const first = make();
  await run(model, first, 0, 5);
  const second = make();
  second.restore(decodeSafetensors(encodeSafetensors(await first.state())));
  await run(model, second, 5, 7);
  expect([second.step, second.steps]).toEqual([7, 2]);
  second.endEpoch();
  one.endEpoch();
  expect(await model.kernel.data()).toEqual(await whole.kernel.data());
  expect(await model.bias.data()).toEqual(await whole.bias.data());
});

/** The same for a loop that ends no epoch. */
function withoutEnd(optimizer: Accumulation): Pick<Accumulation, 'applyGradients' | 'bind'> {
  return {
    applyGradients: (gradients, batch) => optimizer.applyGradients(gradients, batch),
    bind: (paths) => optimizer.bind(paths),
  };
}

test('constraints hold after the step that ends an epoch; nothing leaks, and dispose frees all', async () => {
  const model = constrain(new Line(), 'kernel', nonNegative);
  model.forward(tf.zeros([1, 2])).dispose();
  const before = memory().tensors;
  const optimizer = accumulate(sgd({ learningRate: 5 }), { batches: 99 });
  await fit(model, batchesOf(3), { loss, optimizer });
  expect(Math.min(...(await model.kernel.data()))).toBeGreaterThanOrEqual(0);
  expect(optimizer.steps).toBe(1);
  await expectNoLeak(() => fit(model, batchesOf(3, 'mask'), { loss, optimizer }));
  optimizer.dispose();
  expect(memory().tensors).toBe(before);
});

test.each<[() => unknown, string]>([
  [() => accumulate(adam(), { batches: 0 }), 'accumulate: batches must be a whole number from 1 on, got 0.'],
  [
    () => accumulate(adam(), 4 as never),
    'accumulate: options are an object, got 4; write { batches: … }, the options being batches.',
  ],
  [
    () => accumulate(tf.train.adam() as never, { batches: 2 }),
    'accumulate: the first argument is an optimizer of @thaw/optimizers, such as adam(), got an AdamOptimizer.',
  ],
  [
    () => lookahead(accumulate(adam(), { batches: 2 })),
    'lookahead: it would take each batch for a step of accumulate; write accumulate(lookahead(…), …), the other way round.',
  ],
  [
    () => accumulate(lbfgs({ lineSearch: 'strongWolfe' }), { batches: 2 }),
    'accumulate: the line search of lbfgs compares losses, and would hear that of the last batch alone; leave lineSearch out, or give it larger batches.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
