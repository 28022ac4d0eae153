import { Lambda, type Module, relu, Residual, Sequential } from '@thaw/core';
import { BatchNormalization, Dense } from '@thaw/layers';

import type { Experiment } from './experiment.ts';
import { heGaussian } from './gaussian-weights.ts';
import { twoNets } from './two-nets.ts';

const rates = [0.001, 0.003, 0.01, 0.03, 0.1];
const BLOCKS = 27;

/**
 * Do shortcuts let a net of 56 layers learn? Two nets, one dense layer, 27 blocks of two and one dense layer more, learn to read digits:
 * He's 56-layer net with dense layers of a few units in the place of convolutions. Each layer but the last is
 * normalized over the batch and has rectifiers; the nets differ only in that the residual one adds what goes into a block to what comes out.
 *
 * @see He et al. 2016, §4.2 and figure 6, https://arxiv.org/abs/1512.03385
 */
export const residualAgainstPlain: Experiment = /* @__PURE__ */ twoNets({
  id: 'residual-against-plain',
  title: 'A net of 56 layers',
  year: 2015,
  source: 'He, Zhang, Ren and Sun, "Deep residual learning for image recognition"',
  plans: {
    test: { units: 16, rows: 400, epochs: 8, batchSize: 64, rates: [0.003, 0.01] },
    tour: { units: 32, epochs: 5, batchSize: 64, rates },
    proof: { units: 32, epochs: 15, batchSize: 64, rates },
  },
  nets: [
    { name: 'residual', inWords: 'with shortcuts', build: (units) => deepNet(units, true) },
    { name: 'plain', inWords: 'without', build: (units) => deepNet(units, false) },
  ],
  accuracy: 0.9,
  gain: 0.2,
});

function deepNet(units: number, shortcuts: boolean): Sequential {
  const blocks = Array.from({ length: BLOCKS }, () => {
    const body = new Sequential([...normalized(units, units), new Lambda(relu), ...normalized(units, units)]);
    return [shortcuts ? new Residual(body) : body, new Lambda(relu)];
  });
  return new Sequential([
    ...normalized(64, units),
    new Lambda(relu),
    ...blocks.flat(),
    new Dense(units, 10, { kernelInitializer: heGaussian }),
  ]);
}

function normalized(inputs: number, units: number): Module[] {
  return [
    new Dense(inputs, units, { useBias: false, kernelInitializer: heGaussian }),
    new BatchNormalization(units, { momentum: 0.9 }),
  ];
}
