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
 */
export function multiHeadAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  { mask, ...attributes }: AttentionOptions,
): tf.Tensor {
  return tf.tidy(() => {
    const inputs = { q, k, v };
    const outputs = mask
      ? runOperation(maskedAttention, { ...inputs, mask }, attributes)
      : runOperation(attention, inputs, attributes);
    return outputs[0]!;
  });
}

/** Outputs: y, and ln Σ e^score of each query, [batch, heads, queries]. */
export const attention: Operation = /* @__PURE__ */ attentionOperation('ThawAttention', ['q', 'k', 'v']);

/** The same under a mask. */
export const maskedAttention: Operation = /* @__PURE__ */ attentionOperation('ThawMaskedAttention', [
  'q',
  'k',
  'v',
  'mask',
]);

function attentionOperation(name: string, inputsToSave: readonly string[]): Operation {
  return {
    name,
    reference: ({ q, k, v, mask }, attributes) =>
      attentionReference([q!, k!, v!], mask, attributes as unknown as AttentionOptions),
    gradient: {
      inputsToSave,
      outputsToSave: [true, true],
      compute: ([dy], saved, attributes) => {
        const named = [...inputsToSave, 'y', 'sums'].map((key, i) => [key, saved[i]!] as const);
        const inputs = { ...Object.fromEntries(named), dy: dy! };
        const [dq, dk, dv] = runOperation(attentionGradient, inputs, attributes);
        return { q: dq!, k: dk!, v: dv! };
      },
    },
  };
}

/** Outputs: the gradients in q, k and v. */
export const attentionGradient: Operation = {
  name: 'ThawAttentionGradient',
  reference: ({ q, k, v, mask, y, sums, dy }, attributes) =>
    attentionGradientReference(
      [q!, k!, v!],
      mask,
      [y!, sums!, dy!],
      attributes as unknown as AttentionOptions,
    ),
};
