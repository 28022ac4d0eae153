import { Lambda, Sequential, sigmoid } from '@thaw/core';
import { BatchNormalization, Dense } from '@thaw/layers';

import type { Experiment } from './experiment.ts';
import { twoNets } from './two-nets.ts';

const rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const LAYERS = 20;

/**
 * Does batch normalization let a deep sigmoid net learn? Two nets of 20 layers, sigmoids after all but the last, learn to read digits.
 * A sigmoid's slope is a quarter at most, so that little of a gradient goes through 20 of them; normalized, what comes in
 * stands where the slope is largest, and what goes back is scaled up again.
 *
 * @see Ioffe and Szegedy 2015, §1 and §3, https://arxiv.org/abs/1502.03167
 */
export const batchNormInSigmoidNet: Experiment = /* @__PURE__ */ twoNets({
  id: 'batch-norm-in-sigmoid-net',
  title: 'A sigmoid net of 20 layers',
  year: 2015,
  source: 'Ioffe and Szegedy, "Batch normalization"',
  plans: {
    test: { units: 32, rows: 400, epochs: 5, batchSize: 32, rates: [0.003, 0.01] },
    tour: { units: 64, epochs: 5, batchSize: 32, rates },
    proof: { units: 64, epochs: 15, batchSize: 32, rates },
  },
  nets: [
    { name: 'normalized', inWords: 'with batch normalization', build: (units) => sigmoidNet(units, true) },
    { name: 'plain', inWords: 'without', build: (units) => sigmoidNet(units, false) },
  ],
  accuracy: 0.9,
  gain: 0.5,
});

function sigmoidNet(units: number, normalized: boolean): Sequential {
  const hidden = Array.from({ length: LAYERS - 1 }, (_, i) => {
    const dense = new Dense(i === 0 ? 64 : units, units, { useBias: !normalized });
    const norm = normalized ? [new BatchNormalization(units, { momentum: 0.9 })] : [];
    return [dense, ...norm, new Lambda(sigmoid)];
  });
  return new Sequential([...hidden.flat(), new Dense(units, 10)]);
}
