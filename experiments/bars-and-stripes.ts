import { type ArrayData, Random, seed, sharedRandom, tf, train } from '@thaw/core';
import { barsAndStripes as patternsOf } from '@thaw/datasets';
import {
  contrastiveDivergence,
  contrastiveGradient,
  likelihoodGradient,
  logLikelihood,
  RBM,
  type RBMGradient,
} from '@thaw/unsupervised';

import { type Budget, type Experiment, numberOf, type Outcome, type Progress } from './experiment.ts';
import type { Picture } from './picture.ts';

const steps: Record<Budget, number> = { test: 210, tour: 1400, proof: 4200 };
/** The rates in turn, and which part of the steps each is kept: the last ones let the chains settle. */
const stages: readonly (readonly [rate: number, part: number])[] = [
  [0.1, 4 / 7],
  [0.025, 2 / 7],
  [0.00625, 1 / 7],
];
const COPIES = 10; // of each pattern in a batch, so that many chains share the noise

/**
 * A restricted Boltzmann machine of 9 visible and 16 hidden units learns the 14 patterns of bars and stripes of 3x3. It
 * is so small that its likelihood, and the gradient of it, can be computed exactly beside contrastive divergence.
 *
 * With ten steps of Gibbs sampling for each update the likelihood climbs close to its bound, −ln 14; with a single one
 * the gradient is biased, points ever less where the likelihood grows, and the likelihood comes to rest below.
 *
 * @see Hinton 2002, https://doi.org/10.1162/089976602760128018
 * @see Fischer and Igel 2010, https://doi.org/10.1007/978-3-642-15825-4_26, on the divergence
 */
export const barsAndStripes: Experiment = {
  id: 'bars-and-stripes',
  title: 'A Boltzmann machine learns bars and stripes',
  year: 2002,
  source: 'Hinton, "Training products of experts by minimizing contrastive divergence"',
  seeds: [1, 2, 3, 4, 5],
  settings: [
    { kind: 'number', name: 'k', label: 'steps of sampling (k)', low: 1, high: 20, step: 1, value: 10 },
    { kind: 'number', name: 'hidden', label: 'hidden units', low: 2, high: 32, step: 1, value: 16 },
  ],
  bars: [
    {
      result: 'gap',
      claim: 'CD-10: mean log-likelihood at the end of training within 0.2 nats of the bound, −ln 14',
      atMost: 0.2,
      over: 'each',
      budgets: ['tour', 'proof'],
    },
  ],

  async *run(options): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const k = numberOf(barsAndStripes, options, 'k');
    const hidden = numberOf(barsAndStripes, options, 'hidden');
    const patterns = patternsOf(3).column('input');
    const bound = -Math.log(patterns.shape[0]!);
    const one = yield* learn(1, hidden, steps[options.budget]);
    one.rbm.dispose();
    const many = yield* learn(k, hidden, steps[options.budget]);
    try {
      const ends = [many, one].map(({ path }) => path.at(-1)!);
      const [end, endOfOne] = ends as [Point, Point];
      const best = Math.max(...many.path.map((point) => point.logLikelihood));
      const bestOfOne = Math.max(...one.path.map((point) => point.logLikelihood));
      return {
        results: {
          gap: bound - end.logLikelihood,
          logLikelihood: end.logLikelihood,
          bestLogLikelihood: best,
          logLikelihoodOfCD1: endOfOne.logLikelihood,
          bestLogLikelihoodOfCD1: bestOfOne,
          cosineOfCD1: endOfOne.cosine,
        },
        summary:
          `log-likelihood at the end ${end.logLikelihood.toFixed(3)} by CD-${k}, ` +
          `${endOfOne.logLikelihood.toFixed(3)} by CD-1 (its best was ${bestOfOne.toFixed(3)}), bound ${bound.toFixed(3)}`,
        steps: 2 * steps[options.budget],
        pictures: [
          drawLikelihoods(k, many.path, one.path, bound),
          drawCosines(one.path),
          await drawDreams(many.rbm, `dreams of the machine taught by CD-${k}`),
          drawPatterns(patterns),
        ],
      };
    } finally {
      many.rbm.dispose();
    }
  },
};

/** How things stand after a step. */
interface Point {
  readonly step: number;
  readonly logLikelihood: number;
  /** The cosine of the gradient of CD-1 and the exact one. */
  readonly cosine: number;
}

async function* learn(
  k: number,
  hidden: number,
  count: number,
): AsyncGenerator<Progress, { rbm: RBM; path: Point[] }, void> {
  const patterns = patternsOf(3);
  const rows = Array.from({ length: COPIES * patterns.rows }, (_, i) => i % patterns.rows);
  const batch = { input: patterns.select(rows).column('input') };
  const rbm = new RBM(9, hidden);
  const random = sharedRandom().fork();
  const path: Point[] = [];
  const every = Math.max(10, Math.round(count / 70));
  let step = 0;
  let finished = false;
  try {
    for (const [learningRate, part] of stages) {
      const rule = contrastiveDivergence({ k, learningRate, momentum: 0.9 });
      try {
        for await (const { loss } of train(rbm, [batch], { rule, epochs: Math.round(part * count) })) {
          if (step++ % every === 0 || step === count) path.push(await look(rbm, step, random));
          const { logLikelihood: figure } = path.at(-1)!;
          const draw = (): Promise<Picture> => drawDreams(rbm, `dreams after step ${step}`);
          yield {
            part: `CD-${k}`,
            step,
            steps: count,
            loss: await loss,
            figures: { logLikelihood: figure },
            draw,
          };
        }
      } finally {
        rule.dispose();
      }
    }
    finished = true;
    return { rbm, path };
  } finally {
    if (!finished) rbm.dispose();
  }
}

/** The exact likelihood, and how the gradient that CD-1 estimates, over many chains, lies to the exact one. */
async function look(rbm: RBM, step: number, random: Random): Promise<Point> {
  const patterns = patternsOf(3);
  const chains = Array.from({ length: 64 * patterns.rows }, (_, i) => i % patterns.rows);
  const { data, shape } = patterns.select(chains).column('input');
  const exact = await likelihoodGradient(rbm, patterns.column('input'));
  const estimate = tf.tidy(() => {
    const input = tf.tensor(data, [...shape]);
    return contrastiveGradient(rbm, input, rbm.gibbs(input, 1, random));
  });
  const [a, b] = [await flat(exact), await flat(estimate)];
  tf.dispose([exact, estimate]);
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return { step, cosine, logLikelihood: await logLikelihood(rbm, patterns.column('input')) };
}

async function flat({ kernel, visibleBias, hiddenBias }: RBMGradient): Promise<number[]> {
  return [...(await kernel.data()), ...(await visibleBias.data()), ...(await hiddenBias.data())];
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function drawLikelihoods(k: number, many: Point[], one: Point[], bound: number): Picture {
  const curve = (path: Point[]) => path.map(({ step, logLikelihood }) => [step, logLikelihood] as const);
  const ends = [many[0]!, many.at(-1)!];
  return {
    kind: 'lines',
    title: 'Bars and stripes: exact mean log-likelihood',
    x: 'step',
    y: 'nats',
    series: [
      { name: `CD-${k}`, points: curve(many) },
      { name: 'CD-1', points: curve(one) },
      { name: 'bound, −ln 14', points: ends.map(({ step }) => [step, bound] as const) },
    ],
  };
}

function drawCosines(one: Point[]): Picture {
  return {
    kind: 'lines',
    title: 'Bars and stripes: cos of the gradient of CD-1 and the exact one, in the training by CD-1',
    x: 'step',
    y: 'cos',
    series: [{ name: 'cos', points: one.map(({ step, cosine }) => [step, cosine] as const) }],
  };
}

/** Where chains come to that begin at chance. */
async function drawDreams(rbm: RBM, title: string): Promise<Picture> {
  const start = tf.tensor2d(Float32Array.from(new Random(1).bernoulli(9 * 24, 0.5)), [24, 9]);
  const dreams = rbm.gibbs(start, 500, new Random(2));
  const data = Float32Array.from(await dreams.data());
  tf.dispose([start, dreams]);
  return drawImages(title, { data, shape: [24, 9] });
}

function drawPatterns(patterns: ArrayData): Picture {
  return drawImages('the patterns', patterns);
}

function drawImages(title: string, { data, shape }: ArrayData): Picture {
  return {
    kind: 'images',
    title: `Bars and stripes: ${title}`,
    side: 3,
    images: Array.from({ length: shape[0]! }, (_, i) => ({
      caption: String(i + 1),
      pixels: Array.from(data.subarray(9 * i, 9 * i + 9)),
    })),
  };
}
