import { activate, ArgumentError, type FusedActivation, tf } from '@thaw/backend';

/** A function of each element, or of each row: what a layer applies to its sums. Shape in = shape out. */
export interface Activation {
  (input: tf.Tensor): tf.Tensor;
  /** Its name in `dense` and `conv2d` of `@thaw/backend`, which apply it where the sums are made; others follow them. */
  readonly fused?: FusedActivation;
}

function fused(name: FusedActivation): Activation {
  const named = {
    // so that messages know its name
    [name]: (input: tf.Tensor): tf.Tensor => (name === 'linear' ? input : activate(input, name)),
  };
  return Object.assign(named[name]!, { fused: name });
}

/** x itself. */
export const linear: Activation = /* @__PURE__ */ fused('linear');

/**
 * max(x, 0), the rectifier.
 * @see Nair and Hinton 2010, https://icml.cc/Conferences/2010/papers/432.pdf
 */
export const relu: Activation = /* @__PURE__ */ fused('relu');

/**
 * x·Φ(x), Φ the distribution function of the normal: a rectifier with a round knee. Φ(x) = (1 + erf(x/√2))/2.
 * @see Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export const gelu: Activation = /* @__PURE__ */ fused('gelu');

/**
 * `gelu` with Φ approximated by tanh: x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2. The GELU of GPT-2, where the difference
 * of up to 0.0005 counts.
 * @see Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export const geluTanh: Activation = /* @__PURE__ */ fused('geluTanh');

/** 1 / (1 + e⁻ˣ). */
export const sigmoid: Activation = /* @__PURE__ */ fused('sigmoid');

/** The hyperbolic tangent. */
export const tanh: Activation = /* @__PURE__ */ fused('tanh');

/**
 * 1 where x ≥ 0, else 0: the neuron of 1943. Its gradient is zero everywhere, so only learning rules train it.
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259
 */
export const step: Activation = (input) => tf.cast(tf.greaterEqual(input, 0), 'float32');

/** eˣ normalized to sum to 1 along the last axis. Losses here take logits, so a model seldom ends in it. */
export const softmax: Activation = (input) => tf.softmax(input);

/** The logarithm of `softmax`, computed stably. */
export const logSoftmax: Activation = (input) => tf.logSoftmax(input);

/**
 * Checks an `activation` option at a layer's door.
 *
 * @throws {ArgumentError} when it is a string, as in Keras: the message names the function to import.
 */
export function requireActivation(activation: unknown, owner: string): Activation {
  if (typeof activation === 'function') return activation as Activation;
  if (typeof activation === 'string') {
    const names = ['linear', 'relu', 'gelu', 'geluTanh', 'sigmoid', 'tanh', 'step', 'softmax', 'logSoftmax'];
    const wanted = names.find(
      (name) => name.toLowerCase() === activation.toLowerCase().replace(/[^a-z]/g, ''),
    );
    throw new ArgumentError(
      `${owner}: activation is a function here, got the string '${activation}'; ` +
        (wanted
          ? `import { ${wanted} } from '@thaw/core' and pass ${wanted}.`
          : `import one from '@thaw/core' (${names.join(', ')}) or pass any function of a tensor.`),
    );
  }
  throw new ArgumentError(`${owner}: activation must be a function of a tensor, got ${String(activation)}.`);
}
