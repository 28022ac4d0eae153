import { ArgumentError, checkOptions, describe, ShapeError, tf } from '@thaw/backend';
import { type Activation, checkInput, type Context, type InputValues, Module, normal } from '@thaw/core';
import { Dense, Dropout, Embedding, LayerNormalization } from '@thaw/layers';

import { paddingMask } from './attention-masks.ts';
import { checkHeads, checkSizes } from './check-sizes.ts';
import { DecoderBlock } from './decoder-block.ts';
import { EncoderBlock } from './encoder-block.ts';
import { checkPast, type KeyValue } from './key-value.ts';
import { sinusoidalPositions } from './positions.ts';
import type { NormOrder } from './residual.ts';
import { translate, type TranslateOptions } from './translate.ts';

/** Options of `Transformer`; those without a default must be given. */
export interface TransformerOptions {
  /** How many ids the source has. */
  readonly sourceVocabularySize: number;
  /** How many ids the target has. */
  readonly targetVocabularySize: number;
  /** Even, and divisible by numHeads. */
  readonly width: number;
  readonly numHeads: number;
  /** Blocks of the encoder, and as many of the decoder. */
  readonly layers: number;
  /** Units of the hidden layer of each feed-forward net. @defaultValue 4·width */
  readonly hiddenUnits?: number;
  /** That of the feed-forward nets. @defaultValue relu */
  readonly activation?: Activation;
  /** @defaultValue 'post' */
  readonly norm?: NormOrder;
  /** @defaultValue 0.1 */
  readonly dropout?: number;
  /** The id that fills up sources and targets; it is never looked at. @defaultValue none */
  readonly paddingId?: number;
}

/** What the model reads and what it has written so far, as ids. */
export type TransformerInput = {
  /** Shape [batch, read]. */
  readonly source: tf.Tensor;
  /** The start, then what is written: the target moved on by one. Shape [batch, time]. */
  readonly target: tf.Tensor;
};

/** What the encoder made of a source. */
export type Encoded = {
  /** For each block of the decoder the keys and values of what was read. */
  readonly memory: KeyValue[];
  /** Which places of the source are there, [batch, read]; undefined when all are. */
  readonly memoryMask: tf.Tensor | undefined;
};

/** What the decoder gives. */
export type Decoded = {
  /** Shape [batch, time, targetVocabularySize]. */
  readonly logits: tf.Tensor;
  /** For each block, how much each place written looks at each place read: [batch, heads, time, read]; as in `HeadsAttended`. */
  readonly crossWeights: () => tf.Tensor[];
  /** For each block the keys and values of what is written: the `past` of the next step. */
  readonly present: KeyValue[];
};

/**
 * The Transformer: an encoder reads a source at once, and a decoder writes the target id by id, looking at both.
 *
 * x = √width · embedding(ids) + positions, through `layers` blocks on each side; logits = decoded·W + b. Unlike the
 * paper's, the embeddings of source, target and output are three, since their vocabularies may differ.
 *
 * Shapes: source [batch, read], target [batch, time], whole numbers → logits [batch, time, targetVocabularySize]; the
 * logits at a place are for the id that comes after it.
 *
 * @throws {ArgumentError} when a size is no whole number from 1 on, or does not fit the others.
 * @throws {ShapeError} when source and target are not ids of as many rows.
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { Transformer } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * const sizes = { sourceVocabularySize: 40, targetVocabularySize: 12, width: 16, numHeads: 2, layers: 1 };
 * const model = new Transformer(sizes);
 * const source = tf.tensor2d([[5, 7, 9]], [1, 3], 'int32');
 * const target = tf.tensor2d([[0, 4]], [1, 2], 'int32');
 * console.log(model.forward({ source, target }).shape); // [ 1, 2, 12 ]
 * console.log((await model.translate([[5, 7, 9]], { start: 0, maximumLength: 4 }))[0]!.length); // 4
 * ```
 */
export class Transformer extends Module<TransformerInput> {
  readonly width: number;
  readonly paddingId: number | undefined;
  readonly source: Embedding;
  readonly target: Embedding;
  readonly encoder: readonly EncoderBlock[];
  readonly decoder: readonly DecoderBlock[];
  readonly encoderNorm: LayerNormalization | undefined;
  readonly decoderNorm: LayerNormalization | undefined;
  readonly output: Dense;
  readonly dropout: Dropout;

  constructor(options: TransformerOptions) {
    super();
    checkOptions('Transformer', options, names);
    const { sourceVocabularySize, targetVocabularySize, width, numHeads, layers, paddingId, ...rest } =
      options;
    checkSizes('Transformer', { sourceVocabularySize, targetVocabularySize, layers });
    checkHeads('Transformer', width, numHeads);
    if (width % 2 !== 0) {
      throw new ArgumentError(
        `Transformer: width must be even, a sine and a cosine for each frequency of the positions, got ${width}.`,
      );
    }
    const least = Math.min(sourceVocabularySize, targetVocabularySize);
    if (paddingId !== undefined && !(Number.isInteger(paddingId) && paddingId >= 0 && paddingId < least)) {
      throw new ArgumentError(
        `Transformer: paddingId must be an id of both vocabularies, got ${describe(paddingId)}.`,
      );
    }
    const { norm = 'post', dropout = 0.1 } = rest;
    const block = { ...rest, norm, dropout };
    this.width = width;
    this.paddingId = paddingId;
    const embeddingsInitializer = normal(width ** -0.5); // of size 1 once it is scaled
    this.source = new Embedding(sourceVocabularySize, width, { embeddingsInitializer });
    this.target = new Embedding(targetVocabularySize, width, { embeddingsInitializer });
    this.encoder = Array.from({ length: layers }, () => new EncoderBlock(width, numHeads, block));
    this.decoder = Array.from({ length: layers }, () => new DecoderBlock(width, numHeads, block));
    // In the order 'pre' nothing has normalized what the last block gives.
    this.encoderNorm = norm === 'pre' ? new LayerNormalization(width, { epsilon: 1e-5 }) : undefined;
    this.decoderNorm = norm === 'pre' ? new LayerNormalization(width, { epsilon: 1e-5 }) : undefined;
    this.output = new Dense(width, targetVocabularySize);
    this.dropout = new Dropout(dropout);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward({ source, target }: TransformerInput, context: Context = {}): tf.Tensor {
    const rows = [source?.shape?.[0], target?.shape?.[0]];
    if (rows[0] !== rows[1]) {
      throw new ShapeError(
        `${this.title}: expected as many rows of source as of target, got ${String(rows[0])} and ${String(rows[1])}.`,
      );
    }
    return this.decode(target, this.encode(source, context), undefined, context).logits;
  }

  /** Looks at ids on the host before they reach the device. @throws {ArgumentError} when one is not in its vocabulary. */
  override checkValues(values: InputValues): void {
    const { source, target } = values as Record<string, ArrayLike<number>>;
    if (source) this.source.checkValues(source);
    if (target) this.target.checkValues(target);
  }

  /** Reads sources, [batch, read]. */
  encode(source: tf.Tensor, context: Context = {}): Encoded {
    checkInput(this, source, ['batch', 'read'], 'a source is a row of ids');
    const memoryMask = this.paddingId === undefined ? undefined : paddingMask(source, this.paddingId);
    let read = this.#embed(this.source, source, 0, context);
    for (const block of this.encoder) read = block.forward({ input: read, keyMask: memoryMask }, context);
    const memory = this.encoderNorm?.forward(read) ?? read;
    return { memory: this.decoder.map((block) => block.crossAttention.keyValue(memory)), memoryMask };
  }

  /**
   * What comes after each place of the targets, [batch, time].
   *
   * @param past what an earlier call gave as `present`, when the targets go on from there.
   */
  decode(target: tf.Tensor, encoded: Encoded, past?: readonly KeyValue[], context: Context = {}): Decoded {
    checkInput(this, target, ['batch', 'time'], 'a target is a row of ids');
    checkPast(this.title, past, this.decoder.length);
    const begin = past?.[0]?.key.shape[1] ?? 0;
    const { memory, memoryMask } = encoded;
    const crossWeights: (() => tf.Tensor)[] = [];
    const present: KeyValue[] = [];
    let written = this.#embed(this.target, target, begin, context);
    for (const [i, block] of this.decoder.entries()) {
      // What pads a target stands at its end, where the causal mask hides it from all that counts.
      const given = { input: written, memory: memory[i]!, memoryMask, past: past?.[i] };
      const attended = block.attend(given, context);
      written = attended.output;
      crossWeights.push(attended.crossWeights);
      present.push(attended.present);
    }
    const logits = this.output.forward(this.decoderNorm?.forward(written) ?? written);
    return { logits, crossWeights: () => crossWeights.map((ask) => ask()), present };
  }

  /**
   * Writes for each source the ids that are likeliest one by one.
   *
   * @param sources ids, a row for each source; shorter ones are padded, which needs a paddingId.
   * @returns for each source its ids, without the start, up to the end or `maximumLength`.
   * @throws {ArgumentError} when an id is not in its vocabulary, or an option is out of its range.
   */
  translate(sources: readonly ArrayLike<number>[], options: TranslateOptions): Promise<number[][]> {
    return translate(this, sources, options);
  }

  #embed(embedding: Embedding, ids: tf.Tensor, begin: number, context: Context): tf.Tensor {
    const [, time] = ids.shape as [number, number];
    const positions = sinusoidalPositions(begin + time, this.width).slice([begin, 0]);
    const embedded = tf.mul(embedding.forward(ids), Math.sqrt(this.width)); // [batch, time, width]
    return this.dropout.forward(tf.add(embedded, positions), context);
  }
}

const names = [
  'sourceVocabularySize',
  'targetVocabularySize',
  'width',
  'numHeads',
  'layers',
  'hiddenUnits',
  'activation',
  'norm',
  'dropout',
  'paddingId',
];
