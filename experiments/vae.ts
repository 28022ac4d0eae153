import { evaluate, type Objective, Random, relu, seed, Sequential, train } from '@thaw/core';
import { digits, type LabelledColumns, type Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { negativeElbo, VAE } from '@thaw/unsupervised';

import { codesOf, drawCodes, drawDream, drawDreams, drawReconstructions, LATENT, PIXELS } from './dreams.ts';
import {
  type Answer,
  type Budget,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
} from './experiment.ts';
import type { Lines, Picture } from './picture.ts';

const epochs: Record<Budget, number> = { test: 4, tour: 60, proof: 150 };

/**
 * A variational autoencoder with a code of two numbers learns the digits without their labels. Then it is asked what
 * images stand at codes that no digit had: it dreams.
 *
 * What is made small is β · divergence − reconstruction. With β = 1 that is the negated evidence lower bound. With 0 nobody
 * minds where the codes lie, as in an autoencoder, and most of the plane stays empty; with a large β all codes lie at one place.
 *
 * A stratified fifth of the digits, drawn by the seed, is held out; the evidence lower bound on it is what is judged.
 *
 * @see Kingma and Welling 2014, https://arxiv.org/abs/1312.6114; Higgins et al. 2017, "beta-VAE"
 */
export const vae: Experiment = {
  id: 'vae',
  title: 'What a variational autoencoder dreams',
  year: 2014,
  source: 'Kingma and Welling, "Auto-encoding variational Bayes"',
  seeds: [1, 2, 3, 4, 5],
  settings: [
    {
      kind: 'number',
      name: 'beta',
      label: 'β, weight of the divergence',
      low: 0,
      high: 20,
      step: 0.5,
      value: 1,
    },
    {
      kind: 'number',
      name: 'learningRate',
      label: 'Learning rate',
      low: 0.0001,
      high: 0.1,
      step: 0.0001,
      value: 0.003,
      logarithmic: true,
    },
    { kind: 'number', name: 'hidden', label: 'Hidden units', low: 8, high: 256, step: 8, value: 128 },
  ],
  bars: [
    {
      result: 'testElbo',
      claim:
        'evidence lower bound at least −25 nats a digit on a held-out fifth, as the mean of seeds 1 to 5',
      atLeast: -25,
      over: 'mean',
      budgets: ['tour', 'proof'],
    },
  ],

  async *run(options): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const random = new Random(options.seed).fork('held-out');
    const { training, test } = digits().split({ test: 0.2 }, { stratify: 'target', random });
    const model = build(numberOf(vae, options, 'hidden'));
    const optimizer = adam({ learningRate: numberOf(vae, options, 'learningRate') });
    const draw = (): Promise<Picture> => drawDreams(model);
    const answer: Answer = ({ data }) => drawDream(model, [...data]);
    const batches = training.batches(64);
    const steps = epochs[options.budget] * batches.length;
    const learnt: [number, number][] = [];
    const held: [number, number][] = [];
    let sum = 0;
    let figures: Record<string, number> = {};
    let finished = false;
    try {
      const objective = weighted(numberOf(vae, options, 'beta'));
      const learning = { objective, optimizer, epochs: epochs[options.budget] };
      for await (const { step, loss } of train(model, batches, learning)) {
        sum += await loss;
        if (step % batches.length === 0) {
          learnt.push([step, -sum / batches.length]);
          sum = 0;
        }
        if (step % (2 * batches.length) === 0) {
          figures = await measure(model, training, test);
          held.push([step, figures['testElbo']!]);
        }
        yield { part: 'VAE', step, steps, loss: await loss, figures, draw, answer };
      }
      const results = await measure(model, training, test);
      finished = true;
      return {
        results: { ...results, trainingElbo: await elboOf(model, training) },
        summary: `evidence lower bound ${results['testElbo']!.toFixed(2)} nats a digit on ${test.rows} held-out digits`,
        steps,
        pictures: [
          await draw(),
          await drawCodes(model, test),
          drawCurves(learnt, held),
          await drawReconstructions(model, test),
        ],
        ...(options.keepModel && { answer }),
      };
    } finally {
      optimizer.dispose();
      if (!finished || !options.keepModel) model.dispose();
    }
  },
};

/** β · divergence − reconstruction, the mean over the batch. */
function weighted(beta: number): Objective<VAE> {
  return (model, { input }, context) => {
    const { reconstruction, divergence } = model.evidence(input, context);
    return divergence.mul(beta).sub(reconstruction).mean();
  };
}

function build(hidden: number): VAE {
  const encoder = new Sequential([
    new Dense(PIXELS, hidden, { activation: relu }),
    new Dense(hidden, 2 * LATENT),
  ]);
  const decoder = new Sequential([
    new Dense(LATENT, hidden, { activation: relu }),
    new Dense(hidden, PIXELS),
  ]);
  return new VAE(LATENT, encoder, decoder);
}

type Digits = Table<LabelledColumns>;

/** The mean evidence lower bound of a digit. */
async function elboOf(model: VAE, rows: Digits): Promise<number> {
  const { loss } = await evaluate(model, rows.batches(512, { shuffle: false }), { objective: negativeElbo });
  return -loss!;
}

/** How well it knows digits it never saw, and how its codes fill the plane. */
async function measure(model: VAE, training: Digits, test: Digits): Promise<Record<string, number>> {
  const testElbo = await elboOf(model, test);
  const { spread, divergence, visited } = await codesOf(model, training);
  return { testElbo, divergence, spread, visited };
}

function drawCurves(
  learnt: readonly (readonly [number, number])[],
  held: readonly (readonly [number, number])[],
): Lines {
  return {
    kind: 'lines',
    title: 'VAE: the loss, negated, and the evidence lower bound',
    x: 'step',
    y: 'nats a digit',
    series: [
      { name: 'minus the loss, by epoch', points: learnt },
      { name: 'bound, held out', points: held },
    ],
  };
}
