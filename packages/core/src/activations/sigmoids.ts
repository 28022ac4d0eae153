import { tf } from '@thaw/backend';

import { type Activation, fused } from './activation.ts';

/**
 * 1 / (1 + e⁻ˣ).
 * @see Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0
 * @example
 * ```ts
 * import { sigmoid, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * sigmoid(tf.tensor1d([0, 3])).print(); // 0.5 and 0.9526
 * ```
 */
export const sigmoid: Activation = /* @__PURE__ */ fused('sigmoid');

/**
 * The sigmoid in three straight pieces: x/6 + ½, held within [0, 1].
 * @see Howard et al. 2019, https://arxiv.org/abs/1905.02244
 * @example
 * ```ts
 * import { hardSigmoid, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * hardSigmoid(tf.tensor1d([-4, 0, 1.5])).print(); // 0, 0.5 and 0.75
 * ```
 */
export const hardSigmoid: Activation = (input) =>
  tf.tidy(() => tf.clipByValue(tf.add(tf.mul(input, 1 / 6), 0.5), 0, 1));

/**
 * The hyperbolic tangent.
 * @see LeCun et al. 1998, "Efficient BackProp", §4.4
 * @example
 * ```ts
 * import { tanh, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * tanh(tf.tensor1d([0, 1])).print(); // 0 and 0.7616
 * ```
 */
export const tanh: Activation = /* @__PURE__ */ fused('tanh');

/**
 * x, held within [−1, 1].
 * @see Collobert 2004, "Large scale machine learning", §4.3
 * @example
 * ```ts
 * import { hardTanh, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * hardTanh(tf.tensor1d([-4, 0.5])).print(); // -1 and 0.5
 * ```
 */
export const hardTanh: Activation = (input) => tf.clipByValue(input, -1, 1);

/**
 * x / (1 + |x|): it nears its bounds ±1 more slowly than tanh.
 * @see Glorot and Bengio 2010, §2.3, https://proceedings.mlr.press/v9/glorot10a.html
 * @example
 * ```ts
 * import { softsign, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * softsign(tf.tensor1d([-4, 1])).print(); // -0.8 and 0.5
 * ```
 */
export const softsign: Activation = (input) => tf.tidy(() => tf.div(input, tf.add(tf.abs(input), 1)));
