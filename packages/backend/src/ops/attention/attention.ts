import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { attentionGradientReference, attentionReference } from './reference.ts';

/** How `multiHeadAttention` looks. */
export interface AttentionOptions {
  readonly numHeads: number;
  /** What the products are multiplied by. */
  readonly scale: number;
  /** Whether a query sees no key after its own; the last query stands at the last key. */
  readonly causal: boolean;
  /** 1 where a query may see a key, else 0, float32; its shape broadcasts to [batch, heads, queries, keys]. */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * Scaled dot-product attention of many heads: y = softmax(q·kᵀ·scale)·v for each head. A query that sees no key gets zeros.
 *
 * The scores are made block by block, forward and backward, where the device has a kernel for it; the matrix of all of them does not
 * lie in memory.
 *
 * Shapes: q [batch, queries, heads·size], k [batch, keys, heads·size], v [batch, keys, heads·width] → [batch, queries, heads·width].
 *
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 * @see Dao et al. 2022, https://arxiv.org/abs/2205.14135
 * @example
 * ```ts
 * import { multiHeadAttention, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const x = tf.ones([1, 3, 8]); // one sequence of three steps, two heads of four
 * const y = multiHeadAttention(x, x, x, { numHeads: 2, scale: 0.5, causal: true });
 * console.log(y.shape); // [ 1, 3, 8 ]
 * ```
 */
export function multiHeadAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { mask, ...attributes }: AttentionOptions,
): tf.Tensor {
  return tf.tidy(() => {
    const outputs = mask
      ? runOperation(maskedAttention, { q, k, v, mask }, attributes)
      : runOperation(attention, { q, k, v }, attributes);
    return outputs[0]!;
  });
}

const inputs = ['q', 'k', 'v'];

/** Outputs: the gradients in q, k and v. */
export const attentionGradient: Operation = /* @__PURE__ */ gradientOperation(
  'ThawAttentionGradient',
  inputs,
);

/** The same under a mask. */
export const maskedAttentionGradient: Operation = /* @__PURE__ */ gradientOperation(
  'ThawMaskedAttentionGradient',
  [...inputs, 'mask'],
);

/** Outputs: y, and ln Σ e^score of each query, [batch, heads, queries]. */
export const attention: Operation = /* @__PURE__ */ attentionOperation(
  'ThawAttention',
  inputs,
  attentionGradient,
);

/** The same under a mask. */
export const maskedAttention: Operation = /* @__PURE__ */ attentionOperation(
  'ThawMaskedAttention',
  [...inputs, 'mask'],
  maskedAttentionGradient,
);

function attentionOperation(name: string, inputsToSave: readonly string[], gradient: Operation): Operation {
  return {
    name,
    reference: ({ q, k, v, mask }, attributes) =>
      attentionReference([q!, k!, v!], mask, attributes as unknown as AttentionOptions),
    gradient: {
      inputsToSave,
      outputsToSave: [true, true],
      results: 1,
      compute: ([dy], saved, attributes) => {
        const named = [...inputsToSave, 'y', 'sums'].map((key, i) => [key, saved[i]!] as const);
        const given = { ...Object.fromEntries(named), dy: dy! };
        const [dq, dk, dv] = runOperation(gradient, given, attributes);
        return { q: dq!, k: dk!, v: dv! };
      },
    },
  };
}

function gradientOperation(name: string, forwardInputs: readonly string[]): Operation {
  return {
    name,
    reference: ({ q, k, v, mask, y, sums, dy }, attributes) => {
      const options = attributes as unknown as AttentionOptions;
      return attentionGradientReference([q!, k!, v!], mask, [y!, sums!, dy!], options);
    },
    again: {
      inputs: [...forwardInputs, 'dy'],
      compute: ({ q, k, v, mask, dy }, attributes) => {
        const options = attributes as unknown as AttentionOptions;
        const [y, sums] = attentionReference([q!, k!, v!], mask, options);
        return attentionGradientReference([q!, k!, v!], mask, [y!, sums!, dy!], options);
      },
    },
  };
}
