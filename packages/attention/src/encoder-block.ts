import { checkOptions, tf } from '@thaw/backend';
import { type Activation, type Context, glorotUniform, type Initializer, Module, relu } from '@thaw/core';
import { Dropout, FeedForward, LayerNormalization } from '@thaw/layers';

import { type AttentionMasks, maskNames } from './attention-masks.ts';
import { checkHeads } from './check-sizes.ts';
import { appendKeyValue, type KeyValue, type KeyValueSlots } from './key-value.ts';
import { type HeadsAttended, MultiHeadAttention } from './multi-head-attention.ts';
import { checkNorm, type NormOrder, residual } from './residual.ts';

/** Options of `EncoderBlock` and `DecoderBlock`. */
export interface BlockOptions {
  /** Units of the hidden layer of the feed-forward net. @defaultValue 4·width */
  readonly hiddenUnits?: number;
  /** That of the feed-forward net. @defaultValue relu */
  readonly activation?: Activation;
  /** Whether to normalize before each part or after it. @defaultValue 'post' */
  readonly norm?: NormOrder;
  /** The part of attention weights, and of what each part gives, that is dropped in training. @defaultValue 0.1 */
  readonly dropout?: number;
  /** That of the normalizations; 1e-5 as in PyTorch and GPT-2. @defaultValue 1e-5 */
  readonly epsilon?: number;
  /** @defaultValue glorotUniform */
  readonly kernelInitializer?: Initializer;
  /** That of the kernels whose outputs are added to the block's input. @defaultValue kernelInitializer */
  readonly residualInitializer?: Initializer;
}

/** What a block takes besides a tensor alone. */
export interface EncoderInput extends AttentionMasks {
  /** Shape [batch, time, width]. */
  readonly input: tf.Tensor;
  /** The keys and values of what came before, when a sequence is written step by step. */
  readonly past?: KeyValue | KeyValueSlots | undefined;
}

/** What a block gives besides its output. */
export interface EncoderAttended extends HeadsAttended {
  /** The keys and values up to here: the `past` of the next step. */
  readonly present: KeyValue;
}

/**
 * A block of the encoder: self-attention, then a feed-forward net at each place, each with a way around it.
 *
 * norm 'post': x ← norm(x + attention(x)),  y = norm(x + feedForward(x))
 * norm 'pre':  x ← x + attention(norm(x)),  y = x + feedForward(norm(x))
 *
 * With `causal` it is the block of GPT.
 *
 * Shapes: input [batch, time, width] → the same.
 * Weights: attention, attentionNorm, feedForward, feedForwardNorm.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, or numHeads does not divide width.
 * @throws {ShapeError} when the input or a mask does not fit.
 * @see Vaswani et al. 2017, §3.1, https://arxiv.org/abs/1706.03762; Xiong et al. 2020 on the two orders,
 * https://arxiv.org/abs/2002.04745
 * @example
 * ```ts
 * import { EncoderBlock } from '@thaw/attention';
 * import { gelu, tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const block = new EncoderBlock(8, 2, { norm: 'pre', activation: gelu });
 * const keyMask = tf.tensor2d([[1, 1, 1, 0]]); // the last place is padding
 * console.log(block.forward({ input: tf.ones([1, 4, 8]), keyMask }).shape); // [ 1, 4, 8 ]
 * ```
 */
export class EncoderBlock extends Module<tf.Tensor | EncoderInput> {
  readonly norm: NormOrder;
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNormalization;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNormalization;
  readonly dropout: Dropout;

  constructor(width: number, numHeads: number, options: BlockOptions = {}) {
    super();
    checkOptions('EncoderBlock', options, blockOptions);
    checkHeads('EncoderBlock', width, numHeads);
    const {
      hiddenUnits = 4 * width,
      activation = relu,
      norm = 'post',
      dropout = 0.1,
      epsilon = 1e-5,
    } = options;
    const { kernelInitializer = glorotUniform } = options;
    const { residualInitializer: outputInitializer = kernelInitializer } = options;
    this.norm = checkNorm('EncoderBlock', norm);
    const kernels = { kernelInitializer, outputInitializer };
    this.attention = new MultiHeadAttention(width, numHeads, { dropout, ...kernels });
    this.attentionNorm = new LayerNormalization(width, { epsilon });
    this.feedForward = new FeedForward(width, hiddenUnits, { activation, ...kernels });
    this.feedForwardNorm = new LayerNormalization(width, { epsilon });
    this.dropout = new Dropout(dropout);
  }

  forward(input: tf.Tensor | EncoderInput, context: Context = {}): tf.Tensor {
    return this.attend(input, context).output;
  }

  /** `forward` with what its attention leaves: the weights, and the keys and values for the next step. */
  attend(given: tf.Tensor | EncoderInput, context: Context = {}): EncoderAttended {
    if (given instanceof tf.Tensor) return this.attend({ input: given }, context);
    checkOptions(this.title, given, ['input', 'past', ...maskNames]);
    const { input, past, ...masks } = given;
    let present!: KeyValue;
    let weights!: () => tf.Tensor;
    const lookAround = (x: tf.Tensor): tf.Tensor => {
      present = appendKeyValue(this.title, past, this.attention.keyValue(x));
      const attended = this.attention.attend(x, present, masks, context);
      weights = attended.weights;
      return attended.output;
    };
    const seen = residual(this, this.attentionNorm, input, lookAround, context);
    const output = residual(this, this.feedForwardNorm, seen, (x) => this.feedForward.forward(x), context);
    return { output, weights, present };
  }
}

/** The names of the options of a block. */
export const blockOptions = [
  'hiddenUnits',
  'activation',
  'norm',
  'dropout',
  'epsilon',
  'kernelInitializer',
  'residualInitializer',
] as const;
