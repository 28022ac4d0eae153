import { tf } from '../tfjs.ts';
import { at, build, type Float64, map, reduce, sumOver, zip } from './float64.ts';
import { type Case, normal, type Operation, positive } from './operation.ts';
import { softmaxTruth } from './reductions.ts';

/** Normalizations and losses. */
export function normalizations(): Operation[] {
  const rows = [[7], [3, 5], [2, 3, 1, 5], [3, 1]];
  const shown = (shape: number[]): string => `[${shape.join(', ')}]`;
  return [
    {
      name: 'softmax',
      cases: rows.map((shape) => ({
        name: shown(shape),
        inputs: [normal(...shape)],
        call: (x) => tf.softmax(x!),
        truth: (x) => softmaxTruth(x!),
      })),
    },
    {
      name: 'logSoftmax',
      cases: rows.map((shape) => ({
        name: shown(shape),
        inputs: [normal(...shape)],
        call: (x) => tf.logSoftmax(x!),
        truth: (x) => map(softmaxTruth(x!), Math.log),
      })),
    },
    {
      name: 'batchNorm',
      cases: [
        batchNorm([3, 2, 4, 5], [5]),
        batchNorm([3, 5], [5]),
        batchNorm([3, 2, 4, 5], [1, 1, 1, 5]),
        batchNorm([2, 3, 1, 2], [2, 3, 1, 2]),
      ],
    },
    {
      name: 'localResponseNormalization',
      cases: [1, 3].map((radius) => ({
        name: `radius ${radius}`,
        inputs: [normal(2, 2, 3, 7)],
        call: (x) => tf.localResponseNormalization(x as tf.Tensor4D, radius, 1.5, 0.7, 0.6),
        truth: (x) => neighbours(x!, radius, 1.5, 0.7, 0.6),
      })),
    },
    loss('losses.softmaxCrossEntropy', tf.losses.softmaxCrossEntropy, (labels, logits) => {
      const each = zip(labels, map(softmaxTruth(logits), Math.log), (p, q) => -p * q);
      return reduce(reduce(each, [1], false, sum), [0], false, mean);
    }),
    loss('losses.sigmoidCrossEntropy', tf.losses.sigmoidCrossEntropy, (labels, logits) =>
      overall(zip(labels, logits, (p, x) => Math.log1p(Math.exp(x)) - p * x)),
    ),
    loss('losses.meanSquaredError', tf.losses.meanSquaredError, (labels, x) =>
      overall(zip(labels, x, (a, b) => (a - b) ** 2)),
    ),
    loss('losses.huberLoss', tf.losses.huberLoss, (labels, x) =>
      overall(zip(labels, x, (a, b) => (Math.abs(a - b) <= 1 ? (a - b) ** 2 / 2 : Math.abs(a - b) - 0.5))),
    ),
  ];
}

function batchNorm(shape: number[], own: number[]): Case {
  return {
    name: `[${shape.join(', ')}] by [${own.join(', ')}]`,
    inputs: [normal(...shape), normal(...own), positive(...own), normal(...own), normal(...own)],
    call: (x, centre, variance, offset, scale) =>
      tf.batchNorm(x!, as1D(centre!), as1D(variance!), as1D(offset!), as1D(scale!), 0.01),
    truth: (x, centre, variance, offset, scale) => {
      const deviations = map(variance!, (v) => Math.sqrt(v + 0.01));
      const centred = zip(x!, centre!, (a, b) => a - b);
      const scaled = zip(
        zip(centred, deviations, (a, b) => a / b),
        scale!,
        (a, b) => a * b,
      );
      return zip(scaled, offset!, (a, b) => a + b);
    },
  };
}

function as1D(x: tf.Tensor): tf.Tensor1D {
  return x as tf.Tensor1D; // of any rank; the types of TensorFlow.js know two
}

/** x / (bias + alpha · Σ x² of the channels around)^beta */
function neighbours(x: Float64, radius: number, bias: number, alpha: number, beta: number): Float64 {
  return build(x.shape, (place) => {
    const around = sumOver(
      [2 * radius + 1],
      ([i]) => at(x, place.with(-1, place.at(-1)! + i! - radius)) ** 2,
    );
    return at(x, place) / (bias + alpha * around) ** beta;
  });
}

type Loss = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Labels are given and do not move: those of softmax cross-entropy have no gradient in TensorFlow.js that is right. */
function loss(name: string, call: Loss, truth: (labels: Float64, x: Float64) => Float64): Operation {
  const shares = [0.5, 0.25, 0.25, 0, 1, 0, 0.125, 0.125, 0.75, 0.5, 0, 0.5];
  const labels: Float64 = { shape: [4, 3], values: Float64Array.from(shares) };
  const one: Case = {
    name: '[4, 3]',
    inputs: [normal(4, 3)],
    call: (x) => call(tf.tensor2d(shares, [4, 3]), x!),
    truth: (x) => truth(labels, x!),
  };
  return { name, cases: [one] };
}

function overall(x: Float64): Float64 {
  return reduce(x, [0, 1], false, mean);
}

function sum(all: readonly number[]): number {
  return all.reduce((total, value) => total + value, 0);
}

function mean(all: readonly number[]): number {
  return sum(all) / all.length;
}
