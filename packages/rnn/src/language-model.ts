import { ArgumentError, checkOptions, checkSize, describe, ensureDevice, tf } from '@thaw/backend';
import {
  checkSampling,
  type Context,
  hasPrograms,
  inferenceStep,
  type InferenceStep,
  type InputValues,
  Module,
  sampleLogits,
  type SamplingOptions,
  sharedRandom,
} from '@thaw/core';
import { Dense, Embedding } from '@thaw/layers';

import { tensorsOf } from './cell-state.ts';
import { LSTMCell, type LSTMState } from './lstm-cell.ts';
import { recur } from './recur.ts';
import { Recurrent } from './recurrent.ts';
import { StackedCell } from './stacked-cell.ts';

/** Options of `LanguageModel`. */
export interface LanguageModelOptions {
  /** The width of an id's vector. @defaultValue units */
  readonly embeddingUnits?: number;
  /** How many LSTM cells stand one above the other. @defaultValue 1 */
  readonly layers?: number;
  /** Whether a pass begins where the pass before ended, as `textStreams` wants it. @defaultValue false */
  readonly stateful?: boolean;
}

/** Options of `LanguageModel.generate`. */
export interface GenerateOptions extends SamplingOptions {
  /** How many ids to draw; leaving the loop ends it sooner. */
  readonly length: number;
  /** Ends it from outside: the next id is awaited in vain, with the signal's reason. @defaultValue none */
  readonly signal?: AbortSignal;
  /**
   * Whether ids are written by a program: true throws where it cannot be made, false writes each kernel by kernel. @defaultValue from the 129th id
   * that the model writes on, over all texts, on devices that have programs
   */
  readonly compile?: boolean | undefined;
}

/** How many ids a model writes before a program is made, which takes as long as 100 to 200 of them. */
const IDS_BEFORE = 128;

/** Reads ids [1, 1] from a state on. */
type ReadingStep = InferenceStep<[tf.Tensor, readonly LSTMState[]], Read>;

/** What was read: the logits after the last id, [vocabularySize], and the state there. */
type Read = { readonly logits: tf.Tensor; readonly state: readonly LSTMState[] };

/**
 * A language model of LSTM cells: after each id, the logits of the one that follows.
 *
 * embedding → LSTM × layers → dense
 *
 * Shapes: ids [batch, time] → [batch, time, vocabularySize].
 * Weights: embedding.embeddings, recurrent.cell.cells.0.kernel and so on, head.kernel, head.bias.
 *
 * @throws {ArgumentError} when a size is not a whole number from 1 on.
 * @throws {ShapeError} when the ids are not [batch, time].
 * @see Mikolov et al. 2010, https://doi.org/10.21437/Interspeech.2010-343; Graves 2013 for characters and LSTM,
 * https://arxiv.org/abs/1308.0850
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { LanguageModel } from '@thaw/rnn';
 *
 * const model = new LanguageModel(26, 32, { layers: 2 });
 * const options = { length: 5, temperature: 0.8, topK: 10, random: new Random(7) };
 * for await (const id of model.generate([7, 4], options)) console.log(id); // 5 ids from 0 to 25
 * ```
 */
export class LanguageModel extends Module {
  readonly vocabularySize: number;
  readonly embedding: Embedding;
  readonly recurrent: Recurrent<readonly LSTMState[]>;
  readonly head: Dense;
  #step: ReadingStep | undefined;
  /** How many ids it wrote. */
  #written = 0;

  constructor(vocabularySize: number, units: number, options: LanguageModelOptions = {}) {
    super();
    checkOptions('LanguageModel', options, ['embeddingUnits', 'layers', 'stateful']);
    const { embeddingUnits = units, layers = 1, stateful = false } = options;
    this.vocabularySize = checkSize('LanguageModel', 'vocabularySize', vocabularySize);
    checkSize('LanguageModel', 'units', units);
    checkSize('LanguageModel', 'layers', layers);
    this.embedding = new Embedding(
      vocabularySize,
      checkSize('LanguageModel', 'embeddingUnits', embeddingUnits),
    );
    const cells = Array.from({ length: layers }, (_, i) => new LSTMCell(i ? units : embeddingUnits, units));
    this.recurrent = new Recurrent(new StackedCell(cells), { returnSequences: true, stateful });
    this.head = new Dense(units, vocabularySize);
    this.namedModules(); // so that messages know the paths from the start
  }

  forward(ids: tf.Tensor, _context?: Context): tf.Tensor {
    return this.head.forward(this.recurrent.forward(this.embedding.forward(ids)));
  }

  /** @throws {ArgumentError} when an id is not in the vocabulary; `train` and `fit` ask before each step. */
  override checkValues(values: InputValues): void {
    this.embedding.checkValues(values);
  }

  /**
   * Goes on after a prompt, one id at a time: each is drawn from the logits after those before it, and yielded at once.
   * It carries a state of its own, so that a stateful model's is not touched.
   *
   * @throws {ArgumentError} when the prompt is empty or has an id out of the vocabulary, or the model's logits are no numbers.
   */
  generate(prompt: ArrayLike<number>, options: GenerateOptions): AsyncGenerator<number, void, void> {
    const owner = `${this.title}.generate`;
    checkSampling(owner, options, ['length', 'signal', 'compile']);
    checkSize(owner, 'length', options.length);
    if (typeof prompt === 'string' || !(prompt?.length > 0)) {
      throw new ArgumentError(
        `${owner}: the prompt is ids, at least one, got ${describe(prompt)}; generateText takes text and a tokenizer.`,
      );
    }
    this.checkValues(prompt as InputValues);
    return this.#generate(prompt, options);
  }

  async *#generate(
    prompt: ArrayLike<number>,
    { length, signal, random = sharedRandom().fork(), compile, ...sampling }: GenerateOptions,
  ): AsyncGenerator<number, void, void> {
    await ensureDevice();
    let program: ReadingStep | undefined;
    let ids = prompt;
    let state: readonly LSTMState[] | undefined;
    try {
      for (let i = 0; i < length; i++) {
        signal?.throwIfAborted();
        if (compile ?? (this.#written++ >= IDS_BEFORE && hasPrograms())) program ??= this.#program();
        const next = state && program ? await take(program, ids[0]!, state, compile) : this.#goOn(ids, state);
        free(state);
        state = next.state;
        const logits = await next.logits.data<'float32'>().finally(() => next.logits.dispose());
        const id = sampleLogits(logits, { ...sampling, random });
        yield id;
        ids = [id];
      }
    } finally {
      free(state);
    }
  }

  /** Reads some ids, from a state on. */
  #goOn(ids: ArrayLike<number>, state: readonly LSTMState[] | undefined): Read {
    const given = (): tf.Tensor => tf.tensor2d(Int32Array.from(ids), [1, ids.length], 'int32');
    return tf.tidy(() => this.#read(given(), state) as never) as Read;
  }

  /** Kept until the model is disposed. */
  #program(): ReadingStep {
    const step = (ids: tf.Tensor, from: readonly LSTMState[]): Read => this.#read(ids, from);
    return (this.#step ??= inferenceStep(this, step, 'The steps of generate')).begin();
  }

  #read(ids: tf.Tensor, state: readonly LSTMState[] | undefined): Read {
    const read = recur(
      this.recurrent.cell,
      this.embedding.forward(ids),
      state ? { initialState: state } : {},
    );
    return { logits: this.head.forward(read.output).as1D(), state: read.state as readonly LSTMState[] };
  }

  /** Frees the program of `generate`. */
  protected override release(): void {
    this.#step?.dispose();
    this.#step = undefined;
  }
}

/** Reads one id by a program. */
async function take(
  program: ReadingStep,
  id: number,
  state: readonly LSTMState[],
  compile: boolean | undefined,
): Promise<Read> {
  const ids = tf.tensor2d([id], [1, 1], 'int32');
  try {
    return await program.take([ids, state], { compile, isRepeated: true });
  } finally {
    ids.dispose();
  }
}

function free(state: readonly LSTMState[] | undefined): void {
  if (state) tf.dispose(tensorsOf(state).map(([, tensor]) => tensor));
}
