import { tf } from '../../tfjs.ts';

/** The activations that are fused with their bias. */
export const activationNames = ['relu', 'elu', 'sigmoid', 'tanh', 'gelu', 'geluTanh'] as const;

export type ActivationName = (typeof activationNames)[number];

export function activationReference(x: tf.Tensor, name: ActivationName): tf.Tensor {
  switch (name) {
    case 'relu':
      return tf.relu(x);
    case 'elu':
      return tf.elu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
    case 'gelu':
      return tf.mul(x, cumulativeNormal(x));
    case 'geluTanh':
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner(x)), 1));
  }
}

/** The derivative at x. */
export function activationGradientReference(x: tf.Tensor, name: ActivationName): tf.Tensor {
  switch (name) {
    case 'relu':
      return tf.step(x);
    case 'elu':
      return tf.exp(tf.minimum(x, 0));
    case 'sigmoid': {
      const s = tf.sigmoid(x);
      return tf.mul(s, tf.sub(1, s));
    }
    case 'tanh':
      return tf.sub(1, tf.square(tf.tanh(x)));
    case 'gelu': {
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.add(cumulativeNormal(x), tf.mul(x, density));
    }
    case 'geluTanh': {
      const t = tf.tanh(inner(x));
      const slope = tf.mul(tf.add(tf.mul(tf.square(x), 3 * CUBIC), 1), ROOT);
      const along = tf.mul(tf.mul(x, slope), tf.sub(1, tf.square(t)));
      return tf.mul(tf.add(tf.add(t, 1), along), 0.5);
    }
  }
}

const ROOT = /* @__PURE__ */ Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** √(2/π)·(x + 0.044715·x³) */
function inner(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, tf.add(tf.mul(tf.square(x), CUBIC), 1)), ROOT);
}

/** Φ(x) = (1 + erf(x/√2))/2 */
function cumulativeNormal(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
