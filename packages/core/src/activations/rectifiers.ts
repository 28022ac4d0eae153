import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';

import { type Activation, type ConfigurableActivation, fused } from './activation.ts';

/**
 * x itself.
 * @example
 * ```ts
 * import { linear, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * linear(tf.tensor1d([-2, 3])).print(); // -2 and 3
 * ```
 */
export const linear: Activation = /* @__PURE__ */ fused('linear');

/**
 * max(x, 0), the rectifier.
 * @see Nair and Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf
 * @example
 * ```ts
 * import { relu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * relu(tf.tensor1d([-2, 3])).print(); // 0 and 3
 * ```
 */
export const relu: Activation = /* @__PURE__ */ fused('relu');

/**
 * min(max(x, 0), 6): a rectifier whose outputs fit into few bits.
 * @see Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10"
 * @example
 * ```ts
 * import { relu6, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * relu6(tf.tensor1d([-2, 3, 8])).print(); // 0, 3 and 6
 * ```
 */
export const relu6: Activation = (input) => tf.relu6(input);

/** Options of `leakyRelu.with`. */
export interface LeakyReluOptions {
  /** What x is multiplied by below 0. @defaultValue 0.2 */
  readonly negativeSlope?: number;
}

/**
 * x above 0, 0.2·x elsewhere: no unit is ever dead. PyTorch's slope is 0.01: `leakyRelu.with({ negativeSlope: 0.01 })`; for one that is
 * learnt see `PReLU` of `@thaw/layers`.
 *
 * @throws {ArgumentError} when the slope is not a finite number.
 * @see Maas, Hannun and Ng 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf
 * @example
 * ```ts
 * import { leakyRelu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * leakyRelu.with({ negativeSlope: 0.5 })(tf.tensor1d([-2, 3])).print(); // -1 and 3
 * ```
 */
export const leakyRelu: ConfigurableActivation<LeakyReluOptions> = /* @__PURE__ */ Object.assign(
  leakyBy(0.2),
  {
    with(options: LeakyReluOptions): Activation {
      checkOptions('leakyRelu.with', options, ['negativeSlope']);
      const { negativeSlope = 0.2 } = options;
      requireFinite('leakyRelu.with', 'negativeSlope', negativeSlope);
      return leakyBy(negativeSlope);
    },
  },
);

function leakyBy(negativeSlope: number): Activation {
  return function leakyRelu(input) {
    return tf.leakyRelu(input, negativeSlope);
  };
}

/** Options of `elu.with`. */
export interface EluOptions {
  /** The bound below is −alpha. @defaultValue 1 */
  readonly alpha?: number;
}

/**
 * x above 0, eˣ − 1 elsewhere: a rectifier whose mean is nearer to 0. `elu.with({ alpha })` has the bound −alpha below: α·(eˣ − 1).
 *
 * @throws {ArgumentError} when alpha is not a finite number.
 * @see Clevert, Unterthiner and Hochreiter 2015, https://arxiv.org/abs/1511.07289
 * @example
 * ```ts
 * import { elu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * elu(tf.tensor1d([-1, 3])).print(); // 1/e − 1 = -0.6321, and 3
 * elu.with({ alpha: 2 })(tf.tensor1d([-1, 3])).print(); // -1.2642 and 3
 * ```
 */
export const elu: ConfigurableActivation<EluOptions> = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ fused('elu'),
  {
    with(options: EluOptions): Activation {
      checkOptions('elu.with', options, ['alpha']);
      const { alpha = 1 } = options;
      requireFinite('elu.with', 'alpha', alpha);
      return function elu(input) {
        return tf.tidy(() => tf.add(tf.relu(input), tf.mul(tf.elu(tf.minimum(input, 0)), alpha)));
      };
    },
  },
);

/**
 * λ·x above 0, λ·α·(eˣ − 1) elsewhere, with λ = 1.0507 and α = 1.67326: outputs of mean 0 and variance 1 stay so from layer to
 * layer, where the kernels are drawn by `lecunNormal`.
 * @see Klambauer et al. 2017, https://arxiv.org/abs/1706.02515
 * @example
 * ```ts
 * import { selu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * selu(tf.tensor1d([-1, 3])).print(); // -1.1113 and 3.1521
 * ```
 */
export const selu: Activation = (input) => tf.selu(input);

/**
 * x·Φ(x), Φ the distribution function of the normal: a rectifier with a round knee. Φ(x) = (1 + erf(x/√2))/2.
 * @see Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
 * @example
 * ```ts
 * import { gelu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * gelu(tf.tensor1d([-1, 3])).print(); // -0.1587 and 2.996
 * ```
 */
export const gelu: Activation = /* @__PURE__ */ fused('gelu');

/**
 * `gelu` with Φ approximated by tanh: x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2. The GELU of GPT-2, where the difference
 * of up to 0.0005 counts.
 * @see Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
 * @example
 * ```ts
 * import { geluTanh, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * geluTanh(tf.tensor1d([-1, 3])).print(); // -0.1588 and 2.9964
 * ```
 */
export const geluTanh: Activation = /* @__PURE__ */ fused('geluTanh');

/**
 * x·σ(x), also called swish.
 * @see Ramachandran, Zoph and Le 2017, https://arxiv.org/abs/1710.05941
 * @example
 * ```ts
 * import { silu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * silu(tf.tensor1d([-1, 3])).print(); // -0.2689 and 2.8577
 * ```
 */
export const silu: Activation = (input) => tf.tidy(() => tf.mul(input, tf.sigmoid(input)));

/**
 * x·tanh(ln(1 + eˣ)).
 * @see Misra 2019, https://arxiv.org/abs/1908.08681
 * @example
 * ```ts
 * import { mish, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * mish(tf.tensor1d([-1, 3])).print(); // -0.3034 and 2.9865
 * ```
 */
export const mish: Activation = (input) => tf.tidy(() => tf.mul(input, tf.tanh(tf.softplus(input))));

/**
 * ln(1 + eˣ): a smooth rectifier, and what makes any number a positive one. Its derivative is the sigmoid.
 * @see Dugas et al. 2000, https://proceedings.neurips.cc/paper/2000/hash/44968aece94f667e4095002d140b5896-Abstract.html
 * @example
 * ```ts
 * import { softplus, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * softplus(tf.tensor1d([0, 3])).print(); // ln 2 = 0.6931, and 3.0486
 * ```
 */
export const softplus: Activation = (input) => tf.softplus(input);

function requireFinite(owner: string, name: string, value: unknown): void {
  if (Number.isFinite(value)) return;
  throw new ArgumentError(`${owner}: ${name} must be a number, got ${describe(value)}.`);
}
