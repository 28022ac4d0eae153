import { checkOptions, multiHeadAttention, ShapeError, tf } from '@thaw/backend';
import { checkInput, type Context, glorotUniform, type Initializer, Module, zeros } from '@thaw/core';
import { Dense, Dropout } from '@thaw/layers';

import { type AttentionMasks, combineMasks, maskNames } from './attention-masks.ts';
import { checkHeads, checkSizes } from './check-sizes.ts';
import type { KeyValue } from './key-value.ts';
import {
  type Attended,
  scaledDotProductAttention,
  type ScaledDotProductAttentionOptions,
} from './scaled-dot-product-attention.ts';

/** Options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions {
  /** How wide the keys are that come in. @defaultValue width */
  readonly keyWidth?: number;
  /** How wide the values are that come in. @defaultValue keyWidth */
  readonly valueWidth?: number;
  /** @defaultValue true */
  readonly useBias?: boolean;
  /** The part of the weights that is dropped in training. @defaultValue 0 */
  readonly dropout?: number;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** That of the output's kernel. @defaultValue kernelInitializer */
  readonly outputInitializer?: Initializer;
  /** @defaultValue zeros */
  readonly biasInitializer?: Initializer;
}

/** What the attention of many heads gives. */
export interface HeadsAttended {
  /** Shape [batch, queries, width]. */
  readonly output: tf.Tensor;
  /**
   * How much each query looks at each key, [batch, heads, queries, keys], before dropout. Computed when it is called, which must be
   * within the same `tf.tidy`: the output alone never needs all weights at once.
   */
  readonly weights: () => tf.Tensor;
}

/** What attention looks from and at, and what it may see. */
export interface AttentionInput extends AttentionMasks {
  /** Shape [batch, queries, width]. */
  readonly query: tf.Tensor;
  /** Shape [batch, keys, keyWidth]. @defaultValue the query: self-attention */
  readonly key?: tf.Tensor | undefined;
  /** Shape [batch, keys, valueWidth]. @defaultValue the key */
  readonly value?: tf.Tensor | undefined;
}

/**
 * Attention by several heads, each with an equal part of the width, so that a place may look at several others at once.
 *
 * headᵢ = attention(Q·W_q, K·W_k, V·W_v) on part i of the width;  output = [head₁ … headₕ]·W_o
 *
 * `forward(x)` is self-attention; `forward({ query, key, value, mask, keyMask, causal })` is all there is.
 *
 * Shapes: query [batch, queries, width], key [batch, keys, keyWidth], value [batch, keys, valueWidth]
 * → [batch, queries, width].
 * Weights: query, key, value and output, each a `Dense` to `width` units.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, or numHeads does not divide width.
 * @throws {ShapeError} when query, key, value or a mask does not fit.
 * @see Vaswani et al. 2017, §3.2.2, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { MultiHeadAttention } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const attention = new MultiHeadAttention(8, 2);
 * const [query, key] = [tf.ones([1, 3, 8]), tf.ones([1, 5, 8])];
 * console.log(attention.forward({ query, key }).shape); // [ 1, 3, 8 ]
 * console.log(attention.attend(query, attention.keyValue(key)).weights().shape); // [ 1, 2, 3, 5 ]
 * ```
 */
export class MultiHeadAttention extends Module<tf.Tensor | AttentionInput> {
  readonly width: number;
  readonly numHeads: number;
  readonly query: Dense;
  readonly key: Dense;
  readonly value: Dense;
  readonly output: Dense;
  readonly dropout: Dropout;

  constructor(width: number, numHeads: number, options: MultiHeadAttentionOptions = {}) {
    super();
    checkOptions('MultiHeadAttention', options, names);
    const { keyWidth = width, valueWidth = keyWidth, useBias = true, dropout = 0 } = options;
    const { kernelInitializer = glorotUniform, biasInitializer = zeros } = options;
    const { outputInitializer = kernelInitializer } = options;
    checkHeads('MultiHeadAttention', width, numHeads);
    checkSizes('MultiHeadAttention', { keyWidth, valueWidth });
    this.width = width;
    this.numHeads = numHeads;
    const dense = { useBias, kernelInitializer, biasInitializer };
    this.query = new Dense(width, width, dense);
    this.key = new Dense(keyWidth, width, dense);
    this.value = new Dense(valueWidth, width, dense);
    this.output = new Dense(width, width, { ...dense, kernelInitializer: outputInitializer });
    this.dropout = new Dropout(dropout);
  }

  forward(input: tf.Tensor | AttentionInput, context: Context = {}): tf.Tensor {
    if (input instanceof tf.Tensor) return this.forward({ query: input }, context);
    checkOptions(this.title, input, ['query', 'key', 'value', ...maskNames]);
    const { query, key = query, value = key, ...masks } = input;
    return this.attend(query, this.keyValue(key, value), masks, context).output;
  }

  /**
   * The keys and values of a sequence, ready for all heads: cross-attention and generation compute them once.
   *
   * Shapes: key [batch, keys, keyWidth], value [batch, keys, valueWidth] → [batch, keys, width] each.
   */
  keyValue(key: tf.Tensor, value: tf.Tensor = key): KeyValue {
    const hint = 'keys and values are [batch, keys, width], as many of the one as of the other';
    checkInput(this, key, ['batch', 'keys', this.key.inputs], hint);
    checkInput(this, value, [key.shape[0]!, key.shape[1]!, this.value.inputs], hint);
    return { key: this.key.forward(key), value: this.value.forward(value) };
  }

  /**
   * Attention to keys and values that `keyValue` gave, with its weights as data for who asks.
   *
   * Shapes: query [batch, queries, width] → output [batch, queries, width], weights() [batch, heads, queries, keys].
   */
  attend(
    query: tf.Tensor,
    { key, value }: KeyValue,
    masks: AttentionMasks = {},
    context: Context = {},
  ): HeadsAttended {
    checkInput(this, query, ['batch', 'queries', this.width], 'its first argument says how wide a query is');
    checkOptions(this.title, masks, maskNames);
    const [batch, queries] = query.shape as [number, number];
    const [rows, keys] = key.shape as [number, number];
    if (rows !== batch) {
      throw new ShapeError(
        `${this.title}: expected as many rows of queries as of keys, got ${batch} and ${rows}.`,
      );
    }
    if (masks.causal && queries > keys) {
      throw new ShapeError(
        `${this.title}: with causal there must be as many keys as queries or more, got ${queries} queries and ${keys} keys.`,
      );
    }
    const shape = [batch, this.numHeads, queries, keys];
    const projected = this.query.forward(query);
    const byHead = (options: ScaledDotProductAttentionOptions): Attended => {
      const mask = combineMasks(this.title, shape, masks);
      const [q, k, v] = [projected, key, value].map((input) => this.#split(input)) as Three;
      return scaledDotProductAttention(q, k, v, { ...options, mask });
    };
    const weights = (): tf.Tensor => byHead({}).weights;
    if (context.training && this.dropout.rate > 0) {
      // What is dropped is drawn for each weight, so the weights must be there.
      const { output } = byHead({ dropout: (all) => this.dropout.forward(all, context) });
      const joined = output.transpose([0, 2, 1, 3]).reshape([batch, queries, this.width]);
      return { output: this.output.forward(joined), weights };
    }
    const { causal = false, ...others } = masks;
    const attended = multiHeadAttention(projected, key, value, {
      numHeads: this.numHeads,
      scale: 1 / Math.sqrt(this.width / this.numHeads),
      causal,
      mask: combineMasks(this.title, shape, others),
    });
    return { output: this.output.forward(attended), weights };
  }

  /** [batch, time, width] → [batch, heads, time, width / heads] */
  #split(input: tf.Tensor): tf.Tensor {
    const [batch, time] = input.shape as [number, number];
    return input.reshape([batch, time, this.numHeads, this.width / this.numHeads]).transpose([0, 2, 1, 3]);
  }
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor];

const names = [
  'keyWidth',
  'valueWidth',
  'useBias',
  'dropout',
  'kernelInitializer',
  'outputInitializer',
  'biasInitializer',
];
