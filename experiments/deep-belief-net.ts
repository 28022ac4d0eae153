import {
  accuracy,
  evaluate,
  normal,
  Random,
  seed,
  Sequential,
  sigmoid,
  sparseCategoricalCrossentropy,
  train,
} from '@thaw/core';
import { digits, type LabelledColumns, type Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { contrastiveDivergence, DeepBeliefNet, pretrain } from '@thaw/unsupervised';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { firstLayer } from './first-layer.ts';
import type { Picture } from './picture.ts';

interface Plan {
  readonly units: number;
  /** Rows for training and validation; all but the held-out fifth unless given. */
  readonly rows?: number;
  /** Epochs of each side in all: as many steps, those of pretraining included, a step of one machine counting as one. */
  readonly epochs: number;
  /** Epochs of contrastive divergence for each of the eight machines. */
  readonly pretraining: number;
  /** Adam's learning rates, of which each side takes the best on the validation rows. */
  readonly rates: readonly number[];
}

const plans: Record<Budget, Plan> = {
  test: { units: 16, rows: 300, epochs: 24, pretraining: 2, rates: [0.01] },
  tour: { units: 64, epochs: 40, pretraining: 3, rates: [0.003] },
  proof: { units: 64, epochs: 100, pretraining: 8, rates: [0.001, 0.003, 0.01] },
};
const HIDDEN_LAYERS = 8;
const BATCH = 32;

/**
 * Does pretraining help a deep net? Two nets of eight hidden sigmoid layers learn to read digits by Adam: the one begins
 * with Glorot's random weights, the other with those of a deep belief net that learnt the images without labels, layer
 * by layer. Both take as many steps, pretraining counted, and each the best of the same three learning rates.
 *
 * A stratified fifth, drawn by the seed, is held out for the figures; the rates are chosen on a tenth of the rest.
 *
 * @see Hinton, Osindero and Teh 2006, https://doi.org/10.1162/neco.2006.18.7.1527
 * @see Bengio et al. 2007, "Greedy layer-wise training of deep networks"
 */
export const deepBeliefNet: Experiment = {
  id: 'deep-belief-net',
  title: 'Layerwise pretraining of a deep net',
  year: 2006,
  source: 'Hinton, Osindero and Teh, "A fast learning algorithm for deep belief nets"',
  seeds: [1, 2, 3, 4, 5],
  bars: [
    {
      result: 'pretrainedAccuracy',
      claim: 'the pretrained net: at least 90% right on a held-out fifth, as the mean of seeds 1 to 5',
      atLeast: 0.9,
      over: 'mean',
      budgets: ['tour', 'proof'],
    },
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const plan = plans[budget];
    const random = new Random(value).fork('held-out');
    const { training: rest, test } = digits().split({ test: 0.2 }, { stratify: 'target', random });
    const rows = plan.rows === undefined ? rest : rest.shuffle(random).take(plan.rows);
    const data = { ...rows.split({ validation: 0.1 }, { stratify: 'target', random }), test };
    const sizes = [64, ...Array.from({ length: HIDDEN_LAYERS }, () => plan.units)];
    const net = new DeepBeliefNet(sizes, { kernelInitializer: normal(0.1) });
    try {
      const spent = yield* pretraining(net, data, plan);
      const left = plan.epochs - HIDDEN_LAYERS * plan.pretraining;
      const pretrained = yield* best('pretrained', () => net.layers(), data, plan, left, spent);
      const glorot = yield* best('random', () => randomLayers(plan.units), data, plan, plan.epochs, 0);
      const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
      return {
        results: {
          pretrainedAccuracy: pretrained.accuracy,
          randomAccuracy: glorot.accuracy,
          pretrainedRate: pretrained.rate,
          randomRate: glorot.rate,
        },
        summary:
          `${percent(pretrained.accuracy)} of ${test.rows} held-out digits right after pretraining, ` +
          `${percent(glorot.accuracy)} from random weights, each in ${plan.epochs} epochs of steps`,
        steps: spent + pretrained.steps + glorot.steps,
        pictures: [
          drawCurves([pretrained, glorot]),
          await drawDreams(net),
          await firstLayer(
            net,
            'Deep belief net: what 32 units of the first layer look for',
            'machines.0.kernel',
          ),
        ],
      };
    } finally {
      net.dispose();
    }
  },
};

type Digits = Table<LabelledColumns>;

interface Parts {
  readonly training: Digits;
  readonly validation: Digits;
  readonly test: Digits;
}

/** Teaches the machines; returns how many steps it took. */
async function* pretraining(
  net: DeepBeliefNet,
  data: Parts,
  plan: Plan,
): AsyncGenerator<Progress, number, void> {
  const rule = contrastiveDivergence({
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0.0002,
    sampleVisible: false,
  });
  const batches = data.training.batches(BATCH);
  const steps = HIDDEN_LAYERS * plan.pretraining * batches.length;
  let taken = 0;
  try {
    for await (const { step } of pretrain(net, batches, { rule, epochs: plan.pretraining })) {
      const draw = (): Promise<Picture> => drawDreams(net);
      yield { part: 'pretraining', step: ++taken, steps, loss: await step.loss, draw };
    }
    return taken;
  } finally {
    rule.dispose();
  }
}

interface Learned {
  readonly name: string;
  readonly rate: number;
  /** On the held-out rows. */
  readonly accuracy: number;
  readonly validationAccuracy: number;
  /** Validation accuracy over the steps, those of pretraining before them. */
  readonly curve: readonly (readonly [number, number])[];
  /** Over all rates. */
  readonly steps: number;
}

/** Trains a net at each rate and returns the one that is best on the validation rows. */
async function* best(
  name: string,
  layers: () => Dense[] | Promise<Dense[]>,
  data: Parts,
  plan: Plan,
  epochs: number,
  spent: number,
): AsyncGenerator<Progress, Learned, void> {
  const all: Learned[] = [];
  for (const rate of plan.rates) {
    const model = new Sequential([...(await layers()), new Dense(plan.units, 10)]);
    const optimizer = adam({ learningRate: rate });
    const batches = data.training.batches(BATCH);
    const steps = epochs * batches.length;
    const curve: [number, number][] = [];
    const measure = async (rows: Digits): Promise<number> =>
      (await evaluate(model, rows.batches(512), { metrics: [accuracy()] })).accuracy;
    try {
      const options = { loss: sparseCategoricalCrossentropy, optimizer, epochs };
      for await (const { step, loss } of train(model, batches, options)) {
        if (step % batches.length === 0) curve.push([spent + step, await measure(data.validation)]);
        const figures = curve.length > 0 ? { validationAccuracy: curve.at(-1)![1] } : {};
        yield { part: `${name}, rate ${rate}`, step, steps, loss: await loss, figures };
      }
      const validationAccuracy = curve.at(-1)![1];
      all.push({ name, rate, accuracy: await measure(data.test), validationAccuracy, curve, steps });
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  }
  const chosen = all.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a));
  return { ...chosen, steps: all.reduce((sum, { steps }) => sum + steps, 0) };
}

/** Glorot's weights, and biases of zero. */
function randomLayers(units: number): Dense[] {
  return Array.from(
    { length: HIDDEN_LAYERS },
    (_, i) => new Dense(i === 0 ? 64 : units, units, { activation: sigmoid }),
  );
}

function drawCurves(sides: readonly Learned[]): Picture {
  return {
    kind: 'lines',
    title: 'Deep belief net: part of the validation digits that are right',
    x: 'step, those of pretraining included',
    y: 'part right',
    series: sides.map(({ name, rate, curve }) => ({ name: `${name}, rate ${rate}`, points: curve })),
  };
}

/** What the net makes up, from the topmost layer down. */
async function drawDreams(net: DeepBeliefNet): Promise<Picture> {
  const dreams = net.sample(24, 100, new Random(1));
  const pixels = await dreams.data();
  dreams.dispose();
  return {
    kind: 'images',
    title: 'Deep belief net: what it dreams before it knows any label',
    side: 8,
    images: Array.from({ length: 24 }, (_, i) => ({
      caption: String(i + 1),
      pixels: Array.from(pixels.subarray(64 * i, 64 * i + 64)),
    })),
  };
}
