import { checkOptions, ShapeError, tf } from '@thaw/backend';
import {
  checkInput,
  type Context,
  geluTanh,
  type Initializer,
  type InputValues,
  Module,
  normal,
} from '@thaw/core';
import { Dropout, Embedding, LayerNormalization } from '@thaw/layers';

import { checkHeads, checkSizes } from './check-sizes.ts';
import { EncoderBlock } from './encoder-block.ts';
import { generate, type GenerateOptions } from './generate.ts';
import { checkPast, type KeyValue } from './key-value.ts';
import { PositionEmbedding } from './positions.ts';
import { freeWriters } from './writer.ts';

/** Options of `GPT`; those without a default must be given. */
export interface GPTOptions {
  /** How many ids there are. */
  readonly vocabularySize: number;
  /** How many ids are looked at at once, at most. */
  readonly contextLength: number;
  /** Divisible by numHeads. */
  readonly width: number;
  /** How many blocks. */
  readonly layers: number;
  readonly numHeads: number;
  /** @defaultValue 0.1 */
  readonly dropout?: number;
  /** That of embeddings and kernels; what is added to a block's input is scaled by 1/√(2·layers). @defaultValue normal(0.02) */
  readonly initializer?: Initializer;
}

/** What the blocks of a GPT give. */
export type GPTStates = {
  /** After the last normalization, [batch, time, width]. */
  readonly states: tf.Tensor;
  /** For each block, how much each place looks at each before it: [batch, heads, time, past + time]; as in `HeadsAttended`. */
  readonly weights: () => tf.Tensor[];
  /** For each block the keys and values up to here: the `past` of the next step. */
  readonly present: KeyValue[];
};

/**
 * GPT in the layout of GPT-2: a stack of causal blocks that says at each place which id comes next.
 *
 * x = tokens[ids] + positions, through `layers` blocks of norm 'pre' with GELU (tanh); logits = norm(x)·tokensᵀ, so that
 * the embedding of the ids serves as output too.
 *
 * Shapes: ids [batch, time], whole numbers, time up to contextLength → logits [batch, time, vocabularySize]; the logits
 * at a place are for the id that comes after it.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, or numHeads does not divide width.
 * @throws {ShapeError} when a sequence is longer than the context.
 * @see Radford et al. 2019, https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
 * @example
 * ```ts
 * import { GPT } from '@thaw/attention';
 * import { Random } from '@thaw/core';
 *
 * const model = new GPT({ vocabularySize: 50, contextLength: 16, width: 32, layers: 2, numHeads: 4 });
 * const options = { length: 5, temperature: 0.8, topK: 10, random: new Random(7) };
 * for await (const id of model.generate([1, 2, 3], options)) console.log(id); // five ids, as they are drawn
 * ```
 */
export class GPT extends Module {
  readonly vocabularySize: number;
  readonly contextLength: number;
  readonly width: number;
  readonly tokens: Embedding;
  readonly positions: PositionEmbedding;
  readonly blocks: readonly EncoderBlock[];
  readonly norm: LayerNormalization;
  readonly dropout: Dropout;

  constructor(options: GPTOptions) {
    super();
    checkOptions('GPT', options, names);
    const { vocabularySize, contextLength, width, layers, numHeads, dropout = 0.1 } = options;
    const { initializer = normal(0.02) } = options;
    checkSizes('GPT', { vocabularySize, contextLength, layers });
    checkHeads('GPT', width, numHeads);
    this.vocabularySize = vocabularySize;
    this.contextLength = contextLength;
    this.width = width;
    this.tokens = new Embedding(vocabularySize, width, { embeddingsInitializer: initializer });
    this.positions = new PositionEmbedding(contextLength, width, { embeddingsInitializer: initializer });
    const shrink = 1 / Math.sqrt(2 * layers); // each of so many parts adds to what the last block gives
    const residualInitializer: Initializer = (shape, random) =>
      initializer(shape, random).map((value) => value * shrink);
    const kernels = { kernelInitializer: initializer, residualInitializer };
    this.blocks = Array.from(
      { length: layers },
      () => new EncoderBlock(width, numHeads, { norm: 'pre', activation: geluTanh, dropout, ...kernels }),
    );
    this.norm = new LayerNormalization(width, { epsilon: 1e-5 });
    this.dropout = new Dropout(dropout);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(ids: tf.Tensor, context: Context = {}): tf.Tensor {
    return this.logits(this.attend(ids, undefined, context).states);
  }

  /** Looks at ids on the host before they reach the device. @throws {ArgumentError} when one is not in the vocabulary. */
  override checkValues(values: InputValues): void {
    this.tokens.checkValues(values);
  }

  /**
   * What the blocks make of ids, with what their attention leaves.
   *
   * @param past what an earlier call gave as `present`, when the ids go on from there.
   */
  attend(ids: tf.Tensor, past?: readonly KeyValue[], context: Context = {}): GPTStates {
    checkInput(this, ids, ['batch', 'time'], 'it takes rows of ids');
    checkPast(this.title, past, this.blocks.length);
    const begin = past?.[0]?.key.shape[1] ?? 0;
    const end = begin + ids.shape[1]!;
    if (end > this.contextLength) {
      throw new ShapeError(
        `${this.title}: a sequence of ${end} ids is beyond its context of ${this.contextLength}; ` +
          'shorten it, or build the model with a greater contextLength.',
      );
    }
    const weights: (() => tf.Tensor)[] = [];
    const present: KeyValue[] = [];
    const embedded = this.positions.addFrom(begin, this.tokens.forward(ids)); // [batch, time, width]
    let states = this.dropout.forward(embedded, context);
    for (const [i, block] of this.blocks.entries()) {
      const attended = block.attend({ input: states, past: past?.[i], causal: true }, context);
      states = attended.output;
      weights.push(attended.weights);
      present.push(attended.present);
    }
    return { states: this.norm.forward(states), weights: () => weights.map((ask) => ask()), present };
  }

  /** What comes next after states: [batch, time, width] → [batch, time, vocabularySize]. */
  logits(states: tf.Tensor): tf.Tensor {
    const embeddings = this.tokens.embeddings.value as tf.Tensor as tf.Tensor2D;
    const isOne = states.size === this.width; // then the embeddings are read where they lie, and not transposed first
    const logits = isOne
      ? tf.matMul(embeddings, tf.reshape(states, [this.width, 1]))
      : tf.matMul(tf.reshape(states, [-1, this.width]), embeddings, false, true);
    return tf.reshape(logits, [...states.shape.slice(0, -1), this.vocabularySize]);
  }

  /**
   * Goes on from a prompt, id by id, each handed out as it is drawn.
   *
   * The keys and values of what was written are kept, so that each id costs one place. Beyond the context the window
   * slides: the last contextLength ids are looked at, and since every position moves, each id then costs a full pass.
   * From the 129th id on, over all texts of the model, ids are written by a program, the same at every place, which is kept until the model is
   * disposed.
   *
   * @param prompt ids, at least one.
   * @throws {ArgumentError} when an id is not in the vocabulary, or an option is out of its range.
   */
  generate(prompt: ArrayLike<number>, options: GenerateOptions): AsyncGenerator<number, void, void> {
    return generate(this, prompt, options);
  }

  protected override release(): void {
    freeWriters(this);
  }
}

const names = ['vocabularySize', 'contextLength', 'width', 'layers', 'numHeads', 'dropout', 'initializer'];
