import { type Initializer, relu, Sequential } from '@thaw/core';
import { Dense } from '@thaw/layers';

import type { Experiment } from './experiment.ts';
import { glorotGaussian, heGaussian } from './gaussian-weights.ts';
import { twoNets } from './two-nets.ts';

const rates = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.1];
const LAYERS = 30;

/**
 * Do initial weights decide whether a deep net learns? Two nets of 30 layers, rectifiers after all but the last, learn to read
 * digits. He's weights have twice the variance of Glorot's, to make up for the half of the mean square that each
 * rectifier takes; without it what comes out of 30 layers, and what goes back, is 2¹⁵ times smaller.
 *
 * @see He et al. 2015, §2.2 and figure 3, https://arxiv.org/abs/1502.01852
 */
export const heAgainstGlorot: Experiment = /* @__PURE__ */ twoNets({
  id: 'he-against-glorot',
  title: 'Initial weights of a 30-layer rectifier net',
  year: 2015,
  source: 'He, Zhang, Ren and Sun, "Delving deep into rectifiers"',
  plans: {
    test: { units: 32, rows: 600, epochs: 12, batchSize: 32, rates: [0.001, 0.003] },
    tour: { units: 64, epochs: 10, batchSize: 32, rates },
    proof: { units: 64, epochs: 30, batchSize: 32, rates },
  },
  nets: [
    { name: 'he', inWords: "from He's weights", build: (units) => deepNet(units, heGaussian) },
    { name: 'glorot', inWords: "from Glorot's", build: (units) => deepNet(units, glorotGaussian) },
  ],
  accuracy: 0.9,
  gain: 0.2,
});

function deepNet(units: number, kernelInitializer: Initializer): Sequential {
  const hidden = Array.from(
    { length: LAYERS - 1 },
    (_, i) => new Dense(i === 0 ? 64 : units, units, { activation: relu, kernelInitializer }),
  );
  return new Sequential([...hidden, new Dense(units, 10, { kernelInitializer })]);
}
