import { ArgumentError, checkSize, describe, type Random, tf } from '@thaw/backend';
import { type Context, type InputValues, Module, sigmoid } from '@thaw/core';
import { Dense } from '@thaw/layers';

import { RBM, type RBMOptions } from './rbm.ts';

/**
 * A stack of restricted Boltzmann machines, each of which takes the hidden units of the one below as its data.
 *
 * `pretrain` teaches them one after another. Then `sample` dreams: the two top layers settle by Gibbs sampling, and what
 * they settle on is sent down. Or `layers` makes them the first layers of a net that goes on learning by gradients.
 *
 * Shapes: input [batch, sizes[0]], from 0 to 1 → the probabilities of the topmost units, [batch, sizes.at(-1)].
 * Weights: those of `machines`.
 *
 * @throws {ArgumentError} when there are fewer than two sizes, or one is not a whole number from 1 on.
 * @see Hinton, Osindero and Teh 2006, https://doi.org/10.1162/neco.2006.18.7.1527
 * @example
 * ```ts
 * import { Sequential } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 * import { DeepBeliefNet } from '@thaw/unsupervised';
 *
 * const net = new DeepBeliefNet([64, 48, 32]); // pretrain(net, batches, …) comes here
 * const classifier = new Sequential([...(await net.layers()), new Dense(32, 10)]);
 * console.log(classifier.layers.length); // 3
 * ```
 */
export class DeepBeliefNet extends Module {
  readonly machines: readonly RBM[];

  /**
   * @param sizes how many units each layer has, the data first.
   * @param options those of each `RBM`.
   */
  constructor(sizes: readonly number[], options: RBMOptions = {}) {
    super();
    if (!Array.isArray(sizes) || sizes.length < 2) {
      throw new ArgumentError(
        `DeepBeliefNet: sizes are the units of each layer, two layers at least, such as [64, 48, 32], got ${describe(sizes)}.`,
      );
    }
    for (const [i, size] of sizes.entries()) checkSize('DeepBeliefNet', `size ${i}`, size);
    this.machines = sizes.slice(1).map((size, i) => new RBM(sizes[i]!, size, options));
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(input: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.machines.reduce((value, machine) => machine.forward(value, context), input);
  }

  override checkValues(values: InputValues): void {
    this.machines[0]!.checkValues(values);
  }

  /** Sigmoid layers with copies of the weights, the undermost first: the beginning of a net for something else. */
  async layers(): Promise<Dense[]> {
    return Promise.all(
      this.machines.map(async ({ visible, hidden, kernel, hiddenBias }) => {
        const [weights, biases] = [await kernel.data(), await hiddenBias.data()];
        return new Dense(visible, hidden, {
          activation: sigmoid,
          kernelInitializer: () => weights,
          biasInitializer: () => biases,
        });
      }),
    );
  }

  /**
   * Dreams: `steps` of Gibbs sampling in the topmost machine, from where chance puts its units, and then down.
   *
   * @returns the probabilities of the visible units, [count, sizes[0]]; the caller's to dispose.
   * @throws {ArgumentError} when count or steps is not a whole number from 1 on, or there is no generator.
   */
  sample(count: number, steps: number, random: Random): tf.Tensor {
    checkSize(this.title, 'count', count);
    const top = this.machines.at(-1)!;
    return tf.tidy(() => {
      const start = tf.fill([count, top.visible], 0.5);
      let hidden = top.sampleHidden(top.gibbs(start, steps, random), random);
      for (const machine of this.machines.slice(1).reverse()) hidden = machine.sampleVisible(hidden, random);
      return this.machines[0]!.backward(hidden);
    });
  }
}
