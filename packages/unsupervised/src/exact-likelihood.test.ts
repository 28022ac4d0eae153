import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { normal, zeros } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { likelihoodGradient, logLikelihood, RBM } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const spread = {
  kernelInitializer: normal(0.7),
  visibleBiasInitializer: normal(0.7),
  hiddenBiasInitializer: normal(0.7),
};
const row = { data: Float32Array.of(1, 0, 1), shape: [1, 3] };

test('a machine without weights finds all states alike: −ln 8 each', async () => {
  expect(await logLikelihood(new RBM(3, 2, { kernelInitializer: zeros }), row)).toBeCloseTo(-Math.log(8), 12);
});

test.each([
  [3, 6],
  [6, 3],
])(
  'with %i visible and %i hidden units the probabilities of all states sum to 1',
  async (visible, hidden) => {
    const rbm = new RBM(visible, hidden, spread);
    let sum = 0;
    for (let code = 0; code < 2 ** visible; code++) {
      const data = Float32Array.from({ length: visible }, (_, i) => (code >> i) & 1);
      sum += Math.exp(await logLikelihood(rbm, { data, shape: [1, visible] }));
    }
    expect(sum).toBeCloseTo(1, 10);
  },
);

test.each([
  [3, 5],
  [5, 3],
])(
  'with %i visible and %i hidden units the gradient is that of central differences',
  async (visible, hidden) => {
    const rbm = new RBM(visible, hidden, spread);
    const data = { data: Float32Array.from(new Random(1).bernoulli(4 * visible, 0.5)), shape: [4, visible] };
    const gradient = await likelihoodGradient(rbm, data);
    for (const name of ['kernel', 'visibleBias', 'hiddenBias'] as const) {
      const weights = await rbm[name].data();
      const numeric: number[] = [];
      for (const place of weights.keys()) {
        const at = async (by: number): Promise<[number, number]> => {
          const moved = weights.slice();
          moved[place]! += by;
          rbm[name].assign(moved);
          return [await logLikelihood(rbm, data), moved[place]!];
        };
        const [[above, high], [below, low]] = [await at(1e-3), await at(-1e-3)];
        numeric.push((above - below) / (high - low));
      }
      rbm[name].assign(weights);
      await expectClose(gradient[name], Float64Array.from(numeric), 1e-5);
    }
  },
);

test('large weights overflow nothing', async () => {
  const rbm = new RBM(3, 2, { kernelInitializer: () => new Float32Array(6).fill(500) });
  expect(await logLikelihood(rbm, { data: Float32Array.of(1, 1, 1), shape: [1, 3] })).toBeCloseTo(0, 10);
  expect(await logLikelihood(rbm, row)).toBeCloseTo(-1000, 6);
});

test('the gradient is the caller’s to dispose, and nothing else is left', async () => {
  const rbm = new RBM(3, 2);
  const data = tf.tensor(row.data, [1, 3]);
  expect(rbm.kernel.value.shape).toEqual([3, 2]); // on the device
  await expectNoLeak(async () => {
    await logLikelihood(rbm, data);
    tf.dispose(await likelihoodGradient(rbm, data));
  });
});

test.each<[() => Promise<unknown>, Error]>([
  [
    () => logLikelihood(new RBM(30, 21), row),
    new ArgumentError(
      'logLikelihood: RBM has 30 visible and 21 hidden units; all states of one side are gone through, so that one may have at most 20.',
    ),
  ],
  [
    () => logLikelihood(new RBM(4, 2), row),
    new ShapeError('logLikelihood: expected data [rows, 4], got a tensor [1, 3].'),
  ],
  [
    () => likelihoodGradient(new RBM(3, 2), { data: Float32Array.of(1, 2, NaN), shape: [1, 3] }),
    new ArgumentError(
      'likelihoodGradient: 2 at place 1 of its input is no probability: numbers lie from 0 (off) to 1 (on); scale the data.',
    ),
  ],
])('refused with what to do %#', async (act, error) => {
  await expect(act()).rejects.toThrow(error);
});
