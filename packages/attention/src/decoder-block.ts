import { checkOptions, type tf } from '@thaw/backend';
import { type Context, glorotUniform, Module, relu } from '@thaw/core';
import { Dropout, FeedForward, LayerNormalization } from '@thaw/layers';

import { checkHeads } from './check-sizes.ts';
import { type BlockOptions, blockOptions } from './encoder-block.ts';
import { appendKeyValue, type KeyValue } from './key-value.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';
import { checkNorm, type NormOrder, residual } from './residual.ts';

/** What a decoder block takes. */
export interface DecoderInput {
  /** What was written so far, [batch, time, width]. */
  readonly input: tf.Tensor;
  /** What the encoder made of what is read, [batch, read, width], or its keys and values as `crossAttention.keyValue` gives them. */
  readonly memory: tf.Tensor | KeyValue;
  /** Which places of the input are there, [batch, time]. @defaultValue all */
  readonly keyMask?: tf.Tensor | undefined;
  /** Which places of the memory are there, [batch, read]. @defaultValue all */
  readonly memoryMask?: tf.Tensor | undefined;
  /** The keys and values of what came before, when a sequence is written step by step. */
  readonly past?: KeyValue | undefined;
}

/** What a decoder block gives. */
export interface DecoderAttended {
  /** Shape [batch, time, width]. */
  readonly output: tf.Tensor;
  /** How much each place written looks at each place read: [batch, heads, time, read]; as in `HeadsAttended`. */
  readonly crossWeights: () => tf.Tensor;
  /** How much each place written looks at those written before: [batch, heads, time, past + time]. */
  readonly weights: () => tf.Tensor;
  /** The keys and values up to here: the `past` of the next step. */
  readonly present: KeyValue;
}

/**
 * A block of the decoder: causal attention to what was written, attention to what is read, and a feed-forward net, each
 * with a way around it and a normalization before or after.
 *
 * Shapes: input [batch, time, width], memory [batch, read, width] → [batch, time, width].
 * Weights: attention, attentionNorm, crossAttention, crossAttentionNorm, feedForward, feedForwardNorm.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, or numHeads does not divide width.
 * @throws {ShapeError} when input, memory or a mask does not fit.
 * @see Vaswani et al. 2017, §3.1, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { DecoderBlock } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const block = new DecoderBlock(8, 2);
 * const { output, crossWeights } = block.attend({ input: tf.ones([1, 3, 8]), memory: tf.ones([1, 5, 8]) });
 * console.log(output.shape, crossWeights().shape); // [ 1, 3, 8 ] [ 1, 2, 3, 5 ]
 * ```
 */
export class DecoderBlock extends Module<DecoderInput> {
  readonly norm: NormOrder;
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNormalization;
  readonly crossAttention: MultiHeadAttention;
  readonly crossAttentionNorm: LayerNormalization;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNormalization;
  readonly dropout: Dropout;

  constructor(width: number, numHeads: number, options: BlockOptions = {}) {
    super();
    checkOptions('DecoderBlock', options, blockOptions);
    checkHeads('DecoderBlock', width, numHeads);
    const {
      hiddenUnits = 4 * width,
      activation = relu,
      norm = 'post',
      dropout = 0.1,
      epsilon = 1e-5,
    } = options;
    const { kernelInitializer = glorotUniform } = options;
    const { residualInitializer: outputInitializer = kernelInitializer } = options;
    this.norm = checkNorm('DecoderBlock', norm);
    const kernels = { kernelInitializer, outputInitializer };
    this.attention = new MultiHeadAttention(width, numHeads, { dropout, ...kernels });
    this.attentionNorm = new LayerNormalization(width, { epsilon });
    this.crossAttention = new MultiHeadAttention(width, numHeads, { dropout, ...kernels });
    this.crossAttentionNorm = new LayerNormalization(width, { epsilon });
    this.feedForward = new FeedForward(width, hiddenUnits, { activation, ...kernels });
    this.feedForwardNorm = new LayerNormalization(width, { epsilon });
    this.dropout = new Dropout(dropout);
  }

  forward(given: DecoderInput, context: Context = {}): tf.Tensor {
    return this.attend(given, context).output;
  }

  /** `forward` with what its attention leaves: the weights, and the keys and values for the next step. */
  attend(given: DecoderInput, context: Context = {}): DecoderAttended {
    checkOptions(this.title, given, ['input', 'memory', 'keyMask', 'memoryMask', 'past']);
    const { input, memory, keyMask, memoryMask, past } = given;
    let present!: KeyValue;
    let weights!: () => tf.Tensor;
    let crossWeights!: () => tf.Tensor;
    const lookBack = (x: tf.Tensor): tf.Tensor => {
      present = appendKeyValue(this.title, past, this.attention.keyValue(x));
      const attended = this.attention.attend(x, present, { keyMask, causal: true }, context);
      weights = attended.weights;
      return attended.output;
    };
    const read = 'key' in memory ? memory : this.crossAttention.keyValue(memory);
    const lookAcross = (x: tf.Tensor): tf.Tensor => {
      const attended = this.crossAttention.attend(x, read, { keyMask: memoryMask }, context);
      crossWeights = attended.weights;
      return attended.output;
    };
    const written = residual(this, this.attentionNorm, input, lookBack, context);
    const informed = residual(this, this.crossAttentionNorm, written, lookAcross, context);
    const output = residual(
      this,
      this.feedForwardNorm,
      informed,
      (x) => this.feedForward.forward(x),
      context,
    );
    return { output, crossWeights, weights, present };
  }
}
