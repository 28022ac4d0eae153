import { checkSize } from '../../check-options.ts';
import { ShapeError } from '../../errors.ts';
import { tf } from '../../tfjs.ts';
import { checkShape, wrongShape } from '../check-shape.ts';
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
 * @throws {ArgumentError} when numHeads is not a whole number from 1 on.
 * @throws {ShapeError} when a shape is another, or the mask's does not broadcast.
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
  checkInputs(q, k, v, attributes.numHeads, mask);
  return tf.tidy(() => {
    const outputs = mask
      ? runOperation(maskedAttention, { q, k, v, mask }, attributes)
      : runOperation(attention, { q, k, v }, attributes);
    return outputs[0]!;
  });
}

function checkInputs(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, numHeads: number, mask?: tf.Tensor): void {
  const owner = 'multiHeadAttention';
  checkSize(owner, 'numHeads', numHeads);
  const expected = ['batch', 'queries', `${numHeads}·size`];
  checkShape(owner, { q }, expected);
  const [batch, queries, all] = q.shape as [number, number, number];
  if (all % numHeads !== 0) throw wrongShape(owner, { q }, expected);
  checkShape(owner, { k }, [batch, 'keys', all], { q });
  const keys = k.shape[1]!;
  const ofValues = [batch, keys, `${numHeads}·width`];
  checkShape(owner, { v }, ofValues, { k });
  if (v.shape[2]! % numHeads !== 0) throw wrongShape(owner, { v }, ofValues, { k });
  if (!mask) return;
  const scores = [batch, numHeads, queries, keys];
  const first = 4 - mask.rank;
  if (first >= 0 && mask.shape.every((length, i) => length === 1 || length === scores[first + i])) return;
  throw new ShapeError(
    `${owner}: expected a mask that broadcasts to [${scores.join(', ')}], batch, heads, queries and keys, got [${mask.shape.join(', ')}].`,
  );
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
