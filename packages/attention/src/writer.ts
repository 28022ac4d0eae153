import { tf } from '@thaw/backend';
import { type InferenceStep, inferenceStep } from '@thaw/core';

import type { GPT } from './gpt.ts';
import type { KeyValue } from './key-value.ts';

/** How the next id is told: the latest id [1, 1], and its place [1]; int32. */
type Latest = [id: tf.Tensor, place: tf.Tensor];

/** What is known of the texts of a model. */
interface Texts {
  /** How many ids were written without a writer. */
  written: number;
  /** Writers that write nothing at present. */
  readonly idle: Writer[];
}

const texts = /* @__PURE__ */ new WeakMap<GPT, Texts>();

function textsOf(model: GPT): Texts {
  const known = texts.get(model) ?? { written: 0, idle: [] };
  texts.set(model, known);
  return known;
}

/** Counts an id that was written without a writer, and says how many there were before it. */
export function countId(model: GPT): number {
  return textsOf(model).written++;
}

/** A writer for one text: one that is idle, so that its program serves again, or a new one. */
export function borrowWriter(model: GPT): Writer {
  const { idle } = textsOf(model);
  for (let writer = idle.pop(); writer; writer = idle.pop()) {
    if (writer.isAlive) return writer;
    writer.dispose();
  }
  return new Writer(model);
}

/** Hands back a writer for the next text; it is freed where the model was meanwhile. */
export function returnWriter(model: GPT, writer: Writer): void {
  const known = texts.get(model);
  if (known) known.idle.push(writer);
  else writer.dispose();
}

/** Frees the writers of a model. */
export function freeWriters(model: GPT): void {
  for (const writer of texts.get(model)?.idle ?? []) writer.dispose();
  texts.delete(model);
}

/**
 * Keys and values of one text, with room for all places of the context, and the step that writes the next: a program that is the same at every
 * place, for the place is a tensor. A place costs a look over the whole room.
 */
export class Writer {
  readonly #model: GPT;
  readonly #room: readonly { readonly key: tf.Variable; readonly value: tf.Variable }[];
  readonly #backend = tf.engine().backend;
  readonly #step: InferenceStep<Latest, tf.Tensor>;

  constructor(model: GPT) {
    this.#model = model;
    this.#step = inferenceStep(model, (...latest: Latest) => this.#next(...latest), 'The steps of generate');
    const room = (): tf.Variable => tf.variable(tf.zeros([1, model.contextLength, model.width]), false);
    this.#room = tf.tidy(() => model.blocks.map(() => ({ key: room(), value: room() })));
  }

  /** Whether the device is still that on which it writes. */
  get isAlive(): boolean {
    return this.#backend === tf.engine().backend;
  }

  /** The programs there are. */
  get programs(): InferenceStep<Latest, tf.Tensor>['programs'] {
    return this.#step.programs;
  }

  /** Begins a text, from the keys and values of what is there. */
  begin(past: readonly KeyValue[]): void {
    this.#step.begin();
    tf.tidy(() => {
      for (const [i, { key, value }] of this.#room.entries()) {
        key.assign(this.#padded(past[i]!.key));
        value.assign(this.#padded(past[i]!.value));
      }
    });
  }

  /** The logits after an id that stands at a place, [vocabularySize]. */
  async next(id: number, place: number, compile: boolean | undefined): Promise<tf.Tensor> {
    const latest: Latest = [tf.tensor2d([id], [1, 1], 'int32'), tf.tensor1d([place], 'int32')];
    try {
      return await this.#step.take(latest, { compile, isRepeated: true });
    } finally {
      tf.dispose(latest);
    }
  }

  dispose(): void {
    this.#step.dispose();
    tf.dispose(this.#room.flatMap(({ key, value }) => [key, value]));
  }

  #next(id: tf.Tensor, place: tf.Tensor): tf.Tensor {
    const { blocks, contextLength, norm, positions, tokens } = this.#model;
    const places = tf.range(0, contextLength, 1, 'int32');
    const here = tf.cast(tf.equal(places, place), 'float32').reshape([contextLength, 1]);
    const mask = tf.cast(tf.lessEqual(places, place), 'float32').reshape([1, 1, 1, contextLength]);
    let states = tf.add(tokens.forward(id), tf.gather(positions.embeddings.value, place)); // [1, 1, width]
    for (const [i, block] of blocks.entries()) {
      states = block.forward({ input: states, past: { ...this.#room[i]!, here }, mask });
    }
    return this.#model.logits(norm.forward(states)).flatten();
  }

  #padded(given: tf.Tensor): tf.Tensor {
    return tf.pad(given, [[0, 0], [0, this.#model.contextLength - given.shape[1]!], [0, 0]]); // prettier-ignore
  }
}
