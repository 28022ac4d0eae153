import { ArgumentError, checkOptions, checkSize, describe, Random, sharedRandom, tf } from '@thaw/backend';
import type { LearningRule, Module, Parameter } from '@thaw/core';

import { checkPart, checkRate, checkRows } from './check-arguments.ts';
import { RBM } from './rbm.ts';

/** Options of `contrastiveDivergence`. */
export interface ContrastiveDivergenceOptions {
  /** Steps of Gibbs sampling for each update. @defaultValue 1 */
  readonly k?: number;
  /** @defaultValue 0.1 */
  readonly learningRate?: number;
  /** The part of its last movement that a weight keeps. @defaultValue 0 */
  readonly momentum?: number;
  /** How strongly the kernel is drawn to zero. @defaultValue 0 */
  readonly weightDecay?: number;
  /**
   * Whether the chains go on from update to update instead of beginning at the data: as many chains as the first batch
   * has rows, which is where they begin.
   * @defaultValue false
   */
  readonly persistent?: boolean;
  /**
   * Whether the visible units of a chain are drawn, as the theory has it. Their probabilities instead make less noise
   * where data are grey values or the hidden units of another machine (Hinton's practical guide, §3.2).
   * @defaultValue true
   */
  readonly sampleVisible?: boolean;
  /** What the chains draw from. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/** The gradient of the log-likelihood in each weight of a machine, or an estimate of it. */
export type RBMGradient = {
  /** [visible, hidden]. */
  readonly kernel: tf.Tensor2D;
  /** [visible]. */
  readonly visibleBias: tf.Tensor1D;
  /** [hidden]. */
  readonly hiddenBias: tf.Tensor1D;
};

/** What `contrastiveDivergence` makes. It keeps momentum and chains on the device until it is disposed. */
export interface ContrastiveDivergence extends LearningRule {
  readonly learningRate: number;
  dispose(): void;
}

/**
 * Contrastive divergence: raises the probability of the data and lowers that of what the machine makes of them.
 *
 * ΔW = α · (⟨v·h⟩ of the data − ⟨v·h⟩ after k steps of Gibbs sampling), and so for the biases
 *
 * With k without end this is the gradient of the log-likelihood; with k = 1 it is cheap and biased, and the likelihood
 * may fall again in a long training. Hidden units enter the averages with their probabilities. `persistent` chains
 * (Tieleman) need small rates, so that the machine changes more slowly than they move.
 *
 * The number `train` shows as the loss is the mean squared error of one reconstruction, v → p(h | v) → p(v | h), before
 * the update: it says that learning goes on, not how likely the data have become (`logLikelihood` does).
 *
 * @throws {ArgumentError} when an option is out of its range, or the module is no `RBM` or is frozen.
 * @throws {ShapeError} when the input is not [batch, visible].
 * @see Hinton 2002, https://doi.org/10.1162/089976602760128018
 * @see Tieleman 2008, https://doi.org/10.1145/1390156.1390290
 * @example
 * ```ts
 * import { fit } from '@thaw/core';
 * import { contrastiveDivergence, RBM } from '@thaw/unsupervised';
 *
 * const input = { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] };
 * const rule = contrastiveDivergence({ k: 10, learningRate: 0.05, momentum: 0.9 });
 * await fit(new RBM(2, 2), [{ input }], { rule, epochs: 20 });
 * rule.dispose();
 * ```
 */
export function contrastiveDivergence(options: ContrastiveDivergenceOptions = {}): ContrastiveDivergence {
  const names = ['k', 'learningRate', 'momentum', 'weightDecay', 'persistent', 'sampleVisible', 'random'];
  checkOptions('contrastiveDivergence', options, names);
  return new Divergence(options);
}

class Divergence implements ContrastiveDivergence {
  readonly learningRate: number;
  readonly #k: number;
  readonly #momentum: number;
  readonly #weightDecay: number;
  readonly #persistent: boolean;
  readonly #sampleVisible: boolean;
  readonly #random: Random;
  readonly #chains = new Map<RBM, tf.Variable>();
  readonly #velocities = new Map<RBM, Record<keyof RBMGradient, tf.Variable>>();

  constructor(options: ContrastiveDivergenceOptions) {
    const { k = 1, learningRate = 0.1, momentum = 0, weightDecay = 0, persistent = false } = options;
    const { sampleVisible = true, random = sharedRandom().fork() } = options;
    this.#k = checkSize('contrastiveDivergence', 'k', k);
    this.learningRate = checkRate('contrastiveDivergence', 'learningRate', learningRate);
    this.#momentum = checkPart('contrastiveDivergence', 'momentum', momentum);
    this.#weightDecay = checkPart('contrastiveDivergence', 'weightDecay', weightDecay);
    this.#persistent = persistent;
    this.#sampleVisible = sampleVisible;
    if (!(random instanceof Random)) {
      throw new ArgumentError(
        `contrastiveDivergence: random is a generator, such as new Random(7), got ${describe(random)}.`,
      );
    }
    this.#random = random;
  }

  update(module: Module, input: tf.Tensor): tf.Scalar {
    const rbm = requireMachine(module);
    checkRows(`contrastiveDivergence of ${rbm.title}`, 'input', input, rbm.visible);
    return tf.tidy(() => {
      const chain = this.#persistent ? this.#chainOf(rbm, input) : undefined;
      const fantasies = this.#dream(rbm, chain ?? input);
      chain?.assign(fantasies);
      const error = rbm.backward(rbm.forward(input)).sub(input).square().mean<tf.Scalar>();
      const { kernel, visibleBias, hiddenBias } = contrastiveGradient(rbm, input, fantasies);
      const decay = rbm.kernel.value.mul<tf.Tensor2D>(this.#weightDecay);
      this.#climb(rbm, { kernel: kernel.sub(decay), visibleBias, hiddenBias });
      return error;
    });
  }

  dispose(): void {
    for (const velocity of this.#velocities.values()) tf.dispose({ ...velocity });
    for (const chain of this.#chains.values()) chain.dispose();
    this.#velocities.clear();
    this.#chains.clear();
  }

  /** What the machine makes of states in k steps. */
  #dream(rbm: RBM, states: tf.Tensor): tf.Tensor {
    if (this.#sampleVisible) return rbm.gibbs(states, this.#k, this.#random);
    let visible = states;
    for (let i = 0; i < this.#k; i++) visible = rbm.backward(rbm.sampleHidden(visible, this.#random));
    return visible;
  }

  #climb(rbm: RBM, gradient: RBMGradient): void {
    const velocity = this.#momentum > 0 ? this.#velocityOf(rbm) : undefined;
    for (const name of ['kernel', 'visibleBias', 'hiddenBias'] as const) {
      let change = gradient[name].mul<tf.Tensor>(this.learningRate);
      if (velocity) {
        change = velocity[name].mul(this.#momentum).add(change);
        velocity[name].assign(change);
      }
      const weights = rbm[name].value;
      weights.assign(weights.add(change));
    }
  }

  #chainOf(rbm: RBM, input: tf.Tensor): tf.Variable {
    const chain = this.#chains.get(rbm) ?? tf.variable(input, false);
    this.#chains.set(rbm, chain);
    return chain;
  }

  #velocityOf(rbm: RBM): Record<keyof RBMGradient, tf.Variable> {
    const still = (weight: Parameter) => tf.variable(tf.zeros([...weight.shape]), false);
    const velocity = this.#velocities.get(rbm) ?? {
      kernel: still(rbm.kernel),
      visibleBias: still(rbm.visibleBias),
      hiddenBias: still(rbm.hiddenBias),
    };
    this.#velocities.set(rbm, velocity);
    return velocity;
  }
}

/**
 * The estimate of the gradient that contrastive divergence climbs: averages over the data less averages over what the
 * machine made, `rbm.gibbs(data, k, random)`.
 *
 * Shapes: data and fantasies [rows, visible], each with rows of its own.
 *
 * @throws {ShapeError} when one of them is not [rows, visible].
 */
export function contrastiveGradient(rbm: RBM, data: tf.Tensor, fantasies: tf.Tensor): RBMGradient {
  return tf.tidy(() => {
    const [up, down] = [averages(rbm, data), averages(rbm, fantasies)];
    return {
      kernel: up.kernel.sub<tf.Tensor2D>(down.kernel),
      visibleBias: up.visibleBias.sub<tf.Tensor1D>(down.visibleBias),
      hiddenBias: up.hiddenBias.sub<tf.Tensor1D>(down.hiddenBias),
    };
  });
}

/** ⟨v·h⟩, ⟨v⟩ and ⟨h⟩ over the rows, hidden units with their probabilities. */
function averages(rbm: RBM, visible: tf.Tensor): RBMGradient {
  const hidden = rbm.forward(visible) as tf.Tensor2D;
  return {
    kernel: tf.matMul(visible as tf.Tensor2D, hidden, true).div(visible.shape[0]!),
    visibleBias: visible.mean(0),
    hiddenBias: hidden.mean(0),
  };
}

function requireMachine(module: Module): RBM {
  if (!(module instanceof RBM)) {
    throw new ArgumentError(
      `contrastiveDivergence: ${module.title} is no RBM; the rule teaches one, such as new RBM(9, 16).`,
    );
  }
  if ([...module.parameters().values()].every(({ trainable }) => trainable)) return module;
  throw new ArgumentError(
    `contrastiveDivergence: the weights of ${module.title} must be trainable, and one is frozen.`,
  );
}
