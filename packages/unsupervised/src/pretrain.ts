import { ArgumentError, checkOptions, checkSize, describe, tf } from '@thaw/backend';
import { type Batches, type LearningRule, type Step, train } from '@thaw/core';

import { DeepBeliefNet } from './deep-belief-net.ts';
import type { RBM } from './rbm.ts';

/** Options of `pretrain`. */
export interface PretrainOptions {
  /** What teaches each machine, such as `contrastiveDivergence()`. */
  readonly rule: LearningRule & { readonly learningRate?: number };
  /** How often each machine sees all batches. @defaultValue 1 */
  readonly epochs?: number;
}

/** One step of one machine. */
export interface PretrainStep {
  /** Which machine, counted from 1. */
  readonly layer: number;
  readonly step: Step;
}

/**
 * Greedy layerwise pretraining: the first machine learns the data, the second what the first makes of them, and so on;
 * a machine that has learnt stays as it is.
 *
 * What goes up are probabilities, not samples, which is less noisy (Hinton's practical guide, §3.2).
 *
 * @throws {ArgumentError} when the net is no `DeepBeliefNet`, there is no rule, or the data are not from 0 to 1.
 * @see Hinton, Osindero and Teh 2006, https://doi.org/10.1162/neco.2006.18.7.1527
 * @see Bengio et al. 2007, "Greedy layer-wise training of deep networks", for the pretraining of a classifier
 * @example
 * ```ts
 * import { contrastiveDivergence, DeepBeliefNet, pretrain } from '@thaw/unsupervised';
 *
 * const input = { data: Float32Array.of(1, 1, 0, 0, 0, 0, 1, 1), shape: [2, 4] };
 * const net = new DeepBeliefNet([4, 3, 2]);
 * const rule = contrastiveDivergence({ learningRate: 0.1 });
 * for await (const { layer, step } of pretrain(net, [{ input }], { rule, epochs: 20 })) {
 *   if (step.epoch === 20) console.log(layer, await step.loss);
 * }
 * ```
 */
export async function* pretrain(
  net: DeepBeliefNet,
  batches: Batches,
  options: PretrainOptions,
): AsyncGenerator<PretrainStep, void, void> {
  if (!(net instanceof DeepBeliefNet)) {
    throw new ArgumentError(
      `pretrain: the first argument is a DeepBeliefNet, whose layers() begin any other net, got ${describe(net)}.`,
    );
  }
  checkOptions('pretrain', options, ['rule', 'epochs']);
  const { rule, epochs = 1 } = options;
  checkSize('pretrain', 'epochs', epochs);
  if (typeof rule?.update !== 'function') {
    throw new ArgumentError(
      `pretrain: rule teaches each machine, such as contrastiveDivergence(), got ${describe(rule)}.`,
    );
  }
  for (const [i, machine] of net.machines.entries()) {
    const lower = above(net.machines.slice(0, i), machine, rule);
    for await (const step of train(net, batches, { rule: lower, epochs })) yield { layer: i + 1, step };
  }
}

/** The rule, applied to a machine that sees the data through the ones below it. */
function above(
  below: readonly RBM[],
  machine: RBM,
  rule: PretrainOptions['rule'],
): LearningRule & { readonly learningRate?: number } {
  return {
    ...(rule.learningRate !== undefined && { learningRate: rule.learningRate }),
    update: (_, input) =>
      tf.tidy(() =>
        rule.update(
          machine,
          below.reduce((value, each) => each.forward(value), input),
        ),
      ),
  };
}
